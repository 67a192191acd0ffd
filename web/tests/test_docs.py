"""Documentation that cannot rot: it is held against the settings, commands, areas and words that exist."""

import importlib.util
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
AREAS = ROOT / "web" / "src" / "hearten"
PAGES = [
    *sorted(DOCS.rglob("*.md")),
    *sorted(ROOT.glob("*.md")),
    ROOT / "ear" / "README.md",
    ROOT / "web" / "README.md",
]
# Words that a reader meets in the product and may take for each other: each pair is told apart in the glossary.
CONFUSABLE = [
    ("contact", "conversation"), ("turn", "segment"), ("level", "heat"), ("cue", "signal"), ("moment", "break"),
    ("covered", "granted"), ("hold", "wrap-up"), ("occupancy", "adherence"), ("sealed", "desk card"),
    ("way out", "exit ladder"), ("source", "format"), ("dock", "desk"), ("notice", "event"), ("dismiss", "snooze"),
]  # fmt: skip


def generator() -> ModuleType:
    """The program behind ``./run docs``."""
    spec = importlib.util.spec_from_file_location("docs_generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def headings(page: Path) -> list[str]:
    """The text of every heading, code marks left out."""
    lines = page.read_text(encoding="utf-8").splitlines()
    return [line.lstrip("#").strip().replace("`", "") for line in lines if re.match(r"#{1,4} ", line)]


def anchor(heading: str) -> str:
    """A heading as the address of its place in the page."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def test_every_setting_is_documented() -> None:
    from hearten.config import settings

    page = (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")
    assert [name for name in settings.ENVIRONMENT if f"### `{name}`" not in page] == []


def test_the_settings_page_says_what_the_code_says() -> None:
    page = (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")
    assert page == generator().settings_page(), "./run docs writes it again"


def test_the_commands_page_says_what_the_commands_say() -> None:
    program = generator()
    page = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")
    wanted = (ROOT / ".python-version").read_text(encoding="utf-8").strip()
    if f"{sys.version_info.major}.{sys.version_info.minor}" != wanted:
        pytest.skip(f"Python lays out its help differently from version to version; compared on {wanted}")
    assert page == program.commands_page(), "./run docs writes it again"


def test_every_step_of_the_workflow_is_listed_and_explained() -> None:
    script = (ROOT / "run").read_text(encoding="utf-8")
    steps = re.findall(r"^do_(\w+)\(\)", script, flags=re.MULTILINE)
    listed = subprocess.run([ROOT / "run"], capture_output=True, text=True, check=True).stdout
    assert steps
    assert [step for step in steps if not re.search(rf"^{step} .*\w{{4}}", listed, flags=re.MULTILINE)] == []


def test_every_area_is_in_the_architecture_page_and_says_what_it_is_for() -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    areas = sorted(path.parent for path in AREAS.glob("*/__init__.py"))
    assert [area.name for area in areas if f"`{area.name}`" not in page] == []
    assert [area.name for area in areas if '"""' not in (area / "__init__.py").read_text(encoding="utf-8")] == []


@pytest.mark.parametrize("pair", CONFUSABLE, ids="-".join)
def test_the_glossary_tells_confusable_words_apart(pair: tuple[str, str]) -> None:
    words = {heading.lower() for heading in headings(DOCS / "glossary.md")}
    assert set(pair) <= words


def test_the_glossary_is_in_the_order_of_the_alphabet() -> None:
    words = [heading.lower() for heading in headings(DOCS / "glossary.md")[1:]]
    assert words == sorted(words)


def test_decisions_are_numbered_without_gaps_and_answer_the_same_questions() -> None:
    records = sorted((DOCS / "decisions").glob("0*.md"))
    assert [int(record.name[:4]) for record in records] == list(range(1, len(records) + 1))
    for record in records:
        sections = headings(record)[1:]
        assert sections == ["Context", "Decision", "Consequences", "Alternatives", "Where in the code"], record.name


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, place = target.partition("#")
        file = (page.parent / name) if name else page
        if not file.exists() or (place and place not in {anchor(heading) for heading in headings(file)}):
            broken.append(target)
    assert broken == []


def test_the_readme_gives_exactly_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)
    assert [block.strip() for block in blocks] == ["./run demo", "./run test"]
    assert "./run test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_tutorial_signs_as_the_published_example_does() -> None:
    if shutil.which("openssl") is None:
        pytest.skip("the tutorial signs by openssl, which is not on this machine")
    page = (DOCS / "tutorial" / "first-cue.md").read_text(encoding="utf-8")
    function = re.search(r"^sign\(\).*?^}$", page, flags=re.DOTALL | re.MULTILINE)
    assert function is not None
    call = 'SECRET=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw; sign msg_p5jXN8AQM9LWM0D4loKWxJek 1614265330 "$1"'
    script = f"{function.group()}\n{call}"
    run = subprocess.run(
        ["bash", "-c", script, "-", '{"test": 2432232314}'], capture_output=True, text=True, check=True
    )
    assert run.stdout == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_every_proof_named_beside_a_planted_fault_exists() -> None:
    page, file = (DOCS / "reference" / "planted-faults.md").read_text(encoding="utf-8"), Path()
    named = re.findall(r"`([\w/.]*)::(test_\w+)`", page)
    assert len(named) > 30
    for path, test in named:
        file = ROOT / path if path else file
        assert f"def {test}(" in file.read_text(encoding="utf-8"), (file.name, test)
