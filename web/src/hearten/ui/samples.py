"""Made-up contents for the style page."""

from typing import Any


def context() -> dict[str, Any]:
    """Give the style page its contents."""
    return {}
