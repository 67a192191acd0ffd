import logging
import sys

from hearten.health.logs import PlainFormatter


def test_plain_lines_hold_no_values_of_libraries_and_no_text_of_errors() -> None:
    record = logging.LogRecord("django.request", logging.WARNING, "x.py", 1, "Not Found: %s", ("/moment/ask/",), None)
    assert "/moment" not in PlainFormatter().format(record)
    try:
        int("Ana said xylophone")
    except ValueError:
        failed = logging.LogRecord("hearten.live", logging.ERROR, "x.py", 1, "A part failed.", (), sys.exc_info())
    line = PlainFormatter().format(failed)
    assert "A part failed." in line
    assert "ValueError" in line
    assert "xylophone" not in line
