"""Taking one's own data out: complete, readable, and with nobody else in it."""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import models
from django.test import Client
from django.utils import timezone

from hearten.audit.models import Entry
from hearten.keeping import exporting, fates
from hearten.keeping.tests.filling import WORD, fill
from hearten.people.models import Person

pytestmark = pytest.mark.django_db


def about_people() -> list[type[models.Model]]:
    """Every table with a path to a person."""
    return [model for model in fates.every_model() if (fate := fates.fate_of(model)) and fate.people]


def fill_everything(person: Person) -> None:
    """One row at least in every table that has a path to a person."""
    now = timezone.now()
    for model in about_people():
        rows = model._base_manager.filter(exporting._about(person, fates.FATES[model._meta.label]))
        if not rows.exists():
            fill(model, person=person, at=now)


def taken_out(body: bytes) -> tuple[dict[str, Any], str]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.testzip() is None
        return json.loads(archive.read("data.json")), archive.read("index.html").decode()


def downloaded(browser: Client) -> tuple[dict[str, Any], str]:
    response = browser.post("/account/data/take-out/")
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    return taken_out(response.content)


def exported(model: type[models.Model]) -> bool:
    return not fates.FATES[model._meta.label].export


def test_every_table_with_a_path_to_ana_is_in_her_export(ana: Person, ana_client: Client) -> None:
    fill_everything(ana)
    data, page = downloaded(ana_client)
    wanted = {model._meta.label for model in about_people() if exported(model)}
    assert {label for label in wanted if not data["data"][label]} == set()
    assert ana.email in page


def test_every_column_is_there_but_those_the_list_hides(ana: Person, ana_client: Client) -> None:
    fill_everything(ana)
    data, _page = downloaded(ana_client)
    for model in about_people():
        if exported(model):
            fate = fates.FATES[model._meta.label]
            columns = {field.name for field in model._meta.concrete_fields} - set(fate.hidden)
            assert set(data["data"][model._meta.label][0]) == columns, model


def test_what_the_list_hides_is_not_there(ana: Person, ana_client: Client) -> None:
    fill_everything(ana)
    ana.refresh_from_db()
    body = json.dumps(downloaded(ana_client)[0])
    assert ana.password not in body
    assert "token_digest" not in body


def test_nothing_of_mia_is_in_anas_export(ana: Person, mia: Person, ana_client: Client) -> None:
    fill_everything(mia)
    data, page = downloaded(ana_client)
    assert WORD not in json.dumps(data)
    assert mia.email not in page
    assert str(mia.key) not in json.dumps(data)


def test_a_colleague_is_somebody_else(ana: Person, olu: Person, ana_client: Client) -> None:
    from hearten.people import actions

    actions.invite(ana, by=olu, now=timezone.now())
    data, page = downloaded(ana_client)
    assert data["data"]["people.Invitation"][0]["invited_by"] == "somebody else"
    assert data["data"]["people.Invitation"][0]["person"] == "you"
    assert "Olu" not in page


def test_what_was_recorded_about_ana_is_hers_to_read(ana: Person, ana_client: Client) -> None:
    from hearten.people import actions

    actions.deactivate(ana, now=timezone.now())
    actions.reactivate(ana)
    ana_client.force_login(Person.objects.get(pk=ana.pk))
    data, _page = downloaded(ana_client)
    assert [row["deed"] for row in data["data"]["audit.Entry"]] == ["person.deactivated", "person.reactivated"]


def test_taking_ones_own_data_out_is_recorded_nowhere_and_by_command_it_is(
    ana: Person, ana_client: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    downloaded(ana_client)
    assert not Entry.objects.exists()
    file = tmp_path / "ana.zip"
    call_command("export", ana.email.upper(), "--to", str(file))
    assert taken_out(file.read_bytes())[0]["person"] == str(ana.key)
    assert file.stat().st_mode & 0o077 == 0
    assert [(row.deed, row.about) for row in Entry.objects.all()] == [("person.exported", ana.key)]
    with pytest.raises(CommandError, match="there already"):
        call_command("export", ana.email, "--to", str(file))
    with pytest.raises(CommandError, match="Nobody"):
        call_command("export", "who@hearten.test")


def test_nobody_takes_data_out_by_following_a_link(ana_client: Client) -> None:
    assert ana_client.get("/account/data/take-out/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/account/data/take-out/").status_code in {302, 403}


def test_the_account_page_offers_it(ana_client: Client) -> None:
    page = ana_client.get("/account/").content.decode()
    assert "Take my data out" in page
    assert "Erase everything about me" in page
