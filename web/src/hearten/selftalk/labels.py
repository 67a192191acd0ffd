"""The words that pages use for sides, places and pairs of words."""

from django.utils.translation import gettext_lazy as _

SITS = {
    "as_before": _("As heavy as before"),
    "lighter": _("A little lighter"),
    "put_down": _("I can put it down"),
}
SIDES = {
    "other": _("The other person"),
    "event": _("What happened"),
    "friend": _("A fair friend"),
    "growth": _("What comes of it"),
    "impermanence": _("Seen from later"),
}
WHO = {
    "me": _("Me"),
    "customers": _("The customers"),
    "organisation": _("The organisation"),
}
ASKS = {
    "me": _("How do you see yourself in this work, this month?"),
    "customers": _("How do you see the people who call and write?"),
    "organisation": _("How do you see the organisation you work for?"),
}
# The two words of a scale; a mark stands between them.
PAIRS = {
    "me.rest": (_("worn out"), _("rested")),
    "me.company": (_("on my own"), _("in good company")),
    "me.skill": (_("feeling my way"), _("sure of my craft")),
    "customers.side": (_("against me"), _("with me")),
    "customers.people": (_("voices"), _("people")),
    "organisation.backing": (_("watches me"), _("stands behind me")),
    "organisation.hearing": (_("does not hear"), _("hears and answers")),
}
PLACES = {
    1: _("quite"),
    2: _("rather"),
    3: _("between"),
    4: _("rather"),
    5: _("quite"),
}
WAITS = {
    0: _("Once, the next time I am at the desk between contacts"),
    3: _("Once, in three days"),
    7: _("Once, in a week"),
    30: _("Once, in a month"),
}
