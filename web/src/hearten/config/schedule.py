"""What is done again and again while the server runs, and the worker that does it: the one list of what it does.

An entry runs once per period over all processes. A run that was cut off is done again, so each must be harmless twice.
"""

from datetime import datetime, timedelta
from importlib import import_module

from django.conf import settings

from hearten.audit import actions as audit
from hearten.integrations import actions as integrations
from hearten.integrations.outgoing import actions as outgoing
from hearten.integrations.outgoing.delivering import Deliveries
from hearten.keeping import backups, erasing, sweeping
from hearten.listening import actions as listening
from hearten.live.actions import forget_old
from hearten.people import actions as people
from hearten.seal import actions as seal
from hearten.staffing import actions as staffing
from hearten.support import actions as support
from hearten.support.after.actions import forgetting as afterwards
from hearten.support.duty import HandsUp
from hearten.support.exits import actions as exits
from hearten.support.ledger import actions as ledger
from hearten.words import votes
from hearten.work import actions as work
from hearten.work.periodic import Periodic, Rounds
from hearten.work.running import Tasks
from hearten.work.worker import Pace, Worker


def clear_sessions(_now: datetime) -> None:
    """Delete sessions that have expired."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


PERIODIC: list[Periodic] = [
    Periodic("forget notices older than an hour", timedelta(minutes=10), forget_old),
    Periodic("clear expired sessions", timedelta(hours=1), clear_sessions),
    Periodic("back the key store up, for seven days at most", timedelta(hours=24), seal.back_up_keys),
    Periodic("end contacts that went silent", timedelta(minutes=10), listening.close_silent_contacts),
    Periodic("forget contacts older than 30 days", timedelta(hours=6), listening.forget_old),
    Periodic("forget moments and hands within 24 hours", timedelta(minutes=15), support.forget_old),
    Periodic("forget exits, marks and covers", timedelta(hours=1), exits.forget_old),
    Periodic("begin a month of promises, publish the last", timedelta(hours=1), ledger.keep_the_ledger),
    Periodic("forget what came afterwards", timedelta(hours=1), afterwards.forget_old),
    Periodic("forget who was in a contact", timedelta(hours=1), staffing.forget_old),
    Periodic("erase who asked for it", timedelta(minutes=5), erasing.erase_due),
    Periodic(sweeping.SWEEPER, timedelta(hours=6), sweeping.sweep),
    Periodic("back up", timedelta(minutes=5), backups.back_up_when_due),
    Periodic("forget notes about old backups", timedelta(hours=6), backups.forget_notes),
    Periodic("forget invitations older than 30 days", timedelta(hours=6), people.forget_old),
    Periodic("anchor the audit chain", timedelta(hours=1), audit.anchor_daily),
    Periodic("forget deliveries of yesterday", timedelta(hours=1), integrations.forget_old),
    Periodic("forget events delivered yesterday", timedelta(hours=1), outgoing.forget_old),
    Periodic("count which phrases are found useful", timedelta(hours=24), votes.count_votes),
    Periodic("forget tasks done yesterday", timedelta(hours=1), work.forget_old),
]


def new_worker(pace: Pace | None = None, *, first_after: float = 5.0) -> Worker:
    """Make a worker with all duties there are. Any number of them may run beside each other."""
    return Worker([HandsUp(), Tasks(), Deliveries(), Rounds(PERIODIC, first_after=first_after)], pace or Pace())


class Schedule:
    """The worker inside ``hearten serve``; none where ``hearten worker`` does the work apart."""

    def __init__(self) -> None:
        self._worker: Worker | None = None

    def start(self) -> None:
        """Begin to work, in threads."""
        if settings.WORKER_INSIDE:
            self._worker = new_worker()
            self._worker.start()

    def stop(self, patience: float = 1.0) -> None:
        """End; what is under way has this many seconds in all to finish."""
        if self._worker is not None:
            self._worker.stop(patience)
            self._worker = None
