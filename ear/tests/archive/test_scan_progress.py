"""How a scan says how far it is."""

import io

import pytest

from hearten_ear.archive.progress import Progress, spell


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_share_rate_and_time_left_are_those_of_this_run() -> None:
    clock = Clock()
    progress = Progress(1_000, 400, io.StringIO(), clock)
    clock.now = 10.0
    progress.add(200, 5_000)
    assert progress.line(clock.now).split() == ["60.0%", "500", "rows/s", "20", "s", "left"]


def test_before_anything_is_done_no_time_is_promised() -> None:
    clock = Clock()
    assert "left" not in Progress(1_000, 400, io.StringIO(), clock).line(5.0)


def test_a_terminal_gets_a_bar_that_is_taken_away_at_the_end() -> None:
    out, clock = Terminal(), Clock()
    progress = Progress(100, 0, out, clock)
    clock.now = 1.0
    progress.add(50, 10)
    progress.end()
    assert out.getvalue().startswith("\r\x1b[K" + "█" * 12 + "·" * 12)
    assert out.getvalue().endswith("\r\x1b[K")


def test_a_file_gets_a_line_now_and_then() -> None:
    out, clock = io.StringIO(), Clock()
    progress = Progress(100, 0, out, clock)
    for second in range(70):
        clock.now = float(second)
        progress.add(1, 10)
    progress.end()
    assert len(out.getvalue().splitlines()) == 2
    assert "\r" not in out.getvalue()


@pytest.mark.parametrize(
    ("seconds", "words"), [(4.4, "4 s"), (59.6, "1 min 00 s"), (200, "3 min 20 s"), (7_500, "2 h 05 min")]
)
def test_times_are_spelled_as_people_say_them(seconds: float, words: str) -> None:
    assert spell(seconds) == words
