"""Forms about people and teams. Fields bear the names of the verbs' parameters."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from hearten.people import queries, zones
from hearten.people.models import Person, Role, Team


def _zone_choices(none: str) -> list[tuple[str, str]]:
    return [("", none), *zones.choices()]


class NarrowForm(forms.Form):
    """What the list of people is narrowed to. Sent by GET, so that a list can be kept as a bookmark."""

    words = forms.CharField(label=_("Name or address"), required=False, max_length=120)
    team = forms.ModelChoiceField(
        label=_("Team"), required=False, queryset=Team.objects.none(), to_field_name="key", empty_label=_("All teams")
    )
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("All roles")), *Role.choices])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = queries.all_teams()  # type: ignore[attr-defined]

    def narrowing(self) -> queries.Narrowing:
        """Give what was asked for; what makes no sense narrows nothing."""
        self.is_valid()
        asked = self.cleaned_data
        team = asked.get("team")
        return queries.Narrowing(asked.get("words", ""), str(team.key) if team else "", asked.get("role", ""))


class PersonForm(forms.Form):
    """A person as the administrator edits them."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As colleagues say it."))
    team = forms.ModelChoiceField(
        label=_("Team"), required=False, queryset=Team.objects.none(), to_field_name="key", empty_label=_("No team")
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one.")},
        help_text=_("One person may hold several. A change takes effect at the person's next click."),
    )
    zone = forms.ChoiceField(label=_("Time zone"), required=False, choices=())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = queries.all_teams()  # type: ignore[attr-defined]
        self.fields["zone"].choices = _zone_choices(str(_("As the centre")))  # type: ignore[attr-defined]

    @classmethod
    def of(cls, person: Person, data: Any = None) -> "PersonForm":
        """Make the form filled with what is known of a person."""
        known = {
            "name": person.name,
            "team": person.team.key if person.team else None,
            "roles": sorted(grant.role for grant in person.grants.all()),
            "zone": person.zone,
        }
        return cls(data, initial=known)


class NewPersonForm(PersonForm):
    """A person to be invited."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        error_messages={"invalid": _("Write a whole address, such as noor@example.com.")},
        help_text=_("They sign in with it. Nobody else's, no shared box."),
    )
    field_order = ("name", "email", "team", "roles", "zone")

    def clean_email(self) -> str:
        """One address is one person."""
        email: str = self.cleaned_data["email"].strip().lower()
        if queries.address_is_taken(email):
            raise forms.ValidationError(
                _("Somebody with this address is already here. Find them in the list of people.")
            )
        return email


class TeamForm(forms.Form):
    """A team as the administrator edits it."""

    name = forms.CharField(label=_("Name"), max_length=80)
    lead = forms.ModelChoiceField(
        label=_("Lead"),
        required=False,
        queryset=Person.objects.none(),
        to_field_name="key",
        empty_label=_("No lead yet"),
        help_text=_("Only people with the role of team lead can be chosen."),
    )

    def __init__(self, *args: Any, team: Team | None = None, **kwargs: Any) -> None:
        self.team = team
        if team is not None:
            kwargs.setdefault("initial", {"name": team.name, "lead": team.lead.key if team.lead else None})
        super().__init__(*args, **kwargs)
        self.fields["lead"].queryset = queries.possible_leads()  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """Two teams of one name could not be told apart."""
        name: str = self.cleaned_data["name"].strip()
        if queries.team_name_is_taken(name, but=self.team):
            raise forms.ValidationError(_("There is a team of this name. Choose another name."))
        return name


class AccountForm(forms.Form):
    """What people change about themselves."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As colleagues see it beside your team."))
    zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        choices=(),
        help_text=_("All times are shown by it. Nobody else sees it but administrators."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = _zone_choices(str(_("As the centre")))  # type: ignore[attr-defined]


class AcceptForm(forms.Form):
    """The first password of somebody invited."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters. Several words that mean something to you alone are easy to keep."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_password(self) -> str:
        """Take any long password that is not a common one."""
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password
