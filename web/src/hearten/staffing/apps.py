"""Tells Django about the app."""

from django.apps import AppConfig


class StaffingConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.staffing"
    label = "staffing"
    default_auto_field = "django.db.models.BigAutoField"
