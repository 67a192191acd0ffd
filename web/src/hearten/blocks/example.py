"""The example on the page about groups: an invented organisation, published by the real publisher."""

from hearten.blocks.rules.publish import publish
from hearten.blocks.rules.shapes import Answer, Group, Policy, Publication, Question, Roster, Seat

GROUPS = (
    Group("all", "Everybody"),
    Group("day", "Day", "all"),
    Group("night", "Night", "all"),
    Group("harbour", "Harbour", "day"),
    Group("lantern", "Lantern", "day"),
    Group("quay", "Quay", "day"),
    Group("owl", "Owl", "night"),
    Group("heron", "Heron", "night"),
)
SIZES = {"harbour": 14, "lantern": 5, "quay": 9, "owl": 11, "heron": 3}
GOOD = {"harbour": 9, "lantern": 2, "quay": 7, "owl": 2, "heron": 1}
NAMES = {group.id: group.name for group in GROUPS}
QUESTION = Question("break", frozenset({4, 5}))


def example() -> Publication:
    """Give what would be published: Lantern stands with Quay and Heron with Owl, each too small by itself."""
    seats = tuple(Seat(f"{team}{n}", team) for team, size in SIZES.items() for n in range(size))
    answers = [
        Answer("break", (team,), 4 if n < GOOD[team] else 2) for team, size in SIZES.items() for n in range(size)
    ]
    return publish(Roster(GROUPS, seats), answers, [QUESTION], Policy(7)).publication
