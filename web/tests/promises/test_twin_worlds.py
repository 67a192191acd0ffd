"""Two worlds that differ in what is private to Ana look the same to everybody else: bytes, queries, steps."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from django.urls import Resolver404, resolve
from web.tests.promises import registry, report
from web.tests.promises.centre import OTHERS
from web.tests.promises.faults import FAULTS

registry.load()
ROOT = Path(__file__).resolve().parents[3]
PROGRAM = "web.tests.promises.world"
ALL = tuple(registry.facts)
pytestmark = pytest.mark.process
Recording = dict[str, Any]


def start(data: Path, *arguments: str) -> "subprocess.Popen[str]":
    """Start a world in a process and a folder of its own, with the same hash seed as its twin."""
    env = os.environ | {"PYTHONHASHSEED": "0", "HEARTEN_SECRET_KEY": "the same secret in both worlds, long enough"}
    env["PYTHONPATH"] = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH", "")])])
    command = [sys.executable, "-m", PROGRAM, str(data), *arguments]
    return subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def finish(data: Path, process: "subprocess.Popen[str]") -> Recording:
    """Wait for a world and read what it wrote down."""
    output, _ = process.communicate(timeout=1500)
    assert process.returncode == 0, output[-3000:]
    recording: Recording = json.loads((data / "recording.json").read_text(encoding="utf-8"))
    return recording


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with its tables and nothing in it, made once and copied for each world."""
    data = tmp_path_factory.mktemp("tables")
    process = start(data, "--only-migrate")
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 0, output[-3000:]
    return data


Twins = Callable[..., tuple[Recording, Recording]]


@pytest.fixture(scope="session")
def without_facts() -> dict[tuple[str, ...], Recording]:
    """What was written down of a world in which nothing is true of Ana, by how it was read: the same each time."""
    return {}


@pytest.fixture
def twins(tables: Path, tmp_path: Path, without_facts: dict[tuple[str, ...], Recording]) -> Twins:
    """Build two worlds side by side: in the first nothing is true of Ana, in the second these facts are.

    The first is built once for each way of reading it, unless its pages are timed.
    """

    def build(facts: Iterable[str], *arguments: str) -> tuple[Recording, Recording]:
        known = None if "--time" in arguments else without_facts.get(arguments)
        wanted = {"with": facts} if known else {"without": (), "with": facts}
        worlds = []
        for name, true_here in wanted.items():
            data = tmp_path / name
            shutil.copytree(tables, data)
            worlds.append((data, start(data, "--facts", "|".join(true_here), *arguments)))
        try:
            recordings = [finish(data, process) for data, process in worlds]
        finally:
            for _, process in worlds:
                with process:  # closes its pipe and waits; a twin of a world that failed is not needed any more
                    process.kill()
        first, second = (known, *recordings) if known else recordings
        without_facts[arguments] = first
        return first, second

    return build


def differences(first: Recording, second: Recording) -> list[str]:
    """Say where two recordings differ: which question, which part, and the place in the body."""
    found = []
    pair = [{(e["when"], e["role"], e["what"]): e for e in world["entries"]} for world in (first, second)]
    found += [f"asked in one world only: {key}" for key in sorted(pair[0].keys() ^ pair[1].keys())]
    for key in pair[0].keys() & pair[1].keys():
        one, other = comparable(pair[0][key]), comparable(pair[1][key])
        for part in one:
            if one[part] != other[part]:
                found.append(f"{' · '.join(key)}: {part}: {_near(one[part], other[part])}")
    return sorted(found)


def comparable(entry: dict[str, Any]) -> dict[str, Any]:
    """Leave out the few declared figures and costs; everything else stays as it was, byte for byte."""
    body = entry["body"]
    for pattern, _ in registry.figures:
        body = re.sub(pattern, "figure", body)
    kept = entry | {"body": body}
    if body != entry["body"]:
        kept["headers"] = [pair for pair in entry["headers"] if pair[0] != "Content-Length"]
    # A form that inserts may split a page of an index in one world: what is written later lies elsewhere in the file.
    if _is_dear(entry["what"]) or entry["what"].startswith("POST"):
        kept.pop("steps", None)
    return kept


def _is_dear(what: str) -> bool:
    path = what.partition(" ")[2].removesuffix(" (fragment)").partition("?")[0]
    try:
        return resolve(path).view_name in registry.dear
    except Resolver404:
        return False


def _near(one: Any, other: Any) -> str:
    """Show two values around the first place where they differ."""
    if not isinstance(one, str):
        return f"{one!r} | {other!r}"
    at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return f"…{one[max(0, at - 60) : at + 60]!r} | …{other[max(0, at - 60) : at + 60]!r}"


def say(what: str, first: Recording) -> None:
    """Keep a count for the end of the run."""
    entries = first["entries"]
    roles = {entry["role"] for entry in entries}
    when = sorted({entry["when"] for entry in entries})
    text = f"{len(entries)} answers equal, {len(roles)} readers, at {' and '.join(when)}"
    report.say(f"twin worlds, {what}: {text}")


READERS_ON_COMMIT = ("peer", "own lead", "admin")


def test_all_facts_together_change_nothing_for_anybody_else(twins: Twins) -> None:
    first, second = twins(ALL, "--roles", "|".join(READERS_ON_COMMIT), "--later", "--brief")
    assert differences(first, second) == []
    assert len(first["entries"]) > 1000
    unmade = {model._meta.label for name in ALL for model in registry.facts[name].makes}
    same = [label for label in sorted(unmade) if second["census"][label] <= first["census"][label]]
    assert [label for label in same if label not in ONE_ROW_EACH] == [], "a fact that makes no row proves nothing"
    say(f"all {len(ALL)} facts", first)


# Ana has hers in both worlds with other numbers in it; an offer is one row, which a moment that begins takes away.
ONE_ROW_EACH = {"staffing.Presence", "live.NoticeCounter", "support.MomentOffer"}


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_one_fact_alone_changes_nothing_for_anybody_else(name: str, twins: Twins) -> None:
    first, second = twins([name], "--roles", "|".join(OTHERS), "--later", "--brief")
    assert differences(first, second) == []
    say(name, first)


@pytest.mark.slow
def test_all_facts_together_change_nothing_for_any_role(twins: Twins) -> None:
    first, second = twins(ALL, "--roles", "|".join(OTHERS), "--later")
    assert differences(first, second) == []
    say("all facts, all roles", first)


@pytest.mark.slow
def test_the_administrators_pages_take_no_longer_for_what_is_private(twins: Twins) -> None:
    first, second = twins(ALL, "--time", "60")
    for page, seconds in first["times"].items():
        with_facts = second["times"][page]
        # The number of steps the database takes is equal to the last one (above); this is about everything else.
        assert abs(with_facts - seconds) <= max(0.35 * seconds, 0.003), (page, seconds, with_facts)
        report.say(f"fastest of 60 without and with all facts: {page} {1000 * seconds:.1f}, {1000 * with_facts:.1f} ms")


# --- controls


PLANTED_FACTS = ("cues put away", "past moments", "cues switched off for today")


def _found(fault: Callable[[], None], twins: Twins) -> list[str]:
    return differences(
        *twins(PLANTED_FACTS, "--roles", "agent elsewhere|own lead|admin", "--brief", "--plant", fault.__name__)
    )


def test_the_twins_find_a_planted_count(twins: Twins) -> None:
    assert any("GET /people/: body" in each for each in _found(FAULTS[0], twins))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fault", "place"),
    list(zip(FAULTS[1:], (": headers", ": queries", ": steps", "/live/", ": status"), strict=True)),
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_the_twins_find_every_planted_fault(fault: Callable[[], None], place: str, twins: Twins) -> None:
    assert any(place in each for each in _found(fault, twins))


def test_every_model_that_leads_to_a_person_has_a_fact_or_a_reason_for_none() -> None:
    made = {model for fact in registry.facts.values() for model in fact.makes}
    leading = [model for model in registry.our_models() if registry.leads_to_a_person(model)]
    open_ones = [model._meta.label for model in leading if model not in made | registry.not_private.keys()]
    assert open_ones == [], "register a generator (@fact) in web/tests/promises/areas/, or declare_not_private(…)"


def test_a_model_that_leads_to_a_person_through_others_is_seen() -> None:
    from hearten.listening.models import HeardSegment
    from hearten.work.models import PeriodicRun

    assert registry.leads_to_a_person(HeardSegment)
    assert not registry.leads_to_a_person(PeriodicRun)
