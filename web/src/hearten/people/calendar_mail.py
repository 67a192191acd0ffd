"""Mail that carries an invitation, in the way calendars recognise one (RFC 6047)."""

from email.message import EmailMessage as Message
from typing import Any

from django.core.mail import EmailMultiAlternatives


class CalendarMail(EmailMultiAlternatives):
    """A mail whose calendar part names its method, as the part itself does; calendars look for both."""

    def __init__(self, *, method: str, calendar: bytes, filename: str, **fields: Any) -> None:
        super().__init__(**fields)
        self.method = method
        self.attach_alternative(calendar.decode(), "text/calendar")
        self.attach(filename, calendar, "application/ics")

    def message(self, *args: Any, **kwargs: Any) -> Message:
        """Give the message as it is sent."""
        message: Message = super().message(*args, **kwargs)
        for part in message.walk():
            if part.get_content_type() == "text/calendar":
                part.set_param("method", self.method)
        return message
