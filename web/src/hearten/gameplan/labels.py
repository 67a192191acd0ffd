"""What kinds, signals, levels and answers are called, and what is asked."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Labels = dict[str, str | Promise]

KINDS: Labels = {
    "verbal_aggression": _("Verbal aggression"),
    "disproportionate": _("Expectations out of proportion"),
    "ambiguous": _("Unclear expectations"),
    "unpleasant": _("An unpleasant contact"),
    "own": _("Something of my own"),
}
SIGNALS: Labels = {
    "insult": _("an insult"),
    "profanity": _("swearing"),
    "threat": _("a threat"),
    "identity_attack": _("an attack on who I am"),
    "sexual_harassment": _("sexual harassment"),
    "demand": _("a demand beyond what I can give"),
    "escalation": _("asking for somebody above me"),
    "rambling": _("talking on and on"),
    "frustration": _("anger, not at me"),
    "distress": _("somebody may be in danger"),
    "thanks": _("thanks"),
}
LEVELS: dict[int, str | Promise] = {
    0: _("whenever it is heard"),
    1: _("from heated on"),
    2: _("from hostile on"),
    3: _("only when it is abusive"),
}
ANSWERS: Labels = {
    "helped": _("I did it, and it helped"),
    "did_it": _("I did it, and it changed little"),
    "not_thought_of": _("I did not think of it"),
    "not_needed": _("It was not needed"),
}
ADVICE: Labels = {
    "moment_missed": _(
        "More often than not the moment goes by unnoticed."
        " One that you can hear or see, just before, may call it up better."
    ),
    "act_helps_little": _("You do it, and it seldom helps. Another act for the same moment may be worth a try."),
}
QUESTIONS: dict[str, tuple[str | Promise, str | Promise]] = {
    "about": (_("What was it about?"), _("A name by which you will know it again.")),
    "meant": (_("What were you after?"), _("What a good end would have been, for you and for the customer.")),
    "turn": (_("Where did it go off course?"), _("What you heard or saw just then.")),
    "did": (_("What did you do there?"), _("What you said or did. It is no verdict.")),
    "instead": (_("What do you want to do there instead?"), _("Something you could do in ten seconds.")),
    "then": (_("Where could it have gone from there?"), _("The next stretch of that other road.")),
}


def signal_label(signal: str) -> Any:
    """Give the name of a signal, or of none."""
    return SIGNALS.get(signal, _("something hard"))
