"""Tells Django about the app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    """See the package's docstring."""

    name = "hearten.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare the views of libraries, and tell the shell who may see what."""
        from hearten.people import policy, thirdparty
        from hearten.ui import access, nav

        thirdparty.declare_all()
        access.use(policy.policy_for)
        nav.register(_("People"), "people:people", order=800)
        nav.register(_("Teams"), "people:teams", order=810)
        nav.register(_("My account"), "people:account", order=100, menu="viewer")
