"""What people write in their gameplan."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from hearten.gameplan import labels
from hearten.gameplan.models import Asks
from hearten.gameplan.rules.fired import ANSWERS
from hearten.gameplan.rules.kinds import ALL_SIGNALS, TRIGGER_KINDS
from hearten.gameplan.rules.plans import HIDDEN, SHOWN, Plan
from hearten.gameplan.rules.roadmaps import QUESTIONS, Road, Roadmap
from hearten.gameplan.rules.triggers import Trigger

LONG, LINE = 4000, 300
KINDS = [(kind, labels.KINDS[kind]) for kind in TRIGGER_KINDS]
SIGNALS = [(signal, labels.SIGNALS[signal]) for signal in ALL_SIGNALS]


class Typed(forms.CharField):
    """Words of the person's own. ``readers`` says who can read them."""

    def __init__(self, *, rows: int = 0, readers: str = "", **kwargs: Any) -> None:
        self.readers = readers
        if rows:
            kwargs["widget"] = forms.Textarea(attrs={"rows": rows})
        super().__init__(**kwargs)


class KeyedForm(forms.Form):
    """A form that makes a note: its key is made with the page, so that sending twice is sending once."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class TriggerForm(KeyedForm):
    """A line of the log, by hand."""

    kind = forms.ChoiceField(label=_("What kind was it?"), choices=KINDS, widget=forms.RadioSelect)
    what = Typed(
        label=_("What threw you?"),
        help_text=_("A line is enough: what you heard or saw, and what it set off."),
        max_length=LONG,
        rows=3,
        readers="me",
    )


class TriggerWordsForm(forms.Form):
    """What one adds to a line of the log."""

    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)
    what = Typed(
        label=_("What threw you?"),
        help_text=_("What you heard or saw, and what it set off."),
        max_length=LONG,
        rows=3,
        required=False,
        readers="me",
    )


class PlanForm(KeyedForm):
    """An if-then plan: the form is the form."""

    moment = Typed(
        label=_("If"),
        help_text=_("The moment: what you hear or see. “they call me names”"),
        max_length=LINE,
        strip=True,
    )
    act = Typed(
        label=_("then I"),
        help_text=_("One thing you do or say at once. “say once: I want to help, and I need us to speak respectfully”"),
        max_length=LINE,
        rows=2,
    )
    kinds = forms.MultipleChoiceField(
        label=_("It is called up by any cue of this kind"),
        choices=[each for each in KINDS if each[0] != "own"],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    signals = forms.MultipleChoiceField(
        label=_("or by this one thing being heard"),
        choices=SIGNALS,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    from_level = forms.TypedChoiceField(
        label=_("How far it must have come"), choices=list(labels.LEVELS.items()), coerce=int, required=False
    )
    shown = forms.ChoiceField(
        label=_("Where it is kept"),
        choices=[
            (SHOWN, _("On a desk card: it appears at the cue, also while my notes are closed")),
            (HIDDEN, _("Sealed: it appears at the cue only while my notes are open")),
        ],
        widget=forms.RadioSelect,
        initial=SHOWN,
        help_text=_(
            "A desk card is under a key of the server: whoever holds the database and the server's keys can read it."
            " Nobody but you can read what is sealed."
        ),
    )
    looked = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_moment(self) -> str:
        """Take the part alone, also where somebody typed the whole word in front of it."""
        return _without(str(self.cleaned_data["moment"]), ("if ", "when "))

    def clean_act(self) -> str:
        """Likewise."""
        return _without(str(self.cleaned_data["act"]), ("then i ", "then ", "i "))

    @property
    def plan(self) -> Plan:
        """Give the plan that was typed."""
        data = self.cleaned_data
        return Plan(
            data["key"],
            data["moment"],
            data["act"],
            frozenset(data["kinds"]),
            frozenset(data["signals"]),
            data["from_level"] or 0,
            is_card=data["shown"] == SHOWN,
        )


def _without(text: str, beginnings: Sequence[str]) -> str:
    lines = " ".join(text.split())
    for beginning in beginnings:
        if lines.casefold().startswith(beginning):
            return lines[len(beginning) :].strip(" ,")
    return lines


def of_plan(plan: Plan) -> dict[str, Any]:
    """Give what a form about a plan begins with."""
    return {
        "key": plan.key,
        "moment": plan.moment,
        "act": plan.act,
        "kinds": sorted(plan.kinds),
        "signals": sorted(plan.signals),
        "from_level": plan.from_level,
        "shown": SHOWN if plan.is_card else HIDDEN,
    }


class RoadmapForm(KeyedForm):
    """Six short questions about one contact, and where on its way it turned."""

    contact = forms.CharField(widget=forms.HiddenInput, required=False, max_length=36)

    def __init__(self, *args: Any, road: Road, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            label, hint = labels.QUESTIONS[question]
            self.fields[question] = Typed(
                label=label,
                help_text=hint,
                max_length=LINE if question == "about" else LONG,
                rows=0 if question == "about" else 2,
                required=question == "about",
            )
        self.fields["turn_at"] = forms.IntegerField(
            label=_("How far along the road it went off course"),
            help_text=_("Move the ring to where it was, from the beginning to the end."),
            min_value=0,
            max_value=100,
            widget=forms.NumberInput(attrs={"type": "range", "step": "1", "data-turn": ""}),
        )
        self.road = road
        self.order_fields(["key", "contact", "turn_at", "about", "meant", "turn", "did", "instead", "then"])

    @property
    def roadmap(self) -> Roadmap:
        """Give the roadmap that was typed, on the road that was shown."""
        data = self.cleaned_data
        answers = {question: str(data.get(question, "")) for question in QUESTIONS}
        return Roadmap(data["key"], answers, data["turn_at"], data["contact"], self.road)


def of_roadmap(roadmap: Roadmap) -> dict[str, Any]:
    """Give what a form about a roadmap begins with."""
    return {"key": roadmap.key, "contact": roadmap.contact, "turn_at": roadmap.turn_at, **roadmap.answers}


class GoalForm(forms.Form):
    """Who one wants to be."""

    text = Typed(
        label=_("Who I want to be in a hard contact"),
        help_text=_("A sentence or two. Plans are small; this is what they are for."),
        max_length=LONG,
        rows=3,
        required=False,
        readers="me",
    )


class IntentionForm(forms.Form):
    """What one intends for the shift."""

    text = Typed(
        label=_("Today I intend to"),
        help_text=_("One thing, in your own words. It stands on your desk until the day is over."),
        max_length=LINE,
        required=False,
        readers="desk",
    )


class GoodForm(KeyedForm):
    """Something that went well through what one did."""

    did = Typed(
        label=_("What did you do?"),
        help_text=_("What you said or did, so that you could do it again. Not how it felt."),
        max_length=LONG,
        rows=3,
        readers="me",
    )
    thanks = Typed(label=_("What they said, if they thanked you"), max_length=LINE, required=False, readers="me")


class FiredForm(forms.Form):
    """One press about one plan after one contact."""

    plan = forms.UUIDField(widget=forms.HiddenInput)
    contact = forms.UUIDField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(choices=[(each, labels.ANSWERS[each]) for each in ANSWERS])


class AsksForm(forms.Form):
    """What may be asked unasked."""

    asks = forms.ChoiceField(
        label=_("One question a shift, at most"),
        help_text=_("Never during a contact. Put away, it does not come back in that shift."),
        choices=Asks.choices,
        widget=forms.RadioSelect,
    )


class EraseForm(forms.Form):
    """Erasing asks for one tick; there is no way back."""

    sure = forms.BooleanField(
        label=_("Erase my whole gameplan for good"),
        error_messages={"required": _("Tick this if you are sure. There is no way back.")},
    )


def trigger_of(form: TriggerForm, *, at: str) -> Trigger:
    """Give the line of the log that was typed."""
    data = form.cleaned_data
    return Trigger(data["key"], data["kind"], what=data["what"], at=at)
