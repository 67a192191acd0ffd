"""Where an agent stands on a ladder, the exits they took, and what becomes of them. No table has a reason column."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hearten.people.models import Person


class Ladder(models.Model):
    """The steps an agent has taken in one contact, so that the desk shows the next. Theirs alone; gone after a day.

    ``mark`` names the mark on the caller that was set from here, so that it can be taken back from here.
    """

    agent = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    contact = models.UUIDField()  # the contact's key; areas know each other's things by key alone
    kind = models.CharField(max_length=24)
    level = models.PositiveSmallIntegerField(default=0)
    chosen_at = models.DateTimeField()
    said = models.JSONField(default=list)  # pairs of the step's id and its purpose, in the order they were said
    mark = models.UUIDField(null=True)
    lifetime = timedelta(hours=24)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agent", "contact"], name="one_ladder_for_a_contact")]

    def __str__(self) -> str:
        return f"{self.kind} {self.level}"


class Action(models.TextChoices):
    """How a contact is left."""

    END = "end", _("End")
    FORWARD = "forward", _("Pass on")


class Destination(models.Model):
    """Where a contact may be passed on to. The centre keeps the list; ``address`` is what its phone system dials."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=120)
    place = models.PositiveSmallIntegerField(default=0)
    lifetime: ClassVar[timedelta | None] = None

    def __str__(self) -> str:
        return self.name


class Exit(models.Model):
    """That an agent left a contact. Theirs alone, and gone after a day. ``key`` is the browser's, for retries."""

    agent = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="exits")
    key = models.UUIDField()
    contact = models.UUIDField()
    source = models.CharField(max_length=60)
    external_id = models.CharField(max_length=200)
    action = models.CharField(max_length=8, choices=Action)
    to = models.ForeignKey(Destination, on_delete=models.SET_NULL, null=True, related_name="+")
    taken_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    put_away = models.BooleanField(default=False)
    lifetime = timedelta(hours=24)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agent", "contact"], name="one_exit_for_a_contact")]
        indexes: ClassVar = [models.Index(fields=["source", "external_id"], name="exit_by_contact")]

    def __str__(self) -> str:
        return self.action


class Cover(models.Model):
    """That a contact counts for no quality score and no target. It names no person and no reason, and goes once told.

    ``to_file`` and ``to_event`` say which ways it still has to go; where neither is set up it waits for 30 days.
    """

    source = models.CharField(max_length=60)
    external_id = models.CharField(max_length=200)
    at = models.DateTimeField()
    to_file = models.BooleanField(default=False)
    to_event = models.BooleanField(default=False)
    batch = models.UUIDField(null=True)  # of the file that carried it last, until that is confirmed
    lifetime = timedelta(days=30)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "external_id"], name="covered_once")]

    def __str__(self) -> str:
        return "covered"


class CoverAccount(models.Model):
    """The system that fetches covers as a file: one, known by a token of which only the hash is kept."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    lifetime: ClassVar[timedelta | None] = None

    def __str__(self) -> str:
        return "cover"


class CallerMark(models.Model):
    """That a person warned a caller on a day. It says neither who nor why nor in which contact.

    ``customer`` is a keyed hash, made where the source's word comes in; the customer's id itself is never kept.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    customer = models.CharField(max_length=64, db_index=True)
    on = models.DateField()
    lifetime = timedelta(days=90)

    def __str__(self) -> str:
        return str(self.on)


class CallerNotice(models.Model):
    """A letter to a caller about their conduct, as whoever prepares it wrote it. Theirs; never sent from here."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    contact = models.UUIDField()
    external_id = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    made_at = models.DateTimeField()
    lifetime = timedelta(days=30)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["by", "contact"], name="one_notice_for_a_contact")]

    def __str__(self) -> str:
        return self.subject


class ForWhom(models.TextChoices):
    """Whom a help line is for."""

    CUSTOMER = "customer", _("For the customer")
    STAFF = "staff", _("For you and your colleagues")


class HelpLine(models.Model):
    """A help line of the centre's own choice: always on the desk, and put first where somebody may be in danger."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    reach = models.CharField(max_length=200)
    note = models.CharField(max_length=200, blank=True)
    whom = models.CharField(max_length=8, choices=ForWhom)
    place = models.PositiveSmallIntegerField(default=0)
    lifetime: ClassVar[timedelta | None] = None

    def __str__(self) -> str:
        return self.name
