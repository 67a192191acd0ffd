"""Sending by a channel, beside the requests. A task holds the channel's number and a time, and nothing of the hand."""

import time

from django.tasks import task

from hearten.integrations.channels.models import Channel
from hearten.integrations.channels.sending import say
from hearten.integrations.outgoing import client

#: Seconds. Later than that the line would call somebody to a hand that has long been answered.
OF_USE_FOR = 300
#: What sending again cannot mend: it is written down, and shown to the channel's owner.
NOT_AGAIN = frozenset({"no_mail", "refused", "bad_url", "not_https", "port", "address_refused"})


class NotArrivedError(Exception):
    """The line did not arrive and may the next time. ``code`` says why."""


@task(priority=50)
def send(channel_id: int, asked_at: int) -> None:
    """Say by one channel that a hand is up. Raises where it may arrive the next time: the worker tries again."""
    channel = Channel.objects.select_related("person").filter(pk=channel_id).first()
    if channel is None or time.time() - asked_at > OF_USE_FOR:
        return
    problem = say(channel, client.post)
    if channel.problem != problem:
        Channel.objects.filter(pk=channel_id).update(problem=problem)
    if problem and problem not in NOT_AGAIN:
        raise NotArrivedError(problem)
