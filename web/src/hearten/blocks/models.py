"""Stored publications (R9): written once, signed, and the only place anybody reads from. No person is in them."""

from datetime import timedelta
from typing import ClassVar

from django.db import models


class StoredPublication(models.Model):
    """One publication. ``topic`` names the round in the words of its area, such as ``"culture:2026-11"``."""

    topic = models.CharField(max_length=120, unique=True)
    before = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="after")
    k = models.PositiveSmallIntegerField()
    open_to_members = models.BooleanField()
    published_on = models.DateField()
    unshown = models.JSONField()
    covers_up = models.JSONField()
    signature = models.CharField(max_length=64)
    lifetime = timedelta(days=5 * 366)

    def __str__(self) -> str:
        return self.topic


class PublishedCell(models.Model):
    """One figure in bands."""

    publication = models.ForeignKey(StoredPublication, on_delete=models.CASCADE, related_name="cells")
    name = models.TextField()
    question = models.CharField(max_length=80)
    level = models.CharField(max_length=12)
    groups = models.JSONField()
    values = models.JSONField()
    size = models.CharField(max_length=12)
    share = models.PositiveSmallIntegerField()
    percent = models.PositiveSmallIntegerField(null=True)
    trend = models.CharField(max_length=5)
    lifetime = timedelta(days=5 * 366)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["publication", "name"], name="published_once"),
            models.CheckConstraint(condition=models.Q(share__lte=3), name="share_is_a_quarter"),
        ]

    def __str__(self) -> str:
        return self.name
