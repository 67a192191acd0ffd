"""What an administrator says about a source."""

import json
from typing import Any
from zoneinfo import available_timezones

import msgspec
from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from hearten.integrations.models import Source, SourceKind
from hearten.integrations.rules import SignaturePreset
from hearten.people.models import Person
from hearten_ear.conversation import Channel, Role
from hearten_ear.formats.json_door import BadJson, parse_json
from hearten_ear.formats.mapped import Mapping, validate_mapping
from hearten_ear.formats.words import is_id

ALGORITHMS = ("sha256", "sha512", "sha1")


class JsonField(forms.Field):
    """A small JSON object typed by a person; an error names its place."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> dict[str, Any]:
        """Parse through the one JSON door."""
        text = str(value or "").strip()
        if not text:
            return {}
        try:
            parsed: dict[str, Any] = parse_json(text.encode(), limit=100_000)
        except BadJson as error:
            raise ValidationError(f"{error.where}: {error.message}") from error
        return parsed

    def prepare_value(self, value: Any) -> Any:
        """Show an object as indented JSON; what was typed stays as it was typed."""
        if isinstance(value, dict):
            return json.dumps(value, indent=2, ensure_ascii=False) if value else ""
        return value


class NewSourceForm(forms.Form):
    """A source to be made."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("What people here call the system, such as “Service desk chat”.")
    )
    kind = forms.ChoiceField(label=_("How it speaks"), choices=SourceKind, widget=forms.RadioSelect)
    secret = forms.CharField(
        label=_("Its signing secret"),
        max_length=200,
        required=False,
        help_text=_("Only if the other system made one, as Chatwoot does. Left empty, Hearten makes one."),
    )

    def clean(self) -> dict[str, Any]:
        """Give the source its address."""
        cleaned = super().clean() or {}
        slug = slugify(cleaned.get("name", ""))[:60]
        if cleaned.get("name") and not slug:
            self.add_error("name", _("Use at least one letter or digit: the name becomes part of an address."))
        elif Source.objects.filter(slug=slug).exists():
            self.add_error("name", _("There is a source of this name. Choose another."))
        cleaned["slug"] = slug
        return cleaned


class SourceForm(forms.Form):
    """How a source's bodies are read."""

    name = forms.CharField(label=_("Name"), max_length=120)
    language = forms.CharField(
        label=_("Language of its contacts"),
        max_length=35,
        required=False,
        help_text=_("A tag such as en or es, for contacts that name none. Hearten listens to English."),
    )
    channel = forms.ChoiceField(
        label=_("Channel"),
        required=False,
        choices=[("", _("Each contact says its own")), *((channel.value, channel.value) for channel in Channel)],
    )
    zone = forms.CharField(
        label=_("Time zone of times written without one"),
        max_length=64,
        required=False,
        help_text=_("Such as Europe/Lisbon. Some systems write local time and do not say so."),
    )
    roles = JsonField(
        label=_("Who is who"),
        required=False,
        help_text=_('For files whose speakers have names or numbers: {"Speaker 1": "agent", "channel 0": "customer"}.'),
    )
    signature = JsonField(
        label=_("How it signs"),
        required=False,
        help_text=_(
            "Empty for Standard Webhooks. Else the header, what is signed from {id}, {timestamp} and {body}, "
            "the encoding (hex or base64) and a prefix."
        ),
    )
    mapping = JsonField(
        label=_("Mapping of fields"),
        required=False,
        help_text=_("For “any signed webhook”: where the conversation, the speaker and the words are."),
    )

    def clean_zone(self) -> str:
        """Refuse a zone that is none."""
        zone: str = self.cleaned_data["zone"]
        if zone and zone not in available_timezones():
            raise ValidationError(_("This is no IANA time zone. It is written like America/New_York."))
        return zone

    def clean_roles(self) -> dict[str, str]:
        """Refuse a role that is none."""
        roles: dict[str, str] = self.cleaned_data["roles"]
        known = {role.value for role in Role}
        wrong = [name for name, role in roles.items() if not isinstance(role, str) or role not in known]
        if wrong:
            raise ValidationError(
                _("Roles are customer, agent, bot, supervisor, system or unknown. Look at: %s") % wrong[0]
            )
        return roles

    def clean_signature(self) -> dict[str, Any]:
        """Refuse a preset that could not be checked."""
        signature: dict[str, Any] = self.cleaned_data["signature"]
        if not signature:
            return signature
        try:
            preset = msgspec.convert(signature, SignaturePreset)
        except msgspec.ValidationError as error:
            raise ValidationError(str(error)) from error
        if (
            "{body}" not in preset.signed
            or preset.encoding not in {"hex", "base64"}
            or preset.algorithm not in ALGORITHMS
        ):
            raise ValidationError(
                _("“signed” must hold {body}; “encoding” is hex or base64; “algorithm” is sha256, sha512 or sha1.")
            )
        return signature

    def clean_mapping(self) -> dict[str, Any]:
        """Refuse a mapping that names no place for what is needed; the message names the place."""
        mapping: dict[str, Any] = self.cleaned_data["mapping"]
        checked = validate_mapping(mapping) if mapping else None
        if checked is not None and not isinstance(checked, Mapping):
            raise ValidationError([f"{problem.where}: {problem.message}" for problem in checked])
        return mapping


class MatchForm(forms.Form):
    """Who a source's agent id stands for."""

    person = forms.ModelChoiceField(
        label=_("Person"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Nobody yet"),
        to_field_name="key",
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class UploadForm(forms.Form):
    """A file of a finished contact."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("vCon, Contact Lens, WebVTT, SRT or Hearten JSON Lines, up to 100 MB."),
    )
    agent = forms.CharField(
        label=_("Agent id"),
        max_length=200,
        required=False,
        help_text=_("The id the source calls the agent by, if known."),
    )

    def clean_agent(self) -> str:
        """Refuse what no source could send as an id."""
        agent: str = self.cleaned_data["agent"]
        if agent and not is_id(agent):
            raise ValidationError(_("An id holds no control characters. Write it as the source does."))
        return agent
