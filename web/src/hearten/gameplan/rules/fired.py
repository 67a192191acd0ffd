"""Did it fire? What somebody answers about a plan after a contact, and the quiet picture that comes of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hearten.gameplan.rules.sheets import read_sheet, write_sheet

FIELDS = ("plan", "contact", "answer")
#: From the answer that says most for a plan to the one that says least.
ANSWERS = ("helped", "did_it", "not_thought_of", "not_needed")
SHOWN = 24  # answers in the picture, the newest


@dataclass(frozen=True, slots=True)
class Fired:
    """One answer about one plan and one contact."""

    plan: str
    contact: str
    answer: str
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """What the answers say of one plan: oldest first, and how many of each."""

    answers: tuple[str, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()

    @property
    def advice(self) -> str:
        """A code for what may be worth changing: the moment is missed, or the act does not help. Empty: neither."""
        number = dict(self.counts)
        asked = sum(number.values()) - number.get("not_needed", 0)
        if asked < 3:
            return ""
        if number.get("not_thought_of", 0) * 2 > asked:
            return "moment_missed"
        return "act_helps_little" if number.get("did_it", 0) > number.get("helped", 0) else ""


def write_fired(fired: Fired) -> str:
    """Write an answer as text."""
    return write_sheet({"plan": fired.plan, "contact": fired.contact, "answer": fired.answer})


def read_fired(text: str, on: date | None = None) -> Fired:
    """Read a written answer; one that is none of ours says that the plan was not needed."""
    told = read_sheet(text, FIELDS)
    answer = told["answer"] if told["answer"] in ANSWERS else "not_needed"
    return Fired(told["plan"], told["contact"], answer, on)


def records(answers: Iterable[Fired]) -> dict[str, Record]:
    """Give the record of each plan from its answers, oldest first. Of two about one contact the later one counts."""
    last: dict[tuple[str, str], Fired] = {}
    for number, each in enumerate(answers):
        about = each.contact or str(number)
        last.pop((each.plan, about), None)
        last[each.plan, about] = each
    by_plan: dict[str, list[str]] = {}
    for each in last.values():
        by_plan.setdefault(each.plan, []).append(each.answer)
    return {plan: _record(said) for plan, said in by_plan.items()}


def _record(said: list[str]) -> Record:
    counted = Counter(said)
    return Record(tuple(said[-SHOWN:]), tuple((answer, counted[answer]) for answer in ANSWERS if counted[answer]))


def record_of(found: dict[str, Record], plan: UUID) -> Record:
    """Give the record of one plan, empty where nobody answered."""
    return found.get(str(plan), Record())
