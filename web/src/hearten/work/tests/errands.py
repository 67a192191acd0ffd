"""Tasks that the tests run, also in processes of their own. What they leave behind is files in HEARTEN_DATA."""

import os
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.tasks import TaskContext, task


def left_in(folder: str) -> Path:
    place = Path(settings.DATA) / folder
    place.mkdir(exist_ok=True)
    return place


@task
def deliver(number: int, seconds: float = 0.0) -> int:
    """Begin a file of this run, work for a while, then leave the effect: twice is once."""
    (left_in("begun") / f"{number}-{os.getpid()}-{time.monotonic_ns()}").touch()
    time.sleep(seconds)
    (left_in("effects") / str(number)).touch()
    return number * 2


@task
def fail(words: str) -> None:
    raise ValueError(words)


@task(takes_context=True)
def which_attempt(context: "TaskContext[Any, Any]") -> int:
    attempt: int = context.attempt
    return attempt


@task
async def wait_a_little(answer: str) -> str:
    return answer
