"""How the installation is doing: for administrators, for monitoring, and never about a person."""

import json
import logging
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from hearten.health import logs, queries
from hearten.health.metrics import METRICS, as_text, label_of
from hearten.integrations import actions as integrations
from hearten.integrations.ingest.writer import Job, Writer
from hearten.keeping.models import Backup
from hearten.people.models import Person
from hearten.work.models import PeriodicRun

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[5]
FROM_HERE = {"REMOTE_ADDR": "127.0.0.1"}


def values(body: bytes) -> dict[str, float]:
    return {
        sample.name: sample.value
        for family in text_string_to_metric_families(body.decode())
        for sample in family.samples
    }


# --- the page


def test_the_administrator_reads_version_database_backup_schedule_and_sources(olu_client: Client) -> None:
    now = timezone.now()
    integrations.make_source(slug="phones", name="The phones", now=now)
    PeriodicRun.objects.create(name="anchor the audit chain", done_at=now - timedelta(hours=2), failed_at=now)
    Backup.objects.create(at=now - timedelta(days=1), bytes=5_000_000)
    Backup.objects.create(at=now, error="OSError")
    page = olu_client.get("/health/").content.decode()
    database = "SQLite" if connection.vendor == "sqlite" else "PostgreSQL"
    for words in ("0.1.0", database, "The phones", "anchor the audit chain", "The last run failed", "4.8", "OSError"):
        assert words in page


def test_the_page_says_when_the_slower_mode_is_used(olu_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = queries.DatabaseFacts("SQLite 3.40.1", "DELETE and EXTRA", on_fallback=True, bytes=1)
    monkeypatch.setattr(queries, "_database", lambda: slow)
    assert "too old for safe write-ahead logging" in olu_client.get("/health/").content.decode()


@pytest.mark.parametrize("who", ["ana", "tom", "hana", "pia", "ravi"])
def test_nobody_else_finds_the_page(who: str, request: pytest.FixtureRequest) -> None:
    assert request.getfixturevalue(f"{who}_client").get("/health/").status_code == 404


# --- the metrics


def test_every_metric_is_given_and_documented(client: Client) -> None:
    integrations.make_source(slug="phones", name="Phones", now=timezone.now())
    PeriodicRun.objects.create(name="back up", done_at=timezone.now())
    given = values(client.get("/metrics", **FROM_HERE).content)  # type: ignore[arg-type]
    assert set(given) == set(METRICS)
    page = (ROOT / "docs" / "reference" / "metrics.md").read_text(encoding="utf-8")
    assert [name for name, sentence in METRICS.items() if f"| `{name}` | {sentence} |" not in page] == []


def test_no_person_and_no_words_are_in_the_metrics(client: Client, ana: Person, ana_client: Client) -> None:
    integrations.make_source(slug="mias-phones", name="Mias phones", now=timezone.now())
    ana_client.get("/")
    body = client.get("/metrics", **FROM_HERE).content.decode()  # type: ignore[arg-type]
    for word in (ana.name, ana.email, str(ana.key), "Harbour", "mias-phones", "Mias phones", "hearten.test"):
        assert word not in body


@pytest.mark.parametrize(
    "surroundings",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"REMOTE_ADDR": ""},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_FORWARDED": "for=192.0.2.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_REAL_IP": "192.0.2.7"},
    ],
)
def test_without_a_token_only_this_machine_reads_them(client: Client, surroundings: dict[str, str]) -> None:
    assert client.get("/metrics", **surroundings).status_code == 404  # type: ignore[arg-type]
    assert client.get("/metrics", REMOTE_ADDR="::1").status_code == 200


@pytest.mark.parametrize(
    ("header", "status"),
    [("", 404), ("Bearer", 404), ("Bearer wrong", 404), ("Bearer right ", 404), ("right", 404), ("Bearer right", 200)],
)
def test_with_a_token_the_token_is_asked_for_from_here_too(
    client: Client, settings: object, header: str, status: int
) -> None:
    settings.METRICS_TOKEN = "right"  # type: ignore[attr-defined]
    assert client.get("/metrics", headers={"Authorization": header}, **FROM_HERE).status_code == status  # type: ignore[arg-type]


def test_an_entry_of_the_schedule_becomes_a_label() -> None:
    assert label_of("forget contacts older than 30 days") == "forget_contacts_older_than_30_days"


def test_never_is_zero() -> None:
    given = values(as_text(queries.facts(timezone.now())))
    assert given["hearten_backup_done_timestamp_seconds"] == 0
    assert given["hearten_database_bytes"] > 0
    assert given["hearten_disk_free_bytes"] > 0


def test_the_writer_says_what_waits_and_for_how_long(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("hearten.integrations.ingest.writer.time.monotonic", lambda: clock[0])
    writer = Writer()
    assert writer.backlog() == (0, 0.0)
    writer._waiting, writer._since = 3, 100.0
    clock[0] = 104.0
    assert writer.backlog() == (3, 4.0)
    writer._gather(Job(1, []))
    writer._settle([])
    clock[0] = 105.0
    assert writer.backlog() == (3, 1.0)


# --- the logs

NAME, ADDRESS, WORDS, PATH = "Ana Ferreira", "ana@hearten.test", "you are useless", "/sealed/notes/8c2d/"


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What a handler with our formatter writes."""
    written: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    handler = Handler()
    handler.setFormatter(logs.JsonFormatter())
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)


def test_a_line_is_one_json_object(lines: list[str]) -> None:
    logging.getLogger("hearten.live").warning("The stream could not %s (%s).", "deliver", "OperationalError\n{")
    line = json.loads(lines[0])
    assert line["message"] == "The stream could not deliver (OperationalError\n{)."
    assert (line["level"], line["logger"]) == ("warning", "hearten.live")
    assert "\n" not in lines[0]


def test_no_name_address_words_or_private_path_appear(lines: list[str]) -> None:
    logging.getLogger("django.request").warning("Not Found: %s", PATH, extra={"status_code": 404})
    logging.getLogger("django.request").error("%s: %s", "Internal Server Error", PATH)
    logging.getLogger("allauth").warning("Login failed for %s", ADDRESS)
    logging.getLogger("uvicorn.error").error("Invalid header %r", WORDS)

    def fail_with_words(said: str) -> None:
        raise IntegrityError(f"UNIQUE failed: ({NAME}, {ADDRESS}, {said})")

    for logger in ("hearten.listening", "django.request"):
        try:
            fail_with_words(WORDS)
        except IntegrityError:
            logging.getLogger(logger).exception("A batch could not be written; nothing of it was.")
    everything = "\n".join(lines)
    assert len(lines) == 6
    for private in (NAME, ADDRESS, WORDS, PATH, "/sealed/"):
        assert private not in everything
    assert json.loads(lines[0])["status"] == 404
    assert json.loads(lines[-1])["error"] == "IntegrityError"
    assert json.loads(lines[-1])["places"][-1].startswith("fail_with_words:")


def test_pages_that_fail_or_are_not_there_log_no_path(lines: list[str], ana: Person, ana_client: Client) -> None:
    ana_client.get(f"/people/{ana.key}/")
    ana_client.get(f"/no/such/page/{NAME}/?q={WORDS}")
    everything = "\n".join(lines)
    assert lines
    for private in (str(ana.key), "Ferreira", "useless", "/people/"):
        assert private not in everything


def test_json_is_chosen_by_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import subprocess

    code = "import django; django.setup(); import logging; logging.getLogger('hearten.x').error('Said.')"
    surroundings = {
        "PATH": "/usr/bin:/bin", "HEARTEN_DATA": str(tmp_path), "HEARTEN_LOG_FORMAT": "json",
        "DJANGO_SETTINGS_MODULE": "hearten.config.settings",
    }  # fmt: skip
    run = subprocess.run(
        [sys.executable, "-c", f"import hearten.config.settings; {code}"],
        env=surroundings, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(run.stderr)["message"] == "Said."
