"""The centre of the promises, opened in the test's database, and what the areas declare."""

from typing import Any

import pytest
from web.tests.promises import registry, report
from web.tests.promises.centre import Centre, open_centre

registry.load()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what was counted, with the date."""
    for line in report.closing_lines():
        terminalreporter.write_line(line)


@pytest.fixture
def centre(db: None) -> Centre:
    return open_centre()
