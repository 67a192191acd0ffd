"""Nobody but its person meets a private word, on any way out of the house; and its person meets it."""

import io
import json
import logging
import time
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import wraps
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core import mail as django_mail
from django.core.cache import cache
from django.db import connection
from django.urls import get_resolver
from django.utils.module_loading import import_string
from web.tests.promises import registry, report
from web.tests.promises.branches import Exchange, ask_all
from web.tests.promises.browser import Answer, Browser
from web.tests.promises.canary import Search, canary, disguises, plant, tokens
from web.tests.promises.centre import OTHERS, ROLES, SAID, Centre, open_centre
from web.tests.promises.crawl import crawl, posts, seeds

from hearten.integrations.rules import sign
from hearten.people import mail
from hearten.people.models import Person

registry.load()
MARK = "MARKPUBLICHARBOURLIGHT"  # in a team's name, which everybody may meet: it shows that a channel is listened to
HEARD = canary(Person, "what a customer said", "Ana")


def private_tokens(person: Person, kind: str = "private") -> dict[str, str]:
    """Give every canary of a person, by field."""
    found: dict[str, str] = {}
    for declared in registry.words.values():
        found |= tokens(declared, str(person.key), getattr(declared, kind))
    return found


class Catch:
    """Everything that left the house: by channel, who got it, what it was, and its bytes."""

    def __init__(self) -> None:
        self.left: dict[str, list[tuple[str, str, bytes]]] = defaultdict(list)

    def take(self, channel: str, who: str, what: str, data: bytes) -> None:
        self.left[channel].append((who, what, data))
        at = data.find(b"PK\x03\x04")
        if at >= 0:
            with zipfile.ZipFile(io.BytesIO(data[at:])) as archive:
                self.left[channel] += [(who, f"{what}: {name}", archive.read(name)) for name in archive.namelist()]

    def take_answers(self, channel: str, who: str, answers: Iterable[Answer]) -> None:
        for answer in answers:
            self.take(channel, who, f"{answer.method} {answer.url}", answer.everything)

    def meetings(self, search: Search, *, of: Iterable[str]) -> dict[str, set[str]]:
        """Say which fields' canaries these people met, and where."""
        met: dict[str, set[str]] = defaultdict(set)
        for channel, parcels in self.left.items():
            for who, what, data in parcels:
                if who in of:
                    for field in search.found_in(data):
                        met[field].add(f"{channel}: {who}: {what}")
        return dict(met)

    @property
    def parcels(self) -> int:
        return sum(len(each) for each in self.left.values())


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Listen to the log as HEARTEN_LOG_LEVEL=DEBUG does, in both of its formats, tracebacks included."""
    stream = io.StringIO()
    handlers = [logging.StreamHandler(stream), logging.StreamHandler(stream)]
    for handler, name in zip(handlers, ("plain", "json"), strict=True):
        handler.setFormatter(import_string(django_settings.LOGGING["formatters"][name]["()"])())
    root = logging.getLogger()
    level = root.level
    root.handlers += handlers
    root.setLevel(logging.DEBUG)
    yield stream
    root.handlers = [each for each in root.handlers if each not in handlers]
    root.setLevel(level)


@pytest.fixture
def house(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Centre:
    """The centre with Ana's and Mia's canaries in place, mail set up, and a public mark on the team."""
    centre = open_centre()
    centre.harbour.name = MARK
    centre.harbour.save()
    for url in seeds(centre):
        assert url  # the objects of the areas are made before anybody looks
    plant(centre.ana)
    centre.ana.refresh_from_db()  # sessions are bound to the password, which has a canary now
    monkeypatch.setattr(mail, "is_set_up", lambda: True)
    return centre


def broken(view: Any, words: tuple[str, ...]) -> Any:
    """Give the view with a fault at its very end: it fails with the finished page and canaries among its variables."""

    @wraps(view)
    def fails(*args: Any, **kwargs: Any) -> Any:
        canaries = words
        page = view(*args, **kwargs)
        raise RuntimeError(f"a fault of ours after {len(canaries)} words and a page of status {page.status_code}")

    return fails


def break_every_view(monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]) -> None:
    def walk(resolver: Any) -> None:
        for each in resolver.url_patterns:
            if hasattr(each, "url_patterns"):
                walk(each)
            else:
                monkeypatch.setattr(each, "callback", broken(each.callback, words))

    walk(get_resolver())


def sweep(centre: Centre, catch: Catch, roles: Iterable[str] = ROLES, *, starts: Iterable[str] | None = None) -> None:
    """Read everything as everybody: pages, fragments, forms, the stream and its stand-in, mail, outlets."""
    browsers = {role: Browser(centre.people.get(role)) for role in roles}
    for role, browser in browsers.items():
        answers = (
            crawl(browser, seeds(centre), brief=len(browsers) < len(ROLES))
            if starts is None
            else [browser.ask("GET", url) for url in starts]
        )
        catch.take_answers("page", role, [each for each in answers if not each.htmx])
        catch.take_answers("fragment", role, [each for each in answers if each.htmx])
        catch.take_answers("form", role, posts(browser, centre))
    streams = {role: Exchange(browser, "GET", "/live/", query="after=0") for role, browser in browsers.items()}
    for role, answer in zip(streams, ask_all(streams.values()), strict=True):
        catch.take_answers("stream", role, [answer])
    for number, message in enumerate(django_mail.outbox):
        catch.take("mail", "whoever it is sent to", f"mail {number}", message.message().as_bytes())
    for name, give in registry.outlets.items():
        for data in give(centre):
            catch.take("outlet", "another system", name, data)


def signed(centre: Centre, body: bytes, delivery: str) -> dict[str, str]:
    """Sign as the source does: its token's hash has given way to a canary."""
    now = int(time.time())
    signature = sign(centre.source.secret, delivery_id=delivery, timestamp=now, body=body)
    names = {"webhook-id": delivery, "webhook-timestamp": str(now), "webhook-signature": signature}
    return names | {"content-type": "application/json"}


def sweep_ingest(centre: Centre, catch: Catch) -> None:
    """Send what a source sends, with a canary in the customer's words, well and badly formed."""
    turn = {"conversation": "c-9", "segment_id": "1", "role": "customer", "agent": "ana-7", "start_ms": 1}
    bodies = [
        json.dumps(turn | {"text": f"{SAID} {HEARD}"}).encode(),
        json.dumps(turn | {"text": f"{SAID} {HEARD} again"}).encode(),
        json.dumps(turn | {"role": HEARD, "text": HEARD}).encode(),
        json.dumps([{HEARD: HEARD}, {"event": HEARD, "text": HEARD}]).encode(),
        f'{{"text": "{HEARD}'.encode(),
        json.dumps(HEARD).encode(),
    ]
    for number, body in enumerate(bodies):
        headers = signed(centre, body, f"d-{number}")
        (answer,) = ask_all([Exchange(None, "POST", "/ingest/desk/", body=body, headers=headers)])
        catch.take_answers("ingest", "the source", [answer])


FALLIBLE = ("owner", "own lead", "admin")


def sweep_faults(
    centre: Centre, catch: Catch, monkeypatch: pytest.MonkeyPatch, roles: tuple[str, ...] = FALLIBLE
) -> None:
    """Make every view fail with the page in its hands, and keep what is shown then."""
    break_every_view(monkeypatch, tuple(private_tokens(centre.ana).values()))
    for role in roles:
        browser = Browser(centre.people[role])
        answers = [browser.ask("GET", url) for url in seeds(centre)]
        assert sum(answer.status == 500 for answer in answers) > 10
        catch.take_answers("error page", "anybody", [each for each in answers if each.status == 500])


def dump(*tables: str) -> bytes:
    """Read whole tables, as a backup or a colleague with the file does."""
    out = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names from Django's own list
            out += [repr(row).encode() for row in cursor.fetchall()]
    return b"\n".join(out)


ON_COMMIT = ("owner", "peer", "own lead", "admin")


@pytest.mark.parametrize(
    "roles", [pytest.param(ON_COMMIT, id="on commit"), pytest.param(ROLES, id="nightly", marks=pytest.mark.slow)]
)
def test_nobody_else_meets_what_is_hers_and_she_meets_it_all(
    roles: tuple[str, ...], house: Centre, logged: io.StringIO, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    catch = Catch()
    logging.getLogger("hearten").debug("%s", MARK)
    cache.set("mark", MARK)
    sweep(house, catch, roles)
    sweep_ingest(house, catch)
    with monkeypatch.context() as patch:
        sweep_faults(house, catch, patch)
    catch.take("log", "whoever reads the log", "the whole log", logged.getvalue().encode())
    catch.take("cache", "whoever reads the cache", "the table of the cache", dump("people_cache"))
    private, own = private_tokens(house.ana), private_tokens(house.ana, "own")
    search = Search(private | {"what a customer said": HEARD})

    everybody_else = {who for parcels in catch.left.values() for who, _, _ in parcels} - {"owner"}
    assert catch.meetings(search, of=everybody_else) == {}
    met_by_her = catch.meetings(search, of={"owner"})
    unmet = own.keys() - met_by_her.keys()
    assert sorted(unmet) == [], "declared as met by their person, and not met"
    assert sorted(met_by_her.keys() - own.keys()) == [], "declared as met by nobody, and met"
    read = f"{catch.parcels} parcels of {len(catch.left)} channels as {len(roles)} roles"
    report.say(f"canary sweep: {len(private)} private fields, {read}, nobody else met one")

    public = Search({"mark": MARK})
    marked = {
        channel for channel, parcels in catch.left.items() if any(public.found_in(data) for _, _, data in parcels)
    }
    assert marked >= {"page", "form", "log", "cache"}
    by_mail = Search({"sender": "sent on behalf of Olu"})
    assert any(by_mail.found_in(data) for _, _, data in catch.left["mail"])
    keys = Search({role: str(person.key) for role, person in house.people.items() if role in roles})
    assert {role for _, _, data in catch.left["stream"] for role in keys.found_in(data)} == {*roles} - {"anonymous"}
    assert any(b'"accepted":1' in data for _, _, data in catch.left["ingest"])
    assert any(b"ana-7" in data for _, _, data in catch.left["outlet"])


def test_a_customers_words_are_kept_nowhere(house: Centre) -> None:
    catch = Catch()
    sweep_ingest(house, catch)
    assert any(b'"accepted":1' in data for _, _, data in catch.left["ingest"])
    tables = [each for each in connection.introspection.table_names() if not each.startswith("sqlite_")]
    assert b"useless idiot" in dump(*tables), "the span that fired is kept, so the search can find words"
    assert Search({"heard": HEARD}).found_in(dump(*tables)) == set()


def test_every_planted_field_holds_its_canary(house: Centre) -> None:
    missing = []
    for declared in registry.words.values():
        rows = dump(declared.model._meta.db_table)
        for name, token in tokens(declared, str(house.ana.key), declared.private).items():
            if not Search({name: token}).found_in(rows):
                missing.append(name)
    assert missing == [], "let a planter in web/tests/promises/areas/ fill them: @plants(Model)"


def test_every_field_that_can_hold_words_is_declared() -> None:
    undeclared = []
    for model in registry.our_models():
        declared = registry.words.get(model)
        named = (declared.private | declared.open.keys() | declared.coded.keys()) if declared else frozenset()
        undeclared += [f"{model._meta.label}.{name}" for name in sorted(registry.wordy_fields(model) - named)]
        undeclared += [model._meta.label] if declared is None else []
    assert undeclared == [], "declare_words(Model, own=…, kept=…, open=…, coded=…) in web/tests/promises/areas/"


def test_nothing_is_declared_of_fields_that_are_gone() -> None:
    gone = []
    for model, declared in registry.words.items():
        named = declared.private | declared.open.keys() | declared.coded.keys()
        gone += [f"{model._meta.label}.{name}" for name in named - registry.wordy_fields(model)]
    assert gone == []


# --- controls


def test_a_canary_is_found_in_every_disguise() -> None:
    token = canary(Person, "password", "Ana")
    search = Search({"word": token})
    text = f"before {token} after"
    for data in (
        text.encode(),
        text.lower().encode(),
        text.encode().hex().encode(),
        text.encode().hex().upper().encode(),
        text.encode("utf-16"),
        text.encode("utf-16-be"),
    ):
        assert search.found_in(data) == {"word"}
    import base64

    for offset in range(12):
        assert search.found_in(base64.b64encode(b"x" * offset + text.encode())) == {"word"}
        assert search.found_in(base64.urlsafe_b64encode(b"x" * offset + text.encode())) == {"word"}
    assert search.found_in(zlib.compress(text.encode())) == set()
    assert len(set(disguises(token))) == 7


def test_a_key_is_found_without_its_hyphens() -> None:
    key = "5c0e2a3b-1111-4222-8333-944455556666"
    assert Search({"key": key}).found_in(key.replace("-", "").encode()) == {"key"}


def test_a_field_without_room_for_a_canary_must_be_coded(house: Centre) -> None:
    from web.tests.promises.canary import value_for

    from hearten.listening.models import Contact

    with pytest.raises(ValueError, match="declare it coded"):
        value_for(Contact, "channel", "Ana")


def leak_on_people_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """The administrator's list shows what the last customer said to each."""
    from hearten.people import queries

    real = queries.people_for

    def people_for(*args: Any, **kwargs: Any) -> Any:
        found = list(real(*args, **kwargs))
        for person in found:
            person.name = f"{person.name} {[cue.heard for cue in person.cues.all()]}"
        return found

    monkeypatch.setattr(queries, "people_for", people_for)


def leak_in_header(monkeypatch: pytest.MonkeyPatch) -> None:
    """A helpful header names what happened last in the house."""
    import base64

    from django.http import HttpResponse

    from hearten.listening.models import Cue

    real = HttpResponse.__init__

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        real(self, *args, **kwargs)
        self["X-Last"] = base64.b64encode(repr(list(Cue.objects.values_list("heard", flat=True))).encode()).decode()

    monkeypatch.setattr(HttpResponse, "__init__", init)


def leak_in_log(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line for debugging says what the desk shows."""
    from hearten.listening import views

    real = views.desk_context

    def desk_context(seen: Any, **kwargs: Any) -> Any:
        logging.getLogger("hearten.listening").debug("desk: %r", seen)
        return real(seen, **kwargs)

    monkeypatch.setattr(views, "desk_context", desk_context)


def leak_in_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    """A notice goes to the lead, too."""
    from hearten.live.models import Notice, NoticeCounter

    ana, tom = Person.objects.get(name="Ana"), Person.objects.get(name="Tom")
    told = NoticeCounter.objects.filter(person=tom).values_list("seq", flat=True).first() or 0
    for number, notice in enumerate(Notice.objects.filter(person=ana).order_by("-seq")[:1], told + 1):
        NoticeCounter.objects.update_or_create(person=tom, defaults={"seq": number})
        Notice.objects.create(person=tom, seq=number, kind=notice.kind, object_id=notice.object_id, at=notice.at)


def leak_in_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    """An invitation quotes the day's contacts."""
    real = mail.render_to_string

    def render(template: str, context: Any) -> str:
        from hearten.listening.models import Contact

        return real(template, context) + repr(list(Contact.objects.values_list("queue", flat=True)))

    monkeypatch.setattr(mail, "render_to_string", render)


LEAKS = {
    leak_on_people_page: "page",
    leak_in_header: "page",
    leak_in_log: "log",
    leak_in_stream: "stream",
    leak_in_mail: "mail",
}


@pytest.mark.parametrize("leak", LEAKS, ids=lambda leak: leak.__name__)
def test_the_sweep_finds_the_leak_planted_for_it(
    leak: Any, house: Centre, logged: io.StringIO, mailoutbox: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    leak(monkeypatch)
    catch = Catch()
    sweep(house, catch, ("owner", "own lead", "admin"), starts=["/people/", "/desk/now/", "/live/poll?after=0"])
    catch.take("log", "whoever reads the log", "the whole log", logged.getvalue().encode())
    met = catch.meetings(
        Search(private_tokens(house.ana)), of={*OTHERS, "whoever it is sent to", "whoever reads the log"}
    )
    assert any(where.startswith(LEAKS[leak]) for places in met.values() for where in places)


def test_an_error_page_that_quotes_is_found(house: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.views.debug import ExceptionReporter

    from hearten.ui import views

    def quoting(request: Any) -> Any:
        import sys

        from django.http import HttpResponse

        return HttpResponse(ExceptionReporter(request, *sys.exc_info()).get_traceback_html(), status=500)

    catch = Catch()
    monkeypatch.setattr(
        get_resolver(),
        "resolve_error_handler",
        lambda status: quoting if status == 500 else views.not_found,
    )
    sweep_faults(house, catch, monkeypatch, roles=("owner",))
    assert catch.meetings(Search(private_tokens(house.ana)), of={"anybody"}) != {}
