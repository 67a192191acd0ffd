"""Saying how far a scan is: a bar that moves on a terminal, a line now and then elsewhere."""

import time
from collections.abc import Callable
from typing import TextIO

BAR = 24
#: Seconds between two looks at the bar, and between two lines where there is no terminal.
_REDRAW, _LINE = 0.1, 30.0


class Progress:
    """Shows the share of the input that is done, rows per second and the time left, by what this run did."""

    def __init__(self, total: int, before: int, out: TextIO, clock: Callable[[], float] = time.monotonic) -> None:
        self._total = max(1, total)
        self._before = self._done = before
        self._rows = 0
        self._out = out
        self._moves = out.isatty()
        self._clock = clock
        self._began = self._shown = clock()

    def add(self, weight: int, rows: int) -> None:
        """Count a chunk, and show it if the last look is some time ago."""
        self._done += weight
        self._rows += rows
        now = self._clock()
        if now - self._shown >= (_REDRAW if self._moves else _LINE):
            self._shown = now
            self._show(now)

    def end(self) -> None:
        """Take the bar away."""
        if self._moves:
            self._out.write("\r\x1b[K")
            self._out.flush()

    def line(self, now: float) -> str:
        """Give the state as one line."""
        passed = max(now - self._began, 1e-9)
        share = min(1.0, self._done / self._total)
        fresh = self._done - self._before
        left = (self._total - self._done) * passed / fresh if fresh else None
        said = "" if left is None else f"  {spell(left)} left"
        return f"{share:6.1%}  {self._rows / passed:,.0f} rows/s{said}"

    def _show(self, now: float) -> None:
        line = self.line(now)
        if self._moves:
            filled = round(min(1.0, self._done / self._total) * BAR)
            self._out.write(f"\r\x1b[K{'█' * filled}{'·' * (BAR - filled)} {line}")
        else:
            self._out.write(f"{line.strip()}\n")
        self._out.flush()


def spell(seconds: float) -> str:
    """Show a time as people say it: ``45 s``, ``3 min 20 s``, ``2 h 05 min``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02} min"
