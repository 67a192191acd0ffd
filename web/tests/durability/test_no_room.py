"""G-10: no room on the disk, a disk that is read-only, no descriptors. A clear answer, and all is well afterwards."""

import contextlib
import os
import resource
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from .conftest import Count
from .house import House, compare_notices
from .test_locked import turn

pytestmark = [pytest.mark.process, pytest.mark.slow]
Break = Callable[[House], contextlib.AbstractContextManager[None]]


@pytest.fixture
def small_disk(folder: Path) -> Iterator[Path]:
    """Give a disk of 24 MB of our own; only root may mount one."""
    place = folder / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)]
    if os.geteuid() or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("only root can mount a small disk")
    yield place
    subprocess.run(["umount", str(place)], check=True)


@contextlib.contextmanager
def full(house: House) -> Iterator[None]:
    filler = house.data / "filler"
    with contextlib.suppress(OSError), filler.open("wb", buffering=0) as out:
        while True:
            out.write(bytes(4096))
    yield
    filler.unlink()


@contextlib.contextmanager
def read_only(house: House) -> Iterator[None]:
    """Take the right to write from the database file and its folder's owner: mounted anew where it can be."""
    again = ["mount", "-o", "remount,ro", str(house.data)]
    done = subprocess.run(again, check=False, capture_output=True, text=True)
    if done.returncode:  # files are open for writing; then no more than what is there may be written
        with limited(house, resource.RLIMIT_FSIZE, 0):
            yield
        return
    yield
    subprocess.run(["mount", "-o", "remount,rw", str(house.data)], check=True)


@contextlib.contextmanager
def limited(house: House, what: int, to: int) -> Iterator[None]:
    """Lower one limit of the running server, and give it back."""
    before = resource.prlimit(house.pid, what)
    resource.prlimit(house.pid, what, (to, before[1]))
    yield
    resource.prlimit(house.pid, what, before)


def works(house: House, number: int) -> bool:
    """Say whether a moment and a turn are taken."""
    moment = house.ask_for_moment(house.agents[1][1], str(uuid4()), 60)[0]
    return (moment, house.send_segments([turn(number)], 60)[0]) == (200, 202)


def break_and_mend(house: House, breaking: Break) -> None:
    """Let it fail in this way: 503 with "come again" on both doors, and afterwards everything once."""
    house.start()
    assert works(house, 0)
    key = str(uuid4())
    with breaking(house):
        moment, moment_headers, _ = house.ask_for_moment(house.agents[1][1], key, 60)
        post, post_headers, body = house.send_segments([turn(1)], 60)
    # What still fits into the room the WAL has already may be taken: whatever is acknowledged must be there later.
    assert 503 in {moment, post} <= {200, 202, 503}, body
    for status, headers in ((moment, moment_headers), (post, post_headers)):
        assert status != 503 or headers["retry-after"]
    assert post != 503 or b"Nothing was written" in body
    until = time.monotonic() + 30
    while not works(house, 2) and time.monotonic() < until:
        time.sleep(0.2)
    assert house.ask_for_moment(house.agents[1][1], key)[0] == 200
    assert house.send_segments([turn(1)])[0] == 202
    kept = house.ledger()
    assert kept["moments"].count(key) == 1
    assert [name for _, name, _ in kept["segments"]].count("t1") == 1
    assert not compare_notices(kept)


def test_a_full_disk_is_said_and_survived(small_disk: Path, counted: Count) -> None:
    with House(small_disk) as house:
        break_and_mend(house, full)
    counted("disk full (ENOSPC): answered 503, each once after there was room")


def test_a_file_that_may_not_grow_is_said_and_survived(folder: Path, counted: Count) -> None:
    with House(folder) as house:
        break_and_mend(house, lambda house: limited(house, resource.RLIMIT_FSIZE, 0))
    counted("files may not grow (EFBIG): answered 503, each once afterwards")


def test_a_read_only_disk_is_said_and_survived(small_disk: Path, counted: Count) -> None:
    with House(small_disk) as house:
        break_and_mend(house, read_only)
    counted("disk read-only: answered 503, each once afterwards")


def test_a_server_without_descriptors_comes_back_when_it_has_some(folder: Path, counted: Count) -> None:
    with House(folder) as house:
        house.start()
        assert works(house, 0)
        in_use = len(list(Path(f"/proc/{house.pid}/fd").iterdir()))
        with limited(house, resource.RLIMIT_NOFILE, in_use), contextlib.suppress(OSError):
            house.send_segments([turn(1)], 3)
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                if works(house, 2):
                    break
        assert house.send_segments([turn(1)])[0] == 202
        kept = house.ledger()
    assert [name for _, name, _ in kept["segments"]].count("t1") == 1
    assert not compare_notices(kept)
    counted("no descriptors: refused or unanswered while there were none, everything once afterwards")
