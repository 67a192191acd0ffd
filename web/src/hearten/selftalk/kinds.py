"""The kinds of notes and cards of this area, as the seal's pages and exports name them."""

from django.utils.translation import gettext_lazy as _

NOTE = "selftalk.note"
PICTURE = "selftalk.picture"
REFLECTION = "selftalk.reflection"
LINE = "selftalk.line"
LABELS = {
    NOTE: _("Self-talk"),
    PICTURE: _("Self-image of a month"),
    REFLECTION: _("Core attitude, a reflection"),
    LINE: _("A line to be reminded of"),
}
