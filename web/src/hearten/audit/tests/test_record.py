"""What is recorded: deeds of administrators and leads, in the transaction of the act. Never what an agent does."""

import ast
import stat
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from hearten.audit import actions, anchors, deeds, keys, queries
from hearten.audit.models import Entry
from hearten.integrations import actions as integrations
from hearten.people import actions as people
from hearten.people.models import Person, Role, Team
from hearten.people.policy import policy_for

pytestmark = pytest.mark.django_db
AREAS = Path(__file__).resolve().parents[2]
#: Folders in which agents write, pause, ask and answer. Nothing in them announces a deed.
#: What those in charge do inside the areas of agents: settings, the planner's figures, and a caller's appeal.
IN_CHARGE = {
    "support/actions/policies.py": {"setting.changed"},
    "support/exits/lists.py": {"setting.changed"},
    "support/exits/actions.py": {"caller.unmarked"},
    "support/after/actions/pathway.py": {"pathway.changed"},
    "support/price/actions.py": {
        "interval_plan.added",
        "interval_plan.changed",
        "interval_plan.removed",
        "interval_plan.forecast_imported",
    },
}
OF_AGENTS = {"listening", "support", "seal", "gameplan", "practice", "selftalk", "community", "careers", "live", "ui"}


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: object) -> None:
    settings.DATA = tmp_path  # type: ignore[attr-defined]


def recorded() -> list[str]:
    return list(Entry.objects.order_by("seq").values_list("deed", flat=True))


def deed(name: str = "team.added") -> Entry:
    return actions.record(name, by=None, about=uuid4(), now=timezone.now())


# --- in the same transaction, by whom


def test_the_act_and_its_record_are_kept_or_lost_together(harbour: Team) -> None:
    class PowerCutError(Exception):
        pass

    def act_until_the_light_goes_out() -> None:
        with transaction.atomic():
            people.add_person(email="new@hearten.test", name="New", team=harbour, roles=[Role.AGENT])
            assert recorded() == ["person.added"]
            raise PowerCutError

    with pytest.raises(PowerCutError):
        act_until_the_light_goes_out()
    assert not Person.objects.filter(email="new@hearten.test").exists()
    assert recorded() == []


def test_an_administrators_click_is_recorded_in_the_administrators_name(
    olu: Person, olu_client: Client, harbour: Team
) -> None:
    olu_client.post("/people/add/", {"name": "Noor", "email": "noor@hearten.test", "roles": ["agent"]})
    assert recorded() == ["person.added", "person.invited"]
    noor = Person.objects.get(email="noor@hearten.test")
    assert set(Entry.objects.values_list("by", "about")) == {(olu.key, noor.key)}


def test_a_command_acts_in_nobodys_name() -> None:
    people.make_administrator(email="first@hearten.test", name="First")
    assert Entry.objects.get().by is None


def test_doing_nothing_new_records_nothing(ana: Person, olu: Person, harbour: Team) -> None:
    people.edit_person(ana, name="Ana", team=harbour, roles=["agent"], zone="")
    people.reactivate(ana)
    people.take_back_invitation(ana, now=timezone.now())
    people.save_team(harbour, name="Harbour", lead=None)
    assert recorded() == []


def test_every_deed_with_people_teams_and_sources_is_recorded(ana: Person, olu: Person, harbour: Team) -> None:
    now = timezone.now()
    people.edit_person(ana, name="Ana", team=None, roles=["agent", "host"], zone="")
    people.invite(ana, by=olu, now=now)
    people.take_back_invitation(ana, now=now)
    people.deactivate(ana, now=now)
    people.reactivate(ana)
    people.save_team(harbour, name="Harbour two", lead=None)
    people.save_team(None, name="Lighthouse", lead=None)
    source = integrations.make_source(slug="phones", name="Phones", now=now).source
    integrations.change_source(source, name="The phones", language="en")
    integrations.replace_secret(source)
    integrations.finish_rotation(source)
    integrations.replace_token(source)
    integrations.set_active(source, is_active=False)
    integrations.set_active(source, is_active=True)
    integrations.link_agent(source, "a-17", ana, now=now)
    integrations.link_agent(source, "a-17", None, now=now)
    assert recorded() == [
        "person.changed", "person.invited", "person.uninvited", "person.deactivated", "person.reactivated",
        "team.changed", "team.added", "source.added", "source.changed", "source.secret_replaced",
        "source.rotation_finished", "source.token_replaced", "source.shut_out", "source.let_in",
        "source.agent_matched", "source.agent_unmatched",
    ]  # fmt: skip
    assert queries.verify().broken is None


def test_no_name_address_secret_or_agent_id_is_in_the_chain(ana: Person, olu: Person, harbour: Team) -> None:
    test_every_deed_with_people_teams_and_sources_is_recorded(ana, olu, harbour)
    everything = repr(list(Entry.objects.values("by", "deed", "about", "facts")))
    for word in ("Ana", "hearten.test", "Harbour", "Lighthouse", "The phones", "whsec", "a-17"):
        assert word not in everything


@pytest.mark.parametrize("value", ["two words", "ana@hearten.test", "ä", "x" * 81, 1.5, None, ["fine", "not fine"]])
def test_only_codes_and_numbers_can_be_recorded(value: object) -> None:
    with pytest.raises(ValueError, match="never text"):
        actions.record("setting.changed", by=None, facts={"setting": value}, now=timezone.now())  # type: ignore[dict-item]


def test_an_unknown_deed_and_an_unknown_fact_are_refused() -> None:
    with pytest.raises(KeyError):
        actions.record("moment.asked", by=None, now=timezone.now())
    with pytest.raises(ValueError, match="carries no"):
        actions.record("team.added", by=None, facts={"name": "x"}, now=timezone.now())


# --- never an agent


def posts_open_to_agents() -> list[str]:
    """Every address that an agent may post to, with made-up keys in it."""
    found: list[str] = []

    def walk(patterns: list[URLPattern | URLResolver], prefix: str, names: str) -> None:
        for each in patterns:
            if isinstance(each, URLResolver):
                space = f"{names}{each.namespace}:" if each.namespace else names
                walk(each.url_patterns, prefix + str(each.pattern), space)
            else:
                policy = policy_for(each.callback, names + (each.name or ""))
                access = policy.access("POST") if policy else None
                if access is not None and not access.machine and (not access.roles or Role.AGENT in access.roles):
                    found.append(prefix + str(each.pattern))

    walk(get_resolver().url_patterns, "/", "")
    return found


def filled(pattern: str, ana: Person) -> str:
    for kind, value in (("uuid", str(ana.key)), ("int", "1"), ("str", "x"), ("slug", "x")):
        while f"<{kind}:" in pattern:
            before, _, rest = pattern.partition(f"<{kind}:")
            pattern = before + value + rest.partition(">")[2]
    return pattern


def test_no_row_is_written_by_anything_an_agent_may_post(ana: Person, ana_client: Client) -> None:
    ana_client.raise_request_exception = False
    addresses = posts_open_to_agents()
    assert len(addresses) > 8
    body = {
        "key": str(uuid4()), "name": "Ana B.", "zone": "Europe/Lisbon", "after_level": "0", "text": "words",
        "announce": "polite", "minutes": "30", "until": "shift", "body": "words", "next": "/",
    }  # fmt: skip
    # Leaving comes last: it ends the session.
    leaving = [each for each in addresses if "out" in each or "someone-else" in each or "erase" in each]
    for address in [*(each for each in addresses if each not in leaving), *leaving]:
        ana_client.post(filled(address, ana), body)
        ana_client.force_login(ana)
    assert recorded() == []


def announced(tree: ast.Module) -> list[tuple[str, set[str]]]:
    """The deeds a module announces, each with the names of its facts."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "announce" and node.args:
            choice = node.args[0]
            names = [choice.body, choice.orelse] if isinstance(choice, ast.IfExp) else [choice]
            facts = {keyword.arg or "" for keyword in node.keywords}
            found += [(each.value, facts) for each in names if isinstance(each, ast.Constant)]
    return [(name, facts) for name, facts in found if isinstance(name, str)]


def modules() -> dict[str, ast.Module]:
    code = [path for path in AREAS.rglob("*.py") if "tests" not in path.parts]
    return {path.relative_to(AREAS).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in code}


def test_no_folder_of_agents_announces_a_deed() -> None:
    reaching = {
        name
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "hearten.people.events"
    }
    assert "people/actions.py" in reaching
    of_agents = {name for name in reaching if name.partition("/")[0] in OF_AGENTS}
    told = {name: {deed for deed, _facts in announced(modules()[name])} for name in of_agents}
    assert told == IN_CHARGE


def test_every_deed_that_is_announced_is_on_the_list_with_its_facts() -> None:
    deeds_announced = [each for tree in modules().values() for each in announced(tree)]
    assert len(deeds_announced) > 15
    assert [name for name, _facts in deeds_announced if name not in deeds.DEEDS] == []
    assert [(name, facts) for name, facts in deeds_announced if not facts <= deeds.DEEDS[name][1]] == []


def test_no_deed_on_the_list_is_one_of_an_agent() -> None:
    private = {"moment", "cue", "note", "answer", "post", "request", "plan", "rehearsal", "snooze", "contact", "desk"}
    assert private.isdisjoint(deeds.groups())


# --- it stays


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET deed = 'team.changed'",
        "UPDATE audit_entry SET seq = seq + 100",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_entry WHERE seq = 2",
    ],
)
def test_the_database_refuses_to_change_or_delete_an_entry(statement: str) -> None:
    for _ in range(3):
        deed()
    with pytest.raises(DatabaseError, match="audit entry cannot be"), transaction.atomic():
        connection.cursor().execute(statement)
    assert len(recorded()) == 3


def without_triggers(*statements: str) -> None:
    made = import_module("hearten.audit.migrations.0001_initial")
    away = made.SQLITE_AWAY if connection.vendor == "sqlite" else made.POSTGRESQL_AWAY
    with connection.cursor() as cursor:
        for statement in [*away, *statements]:
            cursor.execute(statement)


@pytest.mark.parametrize(
    ("statement", "row", "why"),
    [
        ("UPDATE audit_entry SET deed = 'team.changed' WHERE seq = 3", 3, "altered"),
        ("DELETE FROM audit_entry WHERE seq = 2", 2, "missing"),
        ("DELETE FROM audit_entry WHERE seq >= 4", 4, "cut_off"),
        ("DELETE FROM audit_anchor", None, None),
    ],
)
def test_whoever_gets_round_the_triggers_is_found_by_verify(statement: str, row: int | None, why: str | None) -> None:
    for _ in range(5):
        deed()
    actions.anchor(timezone.now())
    without_triggers(statement)
    broken = queries.verify().broken
    assert (broken and broken.seq, broken and broken.why) == (row, why)


def test_the_file_of_anchors_finds_a_cut_in_a_database_whose_anchors_were_deleted_too() -> None:
    for _ in range(5):
        deed()
    actions.anchor(timezone.now())
    without_triggers("DELETE FROM audit_entry WHERE seq > 2", "DELETE FROM audit_anchor")
    broken = queries.verify().broken
    assert broken is not None
    assert (broken.seq, broken.why) == (3, "cut_off")


def test_verify_by_command_names_the_first_broken_row(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for _ in range(4):
        deed()
    call_command("audit", "verify")
    assert "4 entries" in capsys.readouterr().out
    call_command("audit", "anchor")
    paper = tmp_path / "paper.txt"
    paper.write_text(capsys.readouterr().out, encoding="utf-8")
    anchors.anchor_file().unlink()
    without_triggers("DELETE FROM audit_entry WHERE seq = 4", "DELETE FROM audit_anchor")
    call_command("audit", "verify")
    with pytest.raises(CommandError, match="Broken at entry 4"):
        call_command("audit", "verify", "--anchor", str(paper))


def test_the_chain_is_anchored_once_a_day() -> None:
    now = timezone.now()
    assert actions.anchor_daily(now) is not None
    assert actions.anchor_daily(now + timedelta(hours=5)) is None
    assert actions.anchor_daily(now + timedelta(hours=24)) is not None


def test_the_key_lies_beside_the_database_for_its_owner_only() -> None:
    first = keys.chain_key()
    assert keys.chain_key() == first
    assert len(first) == 64
    assert stat.S_IMODE(keys.key_file().stat().st_mode) == 0o600
    actions.anchor(timezone.now())
    assert stat.S_IMODE(anchors.anchor_file().stat().st_mode) == 0o600


def test_a_key_of_the_settings_is_used_and_none_is_made(settings: object) -> None:
    settings.AUDIT_KEY = "from a secret store"  # type: ignore[attr-defined]
    assert keys.chain_key() == b"from a secret store"
    assert not keys.key_file().exists()


@pytest.mark.slow
def test_a_hundred_thousand_rows_are_verified_in_a_tenth_of_a_minute() -> None:
    from time import perf_counter

    from hearten.audit.rules import START, Link, canonical, mac_of

    key, before, now, rows = keys.chain_key(), START, timezone.now(), []
    facts = canonical({"fields": ["name", "team"]})
    for seq in range(1, 100_001):
        link = Link(seq, now, uuid4(), "person.changed", uuid4(), facts, b"")
        before = mac_of(key, before, link)
        rows.append(Entry(**link._asdict() | {"mac": before}))
    Entry.objects.bulk_create(rows, batch_size=2_000)
    began = perf_counter()
    report = queries.verify()
    took = perf_counter() - began
    shown = f"100,000 audit entries verified in {took:.2f} s ({connection.vendor})"
    print(shown)  # noqa: T201 - the nightly run shows it
    assert (report.entries, report.broken) == (100_000, None)
    assert took < 6


# --- the page


def test_the_worker_representative_reads_who_did_what(ravi_client: Client, olu_client: Client, harbour: Team) -> None:
    olu_client.post(f"/teams/{harbour.key}/", {"name": "Harbour East", "lead": ""})
    page = ravi_client.get("/audit/").content.decode()
    for words in ("Olu", "Changed a team", "Harbour East", "fields: name"):
        assert words in page


def test_the_list_is_narrowed_by_what_it_is_about_and_by_whom(ravi_client: Client, olu: Person) -> None:
    actions.record("team.added", by=olu.key, now=timezone.now())
    actions.record("backup.made", by=None, facts={"bytes": 1}, now=timezone.now())
    assert "Added a team" not in ravi_client.get("/audit/?group=backup").content.decode()
    assert "Made a backup" not in ravi_client.get(f"/audit/?by={olu.key}").content.decode().partition("<tbody>")[2]
    assert "Made a backup" in ravi_client.get("/audit/?group=nonsense&by=nobody&before=x").content.decode()


def test_a_long_chain_is_shown_page_by_page_with_few_queries(
    ravi_client: Client, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for _ in range(queries.PAGE + 3):
        deed()
    with django_assert_max_num_queries(17):  # type: ignore[attr-defined]
        first = ravi_client.get("/audit/").content.decode()
    assert "before=4" in first
    assert '<th scope="row">3</th>' in ravi_client.get("/audit/?before=4").content.decode()


def test_the_page_checks_the_record_and_names_the_row(ravi_client: Client) -> None:
    for _ in range(3):
        deed()
    assert "all are as they were written" in ravi_client.post("/audit/verify/").content.decode()
    without_triggers("UPDATE audit_entry SET deed = 'team.changed' WHERE seq = 2")
    assert "broken at entry 2" in ravi_client.post("/audit/verify/").content.decode()


def test_the_downloaded_anchor_finds_a_cut(ravi_client: Client) -> None:
    from hearten.audit.rules import read_marks

    for _ in range(3):
        deed()
    marks = read_marks(ravi_client.get("/audit/anchor.txt").content.decode())
    assert [mark.seq for mark in marks] == [3]
    without_triggers("DELETE FROM audit_entry WHERE seq = 3")
    assert queries.verify(marks).broken is not None


@pytest.mark.parametrize("who", ["ana", "tom", "hana", "pia"])
def test_nobody_else_finds_the_page(who: str, request: pytest.FixtureRequest) -> None:
    browser = request.getfixturevalue(f"{who}_client")
    assert browser.get("/audit/").status_code == 404
    assert browser.get("/audit/anchor.txt").status_code == 404
    assert browser.post("/audit/verify/").status_code == 404
