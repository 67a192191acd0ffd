"""The kinds of sealed notes and desk cards of the gameplan, as the seal knows them."""

from django.utils.translation import gettext_lazy as _

TRIGGER = "gameplan.trigger"
ROADMAP = "gameplan.roadmap"
PLAN = "gameplan.plan"
GOAL = "gameplan.goal"
GOOD = "gameplan.good"
FIRED = "gameplan.fired"
INTENTION = "gameplan.intention"

LABELS = {
    GOAL: _("Who I want to be"),
    INTENTION: _("Today's intention"),
    TRIGGER: _("What threw me"),
    ROADMAP: _("Roadmap"),
    PLAN: _("If-then plan"),
    GOOD: _("Good I did"),
    FIRED: _("Did it fire?"),
}
