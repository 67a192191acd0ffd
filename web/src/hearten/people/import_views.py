"""The administrator's page for adding people from a file: upload, look, then do."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from hearten.people import imports
from hearten.people.imports import FIELDS, Plan, Table, UnreadableError
from hearten.people.models import PersonRequest
from hearten.people.policy import ADMIN, policy
from hearten.ui.answers import form_page

LABELS = {
    "name": gettext_lazy("Name"),
    "email": gettext_lazy("E-mail address"),
    "team": gettext_lazy("Team"),
    "roles": gettext_lazy("Roles"),
    "zone": gettext_lazy("Time zone"),
}
SHOWN = 200  # lines of the preview; lines that cannot be used are all shown


class FileForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=gettext_lazy("CSV file"),
        help_text=gettext_lazy("A line of headings, then one person a line: name, e-mail, team, roles, time zone."),
        error_messages={"required": gettext_lazy("Choose a file.")},
    )

    def clean_file(self) -> str:
        """Take what can be read as text."""
        try:
            text = imports.decode(self.cleaned_data["file"].read(imports.LARGEST + 1))
            imports.read_table(text)
        except UnreadableError as error:
            raise forms.ValidationError(str(error)) from None
        return text


class ColumnsForm(forms.Form):
    """Which column holds what, and the file itself, carried along: nothing is kept until it is imported."""

    content = forms.CharField(widget=forms.HiddenInput, strip=False)

    def __init__(self, *args: Any, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = [(str(at), heading or f"{at + 1}") for at, heading in enumerate(table.header)]
        for name in FIELDS:
            is_needed = name in {"name", "email"}
            choices = columns if is_needed else [("", _("Not in the file")), *columns]
            self.fields[name] = forms.ChoiceField(label=LABELS[name], required=is_needed, choices=choices)

    def columns(self) -> dict[str, int | None]:
        """Give for each field the number of its column, or None."""
        chosen = self.cleaned_data if self.is_bound else self.initial
        return {name: int(chosen[name]) if chosen.get(name) not in {None, ""} else None for name in FIELDS}


@policy(private=True, GET=ADMIN, POST=ADMIN)
def import_people(request: PersonRequest) -> HttpResponse:
    """Take a file, show what would happen, and do it when told to."""
    if request.method == "POST" and "content" in request.POST:
        return _with_columns(request)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["file"]
        table = imports.read_table(text)
        guessed = imports.guess_columns(table.header)
        initial = {name: "" if at is None else str(at) for name, at in guessed.items()}
        columns = ColumnsForm(table=table, initial=initial | {"content": text})
        ready = guessed["name"] is not None and guessed["email"] is not None
        return _preview(request, columns, imports.plan(table, guessed, imports.what_is_here()) if ready else None)
    return form_page(request, "people/import.html", form)


def _with_columns(request: PersonRequest) -> HttpResponse:
    try:
        table = imports.read_table(request.POST["content"])
    except UnreadableError as error:
        messages.error(request, str(error))
        return redirect("people:import_people")
    form = ColumnsForm(request.POST, table=table)
    if not form.is_valid():
        return _preview(request, form, None, status=422)
    plan = imports.plan(table, form.columns(), imports.what_is_here())
    if "import" not in request.POST:
        return _preview(request, form, plan)
    added = imports.import_people(plan)
    said = ngettext("%(n)d person was added.", "%(n)d people were added.", added) % {"n": added}
    messages.success(request, f"{said} {_('Nobody has been invited yet: open a person to make the link.')}")
    return redirect("people:people")


def _preview(request: PersonRequest, form: ColumnsForm, plan: Plan | None, status: int = 200) -> HttpResponse:
    context = {"form": form, "plan": plan, "shown": plan.to_add[:SHOWN] if plan else [], "most": SHOWN}
    return render(request, "people/import_preview.html", context, status=status)
