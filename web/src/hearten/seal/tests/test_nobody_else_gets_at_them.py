"""No private model in an admin site, a dump, a search, a webhook or somebody else's export (goal 24)."""

import ast
import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client

import hearten
from hearten.people.models import Person
from hearten.seal import actions
from hearten.seal.models import DeskCard, Seal, SealedNote
from hearten.seal.registry import private_models

HEARTEN = Path(hearten.__file__).parent
TODAY = date(2026, 11, 24)
PAGES = ["", "set-up/", "unlock/", "passphrase/", "recovery-code/", "recover/", "export/", "take-in/", "erase/"]


def private_names() -> dict[str, str]:
    """Each private model's name, with the app that may touch it."""
    return {model.__name__: model._meta.app_label for model in private_models()}


# Who may name a private model, and why.
NAMED_BY = {"keeping/fates.py": "the reviewed list of what becomes of each table; it names them and reads none"}


def touched(tree: ast.Module, app: str) -> set[str]:
    """Private models of other apps that a module imports, names by attribute, or asks for by label."""
    found = set()
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.ImportFrom) else []
        if isinstance(node, ast.Attribute):
            names.append(node.attr)
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            names.append(node.value.rpartition(".")[2])
        found |= {name for name in names if private_names().get(name, app) != app}
    return found


def test_the_registry_knows_every_table_that_holds_a_box() -> None:
    assert {Seal, SealedNote, DeskCard} <= set(private_models())
    with_box = [
        model
        for model in apps.get_models()
        if any(field.name == "blob" for field in model._meta.get_fields()) and model not in private_models()
    ]
    assert with_box == []


def test_every_private_model_says_how_long_it_lives() -> None:
    for model in private_models():
        lifetime = getattr(model, "lifetime", "undecided")
        assert lifetime is None or isinstance(lifetime, timedelta), model


def test_no_other_part_of_hearten_touches_a_private_model() -> None:
    guilty = []
    for file in sorted(HEARTEN.rglob("*.py")):
        parts = file.relative_to(HEARTEN).parts
        if {"tests", "migrations"} & set(parts) or "/".join(parts) in NAMED_BY:
            continue
        found = touched(ast.parse(file.read_text(encoding="utf-8")), parts[0])
        guilty += [f"{'/'.join(parts)}: {name}" for name in sorted(found)]
    assert guilty == []


@pytest.mark.parametrize(
    "planted",
    ["from hearten.seal.models import SealedNote", "import x\nx.DeskCard.objects", "get_model('seal.SealedNote')"],
)
def test_the_check_finds_a_module_that_does(planted: str) -> None:
    assert touched(ast.parse(planted), "culture")


def test_there_is_no_admin_site_that_could_show_one() -> None:
    assert not apps.is_installed("django.contrib.admin")
    assert not list(HEARTEN.glob("*/admin.py"))


def test_relations_do_not_lead_from_a_person_to_what_they_wrote() -> None:
    names = {relation.related_model for relation in Person._meta.related_objects if not relation.hidden}
    assert names.isdisjoint(private_models())


def test_a_dump_leaves_them_out_and_refuses_them_by_name(ana: Person, opened: actions.Opened) -> None:
    actions.write_note(ana, kind="x", text="I froze.", on=TODAY)
    actions.write_card(ana, kind="plan", text="mine", on=TODAY)
    out = io.StringIO()
    call_command("dumpdata", stdout=out)
    kinds = {row["model"] for row in json.loads(out.getvalue())}
    assert "people.person" in kinds
    assert not kinds & {model._meta.label_lower for model in private_models()}
    for label in ("seal.SealedNote", "seal.sealednote"):
        with pytest.raises(CommandError, match="never dumped"):
            call_command("dumpdata", label, stdout=out)


@pytest.mark.parametrize("page", PAGES)
def test_each_page_shows_one_person_their_own_and_a_visitor_nothing(page: str, client: Client, db: None) -> None:
    answer = client.get(f"/sealed/{page}")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("who", ["mia_client", "tom_client", "olu_client", "pia_client", "ravi_client"])
def test_pages_of_others_are_the_same_with_and_without_anas_notes(
    who: str, ana: Person, opened: actions.Opened, request: pytest.FixtureRequest
) -> None:
    client = request.getfixturevalue(who)

    def seen() -> list[object]:
        answers = [client.get(f"/sealed/{page}") for page in PAGES]
        return [(answer.status_code, len(answer.content), answer.headers.get("Location")) for answer in answers]

    before = seen()
    for number in range(40):
        actions.write_note(ana, kind="x", text=f"note {number}", on=TODAY)
    after = seen()
    # A suggested passphrase has words of different lengths, and is on the set-up page alone.
    assert [each[:1] + each[2:] for each in before] == [each[:1] + each[2:] for each in after]  # type: ignore[index]
