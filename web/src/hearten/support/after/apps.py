"""Tells Django about the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from hearten.ui import context, nav, slots


class SupportAfterConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.support.after"
    label = "support_after"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Put the procedure at the foot of every page, and the rest where people look for it."""
        from hearten.seal import registry
        from hearten.support.after.actions.reviews import KIND

        context.load("support_after/after.css")
        slots.register("foot", "support_after:check_ins_waiting", order=6, refresh_on=("check-in", "contact"))
        slots.register("desk.main", "support_after:check_in_offer", order=60, refresh_on=("check-in", "contact"))
        slots.register("after", "support_after:check_ins", order=10, refresh_on=("check-in",))
        slots.register("after", "support_after:doors", order=20, refresh_on=("door",))
        registry.declare_kind(KIND, _("Learning review"))
        nav.register(_("Afterwards"), "support_after:after", order=14)
        nav.register(_("When a contact goes wrong"), "support_after:pathways", order=10, menu="help")
