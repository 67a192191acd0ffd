"""A moment away, a hand up, and what agents and the centre have settled about both."""

import uuid
from datetime import timedelta
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hearten.people.models import Person, Team
from hearten.support.rules import NEVER, MomentPolicy
from hearten.work.lease import Leased

# Rows go by a sweeper that comes every quarter of an hour: half an hour less than the promised day keeps the promise.
NAME_GONE_AFTER = timedelta(hours=23, minutes=30)


class Moment(models.Model):
    """Time away that an agent asked for. It has no reason column, and gets none.

    Asked for during a contact it has no ``began_at`` until that contact ends. The row goes within 24 hours of the
    return.
    """

    agent = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="moments")
    key = models.UUIDField()  # made by the browser, so that a retry asks only once
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    covered_until = models.DateTimeField(null=True)
    waits_for = models.PositiveSmallIntegerField(default=0)  # contacts under way when it was asked for, less those over
    ended_at = models.DateTimeField(null=True)
    phone_confirmed_at = models.DateTimeField(null=True)
    lifetime = NAME_GONE_AFTER

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agent", "key"], name="moment_asked_once")]
        indexes: ClassVar = [
            models.Index(fields=["agent", "ended_at"], name="moment_of_agent"),
            # Who is away now is found without passing what is over: else a page would take longer for many moments.
            models.Index(fields=["agent"], name="moment_open", condition=models.Q(ended_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.key)


class MomentOffer(models.Model):
    """A moment offered after a hard contact, until it is taken, put away, or half an hour old. It says no reason."""

    agent = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="moment_offer")
    offered_at = models.DateTimeField()
    lifetime = timedelta(minutes=30)

    def __str__(self) -> str:
        return str(self.agent_id)


class OfferFrom(models.IntegerChoices):
    """From which level of a contact on a moment is offered."""

    HOSTILE = 2, _("after a hostile or abusive contact")
    ABUSIVE = 3, _("after an abusive contact")
    NEVER = NEVER, _("not offered; every one that is asked for is granted")


class MomentVersion(models.Model):
    """What a centre or a team has settled about moments, from a time on. A row is a version and is never changed."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="+")
    number = models.PositiveIntegerField()
    usual_minutes = models.PositiveSmallIntegerField()
    after_abuse_minutes = models.PositiveSmallIntegerField()
    offer_from = models.PositiveSmallIntegerField(choices=OfferFrom)
    follows_centre = models.BooleanField(default=False)  # of a team that went back to what holds for the centre
    since = models.DateTimeField()
    lifetime: ClassVar[timedelta | None] = None  # agents can read what held when; it names nobody

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["number"], name="centre_version_once", condition=models.Q(team__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["team", "number"], name="team_version_once", condition=models.Q(team__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.team_id or 'centre'} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it once: a version that could be changed later would promise nothing."""
        if self.pk is not None:
            raise ValueError("a version is frozen: make another one")
        super().save(*args, **kwargs)

    @property
    def policy(self) -> MomentPolicy:
        """What the rules read."""
        return MomentPolicy(
            timedelta(minutes=self.usual_minutes), timedelta(minutes=self.after_abuse_minutes), self.offer_from
        )


class HandUp(Leased):
    """Help that an agent asks for now. It has no reason, no contact and no words. Goes within 24 hours of its closing.

    The row is the queue: at ``due_at`` the next one is asked. ``key`` is the browser's, ``ref`` stands in addresses.
    ``asks`` has been asked last; ``number_due`` says that nobody is left, so the centre's own number is shown.
    """

    agent = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="hands_up")
    key = models.UUIDField()
    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    raised_at = models.DateTimeField()
    asks = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    because = models.CharField(max_length=30, blank=True)
    number_due = models.BooleanField(default=False)
    answered_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    first_answered_at = models.DateTimeField(null=True)  # stays when it is passed on: the ledger of promises counts it
    closed_at = models.DateTimeField(null=True)
    lifetime = NAME_GONE_AFTER

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["agent", "key"], name="hand_raised_once"),
            models.UniqueConstraint(fields=["agent"], name="one_hand_each", condition=models.Q(closed_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return str(self.ref)


class Asked(models.Model):
    """That somebody has been asked to come, once for each hand. They may answer for as long as it is up."""

    hand = models.ForeignKey(HandUp, on_delete=models.CASCADE, related_name="asked")
    # No index but the one below: through another one, pages would take longer for hands that are down.
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+", db_index=False)
    because = models.CharField(max_length=30)
    at = models.DateTimeField()
    is_open = models.BooleanField(default=True)  # as long as the hand is up
    lifetime = NAME_GONE_AFTER

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["hand", "person"], name="asked_once")]
        indexes: ClassVar = [
            models.Index(fields=["person"], name="asked_now", condition=models.Q(is_open=True)),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.because}"


class Buddy(models.Model):
    """Whom an agent would like to be asked after the lead. It holds from the other's yes until either ends it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agent = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="buddy_chosen")
    buddy = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="buddy_of")
    asked_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    lifetime: ClassVar[timedelta | None] = None  # as long as both want it

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(agent=models.F("buddy")), name="nobody_is_their_own_buddy")
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} → {self.buddy_id}"


class Reaching(models.Model):
    """How a hand that goes up reaches one person beyond the page: nothing is on unless they switched it on."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="reaching")
    browser = models.BooleanField(default=False)
    sound = models.BooleanField(default=False)
    lifetime: ClassVar[timedelta | None] = None  # a setting of the person's own

    def __str__(self) -> str:
        return str(self.person_id)
