"""If-then plans as they are kept, and which of them a cue calls up."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from hearten.gameplan.rules.kinds import LEVELS, TRIGGER_KINDS, called_up_by, kind_of_signal
from hearten.gameplan.rules.sheets import read_sheet, write_sheet

FIELDS = ("if", "then I", "kinds", "signals", "from level", "shown")
SHOWN, HIDDEN = "desk card", "sealed"


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan. ``moment`` stands after "If", ``act`` after "then I"; ``is_card`` says that a closed room shows it."""

    key: UUID
    moment: str
    act: str
    kinds: frozenset[str] = frozenset()
    signals: frozenset[str] = frozenset()
    from_level: int = 0
    is_card: bool = False

    @property
    def called_up_by(self) -> frozenset[str]:
        """Every signal that calls it up."""
        return called_up_by(self.kinds, self.signals)


def write_plan(plan: Plan) -> str:
    """Write a plan as text."""
    return write_sheet(
        {
            "if": plan.moment,
            "then I": plan.act,
            "kinds": " ".join(sorted(plan.kinds)),
            "signals": " ".join(sorted(plan.signals)),
            "from level": str(plan.from_level) if plan.from_level else "",
            "shown": SHOWN if plan.is_card else HIDDEN,
        }
    )


def read_plan(key: UUID, text: str) -> Plan:
    """Read a written plan. What it does not know, or cannot be, is as if nobody had said it."""
    told = read_sheet(text, FIELDS)
    level = told["from level"]
    return Plan(
        key,
        told["if"],
        told["then I"],
        frozenset(told["kinds"].split()) & frozenset(TRIGGER_KINDS),
        frozenset(told["signals"].split()),
        int(level) if level.isdecimal() and int(level) in LEVELS else 0,
        is_card=told["shown"] == SHOWN,
    )


def choose_plan(plans: Iterable[Plan], signal: str, level: int) -> Plan | None:
    """Choose the one plan that a cue shows: one that names the very signal goes before one that names its kind.

    Among those, the one for the highest level that has been reached; then the one that stands first, which is the
    newest. The same input gives the same plan.
    """
    fitting = [plan for plan in plans if signal in plan.called_up_by and level >= plan.from_level]
    if not fitting:
        return None
    return max(fitting, key=lambda plan: (signal in plan.signals, plan.from_level))


def title_of(plan: Plan) -> str:
    """Give a plan as one sentence."""
    return f"If {plan.moment}, then I {plan.act}"


def kinds_shown(plan: Plan) -> tuple[str, ...]:
    """Give the kinds a plan stands under, in their order; "own" where nothing calls it up."""
    named = plan.kinds | {kind_of_signal(signal) for signal in plan.signals}
    return tuple(kind for kind in TRIGGER_KINDS if kind in named) or ("own",)
