"""Mail to people, where the centre has set it up."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from hearten.people.models import Person


def is_set_up() -> bool:
    """Say whether mail leaves this installation."""
    backend = str(settings.MAILERS["default"]["BACKEND"])
    return not backend.endswith("dummy.EmailBackend")


def send_invitation(person: Person, link: str, by: Person | None) -> bool:
    """Mail an invitation link; False where mail is not set up or the mail server would not take it."""
    if not is_set_up():
        return False
    body = render_to_string("people/invitation.txt", {"person": person, "link": link, "by": by})
    try:
        send_mail(_("Your place in Hearten"), body, None, [person.email])
    except OSError:
        return False
    return True
