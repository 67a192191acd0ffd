"""Tasks that wait, and the schedule."""

from web.tests.promises.registry import declare_words

from hearten.work.models import PeriodicRun, QueuedTask

declare_words(
    QueuedTask,
    coded={
        "lease_by": "a process",
        "key": "leads to nobody",
        "path": "the name of a function of ours",
        "args": "ids, never words",
        "kwargs": "ids, never words",
        "queue": "one of our queues",
        "value": "what a task gives back: a count or nothing",
        "error": "the kind of an error, never its text",
    },
)
declare_words(PeriodicRun, coded={"name": "an entry of the schedule", "lease_by": "a process"})
