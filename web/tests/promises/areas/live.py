"""Notices, the stream and its stand-in."""

from datetime import timedelta

from django.utils import timezone
from web.tests.promises.centre import Centre
from web.tests.promises.registry import Branch, Filler, branches, declare_words, parameter, plants

from hearten.live.models import Notice, NoticeCounter
from hearten.people.models import Person

declare_words(Notice, own="kind object_id")
declare_words(NoticeCounter)


@plants(Notice)
def a_notice(person: Person, fill: Filler) -> None:
    counter, _ = NoticeCounter.objects.get_or_create(person=person)
    counter.seq += 1
    counter.save()
    Notice.objects.create(person=person, seq=counter.seq, at=timezone.now() - timedelta(seconds=1), **fill(Notice))


def numbers(centre: Centre) -> list[str]:
    return ["0", "1", "999", "nothing"]


parameter("after", numbers)
branches.append(
    Branch(
        "/live/",
        {
            "GET": {"anonymous": 401, "*": 200},
            "HEAD": {"anonymous": 401, "*": 200},
            "*": {"*": 405},
        },
    )
)
