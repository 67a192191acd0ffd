"""What a lead says about a channel."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hearten.integrations.channels.models import Kind
from hearten.integrations.outgoing.addresses import BadAddressError, choose, parse_target
from hearten.integrations.outgoing.forms import PROBLEMS


class ChannelForm(forms.Form):
    """A channel to be switched on."""

    kind = forms.ChoiceField(label=_("Where it should reach you"), choices=Kind.choices)
    address = forms.CharField(
        label=_("Address of the chat's incoming webhook"),
        max_length=500,
        required=False,
        help_text=_("For a chat only: https, as the chat gives it to you. Whoever has it can write there."),
    )

    def clean(self) -> dict[str, Any]:
        """Refuse an address that nothing could be sent to."""
        data = super().clean() or {}
        if data.get("kind") in {Kind.TEXT, Kind.CONTENT}:
            self._check(data.get("address", ""))
        return data

    def _check(self, address: str) -> None:
        if not address:
            self.add_error("address", _("A chat needs the address that it gives for incoming webhooks."))
            return
        try:
            target = parse_target(address, ports=settings.OUTGOING_PORTS, allow_inside=False)
            if target.host.replace(".", "").isdigit() or ":" in target.host:
                choose([target.host], allow_inside=False)
        except BadAddressError as error:
            self.add_error("address", ValidationError(PROBLEMS[error.code]))
