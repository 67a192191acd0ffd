"""Made-up contents for the style page: nobody here is real, and no sentence comes from a customer."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearten.ui import heat, icons
from hearten.ui.forms import Renderer

COLOURS = (
    "paper",
    "raised",
    "sunk",
    "ink",
    "quiet",
    "faint",
    "hairline",
    "accent",
    "accent-strong",
    "on-accent",
    "accent-wash",
    "heat-0",
    "heat-1",
    "heat-2",
    "heat-3",
    "care",
    "care-wash",
)
CALM = [(0.0, 0.05), (20.0, 0.1), (55.0, 0.04), (90.0, 0.08)]
RISING = [(0.0, 0.1), (15.0, 0.18), (40.0, 0.15), (62.0, 0.4), (80.0, 0.46), (95.0, 0.72)]
STEEP = [(0.0, 0.2), (12.0, 0.35), (30.0, 0.3), (44.0, 0.7), (60.0, 0.95)]
COOLED = [(0.0, 0.2), (20.0, 0.6), (45.0, 0.66), (70.0, 0.4), (110.0, 0.32)]


class SampleForm(forms.Form):
    """A field of each kind, some of them answered wrongly."""

    leaves_focus = True  # a sample far down the page; a real form's summary takes the focus

    name = forms.CharField(
        label=gettext_lazy("What the source is called"), help_text=gettext_lazy("As people at the centre say it.")
    )
    origin = forms.URLField(label=gettext_lazy("Address"), assume_scheme="https")
    kind = forms.ChoiceField(
        label=gettext_lazy("What it sends"),
        choices=(("voice", gettext_lazy("Calls")), ("chat", gettext_lazy("Chats"))),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose calls or chats.")},
    )
    zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=(("UTC", "UTC"), ("Europe/Vienna", "Vienna")))
    note = forms.CharField(label=gettext_lazy("A note to your lead"), widget=forms.Textarea, required=False)
    keep = forms.BooleanField(
        label=gettext_lazy("Keep the words that fired for 30 days"),
        help_text=gettext_lazy("Only the agent on the contact sees them."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["note"].readers = "lead"  # type: ignore[attr-defined]


def context() -> dict[str, Any]:
    """Give the style page its contents."""
    now = timezone.now()
    return {
        "colours": COLOURS,
        "icons": icons.names(),
        "docks": docks(),
        "form": SampleForm({"origin": "chat example", "zone": "UTC"}, renderer=Renderer()),
        "heats": [{"points": points, "level": level} for level, points in enumerate((CALM, COOLED, RISING, STEEP))],
        "picture": picture(),
        "every_line": every_line(),
        "now": now,
    }


def docks() -> list[dict[str, Any]]:
    """Give every state of the dock that an agent meets."""
    heard = [{"kind": "heard", "text": _("Listening to the customer only")}]
    spanish = [{"kind": "not-heard", "text": _("Not listening: Spanish")}]
    phone = [{"kind": "phone", "text": _("Phone not confirmed: set Not Ready")}]
    call = contact("voice", _("Card blocked abroad"), 2, RISING, is_chosen=True)
    chats = [
        contact("chat", _("Refund, second time"), 1, COOLED, is_chosen=True),
        contact("chat", _("Delivery to a neighbour"), 0, CALM),
        contact("chat", _("Kraftfahrzeughaftpflichtversicherung"), 2, RISING, state_word=_("Hold")),
        contact("voice", _("Line fault"), 0, CALM, state_word=_("Wrap-up")),
    ]
    danger = contact("voice", _("Overdue payment"), 1, STEEP, is_chosen=True)
    abusive = contact("voice", _("Contract ended"), 3, STEEP, is_chosen=True)
    return [
        {"name": _("A call, hostile, with your own plan"), "contacts": [call], "cue": insult(), "lines": heard},
        {"name": _("Four contacts, a cue without a plan"), "contacts": chats, "cue": demand(), "lines": spanish},
        {"name": _("Somebody in danger"), "contacts": [danger], "cue": in_danger(), "lines": heard},
        {"name": _("Abusive, long German words"), "contacts": [abusive], "cue": german(), "lines": heard},
        {
            "name": _("Calm"),
            "contacts": [contact("voice", _("New address"), 0, CALM, is_chosen=True)],
            "lines": heard,
        },
        {
            "name": _("After pressing the button"),
            "covered_until": "14:32",
            "next": _("No contacts reach you until then. Breathing guide, if you want it."),
            "lines": phone,
        },
        {
            "name": _("Not live"),
            "lines": [{"kind": "not-live", "text": _("Not live, trying again. The buttons work.")}],
        },
    ]


def contact(channel: str, label: str, level: int, points: list[heat.Point], **parts: Any) -> dict[str, Any]:
    """Give one line of the dock; what is not named is absent."""
    line = {"channel": channel, "label": label, "level": level, "level_word": heat.LEVELS[level], "points": points}
    return line | {"url": "#main", "started_at": timezone.now() - timedelta(minutes=6 + level)} | parts


def cue(key: str, heard_as: str, heard: list[str], **parts: Any) -> dict[str, Any]:
    """Give a cue; what is not named is absent."""
    urls = {"dismiss_url": "#main", "snooze_url": "#main", "off_url": "#main"}
    return {"key": key, "heard_as": heard_as, "heard": heard} | urls | parts


def insult() -> dict[str, Any]:
    """Give a cue with everything in it."""
    return cue(
        "insult",
        _("an insult"),
        [_("you useless clown")],
        plan=_("If they call me names, then I say once: I want to help, and I need us to speak respectfully."),
        phrase=_("I want to sort this out with you. I can do that when we speak respectfully."),
        ways_out=ladder(),
    )


def ladder() -> list[dict[str, Any]]:
    """Give the ways out in the order of the ladder."""
    return [
        {
            "purpose_label": _("Firm, polite turn"),
            "say": _("I hear that this is the second time. Let us look at what I can do today."),
            "note": None,
            "state": "said",
        },
        {"purpose_label": _("Yes or no question"), "say": _("Shall I open the dispute now: yes or no?"), "note": None},
        {
            "purpose_label": _("Warning"),
            "say": _("If the insults go on, I will end this call. You can ring again at any time."),
            "note": _("Say it once. The next step is yours to choose."),
        },
        {
            "purpose_label": _("End the contact"),
            "say": _("I am ending the call now. You can reach us again tomorrow from eight."),
            "note": _("Your quality score and adherence are protected."),
            "actions": [{"url": "#main", "label": _("End this contact"), "fields": [], "is_main": True}],
        },
    ]


def demand() -> dict[str, Any]:
    """Give a cue for an impossible demand, met without a plan."""
    return cue(
        "demand",
        _("a demand"),
        [_("within the hour"), _("or else")],
        phrase=_("What I can do today is this: I book the refund, and it arrives by Thursday."),
        ways_out=ladder()[:2],
    )


def in_danger() -> dict[str, Any]:
    """Give the safeguarding form of a cue."""
    return cue(
        "danger",
        _("distress"),
        [_("I cannot go on like this")],
        safeguarding=[
            _("Stay on the line. Ask: are you safe right now?"),
            _("Raise your hand: Tom calls the emergency number for you."),
            _("Say what happens next, and that you are still there."),
        ],
        phrase=_("I am glad you said it. I am staying on the line with you."),
        ways_out=[{"purpose_label": _("Warm handover to the crisis line"), "say": None, "note": _("0800 555 0199")}],
    )


def german() -> dict[str, Any]:
    """Give a cue whose words are as long as words get."""
    return cue(
        "german",
        "Drohung",
        ["Rechtsschutzversicherungsgesellschaften", "Sie werden schon sehen"],
        lang="de",
        plan="Wenn jemand droht, dann sage ich: Die Datenschutzgrundverordnungskonformität ist jetzt nicht Thema.",
        phrase="Ich beende das Gespräch jetzt. Die Geschäftsunfähigkeitsbescheinigung liegt schriftlich vor.",
        ways_out=[{"purpose_label": "Gesprächsbeendigungsankündigung", "say": "Ich lege jetzt auf.", "note": None}],
    )


def every_line() -> list[dict[str, str]]:
    """Give one status line of each kind."""
    return [
        {"kind": "heard", "text": _("Listening to the customer only")},
        {"kind": "not-heard", "text": _("Not listening: Spanish")},
        {"kind": "not-live", "text": _("Not live, trying again. The buttons work.")},
        {"kind": "phone", "text": _("Phone not confirmed: set Not Ready")},
    ]


def picture() -> dict[str, Any]:
    """Give a bar picture laid out in per cent of its width, so that its words keep their size on every screen."""
    rows = [("09:00", 12), ("09:30", 21), ("10:00", 0), ("10:30", 34)]
    widest = max(count for _label, count in rows)
    bars = []
    for place, (label, count) in enumerate(rows):
        width = round(count / widest * 55, 1)
        y = place * 32 + 4
        bars.append({"label": label, "value": count, "width": width, "value_x": 25 + width, "y": y, "text_y": y + 15})
    return {
        "title": _("Hostile contacts by half-hour"),
        "description": _("Most between 10:30 and 11:00."),
        "height": len(rows) * 32,
        "bars": bars,
    }
