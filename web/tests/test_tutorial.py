"""The tutorial, run as printed: its shell lines against a server that was really started."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "tutorial" / "first-cue.md"
HEARTEN = Path(sys.executable).with_name("hearten")
PATIENCE = 60.0
MAKE_SOURCE = """
from django.utils import timezone
from hearten.integrations import actions
made = actions.make_source(name="Tutorial", slug="tutorial", kind="hearten", secret="", now=timezone.now())
print("SECRET", made.source.secret)
"""

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(not (shutil.which("curl") and shutil.which("openssl")), reason="needs curl and openssl"),
]


def free_port() -> int:
    """A port that nobody holds now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers anything at all."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        assert process.poll() is None, "the server ended before it answered"
        try:
            urllib.request.urlopen(url, timeout=5).close()  # noqa: S310 - an address of our own
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the server did not answer in time")


@pytest.fixture
def source(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A fresh server with the source of the tutorial: what the reader exports."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("HEARTEN_", "DJANGO_"))}
    surroundings["HEARTEN_DATA"] = str(tmp_path)
    port = free_port()
    with (tmp_path / "server.log").open("wb") as log:
        server = subprocess.Popen([HEARTEN, "serve", "--port", str(port)], env=surroundings, stdout=log, stderr=log)
    try:
        wait_for(f"http://127.0.0.1:{port}/accounts/login/", server)
        made = subprocess.run(
            [HEARTEN, "shell", "-c", MAKE_SOURCE], env=surroundings, capture_output=True, text=True, check=True
        )
        secret = made.stdout.split("SECRET ")[1].strip()
        yield surroundings | {"SOURCE": f"http://127.0.0.1:{port}/ingest/tutorial/", "SECRET": secret}
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE)


def test_every_line_of_the_tutorial_answers_as_the_page_says(source: dict[str, str]) -> None:
    blocks = re.findall(r"```bash\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    script = "\n".join(block for block in blocks if not block.startswith("export "))
    run = subprocess.run(["bash", "-eu", "-c", script], env=source, capture_output=True, text=True, check=True)
    answers = re.findall(r"^(\{.*\})\n(\d{3})$", run.stdout, flags=re.MULTILINE)
    counts = [
        tuple(map(int, re.findall(r'"(?:accepted|duplicate|rejected|skipped)":(\d+)', body))) for body, _ in answers
    ]
    assert [int(status) for _, status in answers] == [202, 202, 202, 202, 202, 202, 401]
    assert counts == [(1, 0, 0, 0), (3, 0, 0, 0), (1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (1, 0, 2, 0), ()]
