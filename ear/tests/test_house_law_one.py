"""House law 1: only turns of a customer whose role is known are scored, in a language we know. Goal G-27."""

import itertools

import pytest

from hearten_ear.conversation import Party, Role, RoleBasis, Turn
from hearten_ear.engine import NotHeard, hears, language_code, load_engine, read_turn
from hearten_ear.reading import Reading

INSULTS = [
    "you fucking idiot",
    "i will kill you",
    "go back to your country",
    "suck my dick",
    "this is shit",
    "i want to die",
]
SILENT = [
    (role, basis)
    for role, basis in itertools.product(Role, RoleBasis)
    if role is not Role.CUSTOMER or basis is RoleBasis.GUESS
]


def turn(text: str, role: Role, basis: RoleBasis = RoleBasis.DECLARED, language: str | None = None) -> Turn:
    return Turn(Party(0, role, basis), text, language)


@pytest.mark.parametrize(("role", "basis"), SILENT)
@pytest.mark.parametrize("text", INSULTS)
def test_nobody_but_a_known_customer_is_ever_read(role: Role, basis: RoleBasis, text: str) -> None:
    heard = read_turn(turn(text, role, basis))
    assert isinstance(heard, NotHeard)
    assert load_engine().read_turn(turn(text, role, basis)) == heard


@pytest.mark.parametrize("role", [Role.AGENT, Role.BOT, Role.SUPERVISOR, Role.SYSTEM])
def test_an_agent_fed_with_insults_gives_no_signal_and_a_reason(role: Role) -> None:
    assert read_turn(turn("you fucking idiot", role)) == NotHeard("not_customer")


@pytest.mark.parametrize(
    "party", [Party(0, Role.CUSTOMER, RoleBasis.GUESS), Party(0, Role.UNKNOWN, RoleBasis.DECLARED), Party(0)]
)
def test_a_guessed_customer_is_unknown(party: Party) -> None:
    assert read_turn(Turn(party, "you fucking idiot")) == NotHeard("role_unknown")


@pytest.mark.parametrize("basis", [RoleBasis.DECLARED, RoleBasis.CHANNEL])
def test_a_known_customer_is_read(basis: RoleBasis) -> None:
    heard = read_turn(turn("you fucking idiot", Role.CUSTOMER, basis))
    assert isinstance(heard, Reading)
    assert heard.level == 2


@pytest.mark.parametrize(
    ("tag", "reason"),
    [
        ("es", "language:es"),
        ("es-MX", "language:es"),
        ("Spanish", "language:es"),
        ("Catalan", "language:ca"),
        ("de_DE", "language:de"),
        ("xx-yy", "language:xx"),
        ("und", "language:und"),
        ("", "language:fr"),
        ("42", "language:und"),
    ],
)
def test_an_unknown_language_is_never_read_and_named(tag: str, reason: str) -> None:
    customer = turn("you fucking idiot", Role.CUSTOMER, language=tag)
    assert read_turn(customer, source_language="fr") == NotHeard(reason)


@pytest.mark.parametrize("tag", ["en", "en-US", "en_gb", "EN", "English", "eng", "english (UK)", "en-x-private"])
def test_english_is_english_however_it_is_written(tag: str) -> None:
    assert hears(tag)
    assert isinstance(read_turn(turn("hello", Role.CUSTOMER, language=tag), source_language="es"), Reading)


def test_a_turn_without_language_is_taken_at_the_language_of_its_source() -> None:
    silent = turn("you idiot", Role.CUSTOMER)
    assert isinstance(read_turn(silent), Reading)
    assert read_turn(silent, source_language="es") == NotHeard("language:es")
    assert load_engine().read_turn(silent, source_language="pt-BR") == NotHeard("language:pt")


def test_a_source_that_says_nothing_is_not_refused_beforehand() -> None:
    assert hears(None)
    assert not hears("und")
    assert not hears("")


@pytest.mark.parametrize("tag", ["<script>", "english-looking\u202e", "a" * 500, "\ud800", "💩"])
def test_a_language_tag_never_echoes_what_it_should_not(tag: str) -> None:
    code = language_code(tag)
    assert code.isalpha()
    assert len(code) <= 20


def test_the_role_speaks_before_the_language() -> None:
    assert read_turn(turn("idiota", Role.AGENT, language="es")) == NotHeard("not_customer")
