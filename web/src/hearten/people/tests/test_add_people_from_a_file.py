"""People from a CSV file: nothing happens before somebody has seen what would, and twice is once."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from hearten.audit.models import Entry
from hearten.people import imports
from hearten.people.imports import Known, UnreadableError, decode, guess_columns, plan, read_table
from hearten.people.models import Invitation, Person, Team

GOOD = (
    "Name,E-mail,Team,Role,Time zone\n"
    "Noor Haddad,noor@hearten.test,Harbour,Agent,Europe/Lisbon\n"
    "Ivo Šimić,IVO@hearten.test,Lighthouse,Team lead; agent,\n"
)


def look(text: str, known: Known | None = None) -> imports.Plan:
    table = read_table(text)
    return plan(table, guess_columns(table.header), known or Known())


# --- reading


def test_a_plain_file_is_understood() -> None:
    found = look(GOOD)
    assert [(line.number, line.name, line.email, line.roles, line.zone) for line in found.to_add] == [
        (2, "Noor Haddad", "noor@hearten.test", ("agent",), "Europe/Lisbon"),
        (3, "Ivo Šimić", "ivo@hearten.test", ("agent", "lead"), ""),
    ]
    assert found.new_teams == ("Harbour", "Lighthouse")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_what_spreadsheets_write_is_read(delimiter: str, encoding: str) -> None:
    text = f"Name{delimiter}Email\r\nZoë{delimiter}zoe@hearten.test\r\n"
    assert [line.name for line in look(decode(text.encode(encoding))).to_add] == ["Zoë"]


def test_the_number_of_a_line_is_that_of_the_file_also_after_empty_lines_and_breaks_in_cells() -> None:
    found = look('name,email,team\n\n"A\nB",a@hearten.test,\n\nNo address,,\n')
    assert [(line.number, bool(line.problems)) for line in found.lines] == [(3, True), (6, True)]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (",x@hearten.test,,,", "No name"),
        ("X,,,,", "No whole e-mail address"),
        ("X,x@,,,", "No whole e-mail address"),
        ("X,x y@hearten.test,,,", "No whole e-mail address"),
        (f"X,{'x' * 250}@hearten.test,,,", "No whole e-mail address"),
        ("X,x@hearten.test,,Boss,", "“boss” is no role"),
        ("X,x@hearten.test,,,Lisbon", "no time zone"),
        (f"{'X' * 121},x@hearten.test,,,", "Longer than 120"),
        (f"X,x@hearten.test,{'T' * 81},,", "Longer than 80"),
        ("X\u202ex,x@hearten.test,,,", "cannot be seen"),
        ("X", "No whole e-mail address"),
    ],
)
def test_what_is_wrong_is_said_at_its_line(row: str, words: str) -> None:
    [line] = look(f"name,email,team,roles,zone\n{row}\n").wrong
    assert line.number == 2
    assert any(words in problem for problem in line.problems)


def test_the_same_address_twice_is_said_with_the_first_line() -> None:
    found = look("name,email\nX,x@hearten.test\nY,X@hearten.test\n")
    assert [line.name for line in found.to_add] == ["X"]
    assert found.wrong[0].problems == ("The same address as line 2.",)


def test_who_is_here_already_is_left_alone_and_makes_no_team() -> None:
    found = look(GOOD, Known({"ivo@hearten.test"}, {"harbour": "Harbour"}))
    assert [line.name for line in found.known] == ["Ivo Šimić"]
    assert found.new_teams == ()


@pytest.mark.parametrize(
    "data",
    [b"", b"name,email\n", b"\x00\x01", b"\xff\xfe\x00n", b'name,email\n"open,x@x', b"name\n" * 5_003, b"x" * 500_001],
)
def test_what_is_no_table_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(UnreadableError, match=r"\w+ .*\."):
        read_table(decode(data))


@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-8", "replace")))
@settings(max_examples=200, deadline=None)
def test_no_bytes_break_it(data: bytes) -> None:
    try:
        found = look(decode(b"name,email\n" + data))
    except UnreadableError:
        return
    assert len(found.to_add) + len(found.known) + len(found.wrong) == len(found.lines)


# --- the page


def upload(browser: Client, data: bytes) -> str:
    file = SimpleUploadedFile("people.csv", BytesIO(data).read())
    return browser.post("/people/import/", {"file": file}).content.decode()


COLUMNS = {"name": "0", "email": "1", "team": "2", "roles": "3", "zone": "4"}


@pytest.mark.django_db
def test_looking_adds_nobody_and_saying_so_adds_them(olu: Person, olu_client: Client, harbour: Team) -> None:
    page = upload(olu_client, GOOD.encode())
    assert "2 people would be added" in page
    assert "Lighthouse" in page.partition("Teams that would be made")[2]
    assert Person.objects.count() == 1
    olu_client.post("/people/import/", COLUMNS | {"content": GOOD, "import": "1"})
    ivo = Person.objects.get(email="ivo@hearten.test")
    assert ivo.team is not None
    assert (ivo.name, ivo.team.name, sorted(ivo.roles)) == ("Ivo Šimić", "Lighthouse", ["agent", "lead"])
    assert Person.objects.get(email="noor@hearten.test").team == harbour
    assert not Invitation.objects.exists()
    assert not ivo.has_usable_password()


@pytest.mark.django_db
def test_twice_is_once_and_both_are_recorded_rightly(olu: Person, olu_client: Client) -> None:
    for _ in range(2):
        olu_client.post("/people/import/", COLUMNS | {"content": GOOD, "import": "1"})
    assert Person.objects.count() == 3
    deeds = list(Entry.objects.order_by("seq").values_list("deed", flat=True))
    assert deeds == ["team.added", "team.added", "person.added", "person.added", "people.imported"]
    assert set(Entry.objects.values_list("by", flat=True)) == {olu.key}


@pytest.mark.django_db
def test_an_existing_person_keeps_name_team_and_roles(olu_client: Client, ana: Person) -> None:
    text = "name,email,team,roles,zone\nSomebody else,ANA@hearten.test,Lantern,administrator,\n"
    olu_client.post("/people/import/", COLUMNS | {"content": text, "import": "1"})
    ana = Person.objects.get(pk=ana.pk)
    assert (ana.name, ana.team.name if ana.team else "", sorted(ana.roles)) == ("Ana", "Harbour", ["agent"])


@pytest.mark.django_db
def test_wrong_lines_are_named_and_the_others_added(olu_client: Client) -> None:
    text = GOOD + "Nobody,,,,\n"
    page = upload(olu_client, text.encode())
    assert "Line 4" in page
    olu_client.post("/people/import/", COLUMNS | {"content": text, "import": "1"})
    assert Person.objects.count() == 3


@pytest.mark.django_db
def test_columns_can_be_chosen_where_the_headings_say_nothing(olu_client: Client) -> None:
    text = "Who,Where,Reach\nNoor,Harbour,noor@hearten.test\n"
    assert "Say which columns" in upload(olu_client, text.encode())
    chosen = {"content": text, "name": "0", "team": "1", "email": "2"}
    assert "1 person would be added" in olu_client.post("/people/import/", chosen | {"look": "1"}).content.decode()
    olu_client.post("/people/import/", chosen | {"import": "1"})
    assert Person.objects.filter(name="Noor", team__name="Harbour").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("columns", [{}, {"name": "9", "email": "1"}, {"name": "0", "email": "-1"}])
def test_columns_that_are_not_there_import_nothing(olu_client: Client, columns: dict[str, str]) -> None:
    answer = olu_client.post("/people/import/", {"content": GOOD, "import": "1", **columns})
    assert answer.status_code == 422
    assert Person.objects.count() == 1


@pytest.mark.django_db
def test_what_is_no_table_is_said_at_the_field(olu_client: Client) -> None:
    assert "at least one person" in upload(olu_client, b"name,email\n")
    assert olu_client.post("/people/import/", {}).status_code == 422
    assert olu_client.post("/people/import/", {"content": "x", "import": "1"}).status_code == 302


@pytest.mark.django_db
def test_what_is_in_the_file_is_text_on_the_page(olu_client: Client) -> None:
    page = upload(olu_client, b"name,email,team\n<script>x</script>,x@hearten.test,<b>T</b>\n")
    assert "<script>x" not in page
    assert "<b>T" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["ana", "tom", "pia", "ravi"])
def test_nobody_else_adds_people(who: str, request: pytest.FixtureRequest) -> None:
    browser = request.getfixturevalue(f"{who}_client")
    assert browser.get("/people/import/").status_code == 404
    assert browser.post("/people/import/", COLUMNS | {"content": GOOD, "import": "1"}).status_code == 404
