"""Who may import whom, and the few doors that things go through. The picture: ARCHITECTURE.md."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = (ROOT / "ear" / "src", ROOT / "web" / "src")
AREAS = ROOT / "web" / "src" / "hearten"

# The only modules that decode JSON from outside. Each one says why it may.
JSON_DOORS = {
    "web/src/hearten/audit/queries.py": "reads back the facts that the chain wrote itself",
    "ear/src/hearten_ear/formats/json_door.py": "the door itself: size, depth, digits, repeated keys",
    "ear/src/hearten_ear/cli/score.py": "the measuring seam: typed lines of the caller's own",
    "ear/src/hearten_ear/archive/jsonl.py": "typed lines of an archive, a million a second; the rest is skipped",
    "ear/src/hearten_ear/archive/journal.py": "reads back the journal of a scan that it wrote itself",
    "ear/src/hearten_ear/kernel/modelfile.py": "reads back the heading of a model, behind its checksum",
    "ear/src/hearten_ear/training/material.py": "the training data: files of known shape, never a request",
    "ear/src/hearten_ear/forecast.py": "reads back the forecaster that training wrote",
    "web/src/hearten/integrations/local_keys.py": "reads back the note that the demo wrote itself",
    "web/src/hearten/listening/actions/batch.py": "reads back the running fold that it wrote itself",
    "web/src/hearten/listening/queries.py": "reads back the running fold for the desk's line",
    "web/src/hearten/listening/rules.py": "reads back the points of the line that it wrote itself",
}
# The only modules that compile a pattern which is not written out in the source.
PATTERN_BUILDERS: dict[str, str] = {}
# The only modules that connect to a signal.
RECEIVERS = {
    "web/src/hearten/config/reactions.py": "the single page of 'when this happens, that follows'",
    "web/src/hearten/config/apps.py": "reads SQLite's pragmas back on every new connection",
    "web/src/hearten/config/storage.py": "reads SQLite's pragmas back on every new connection",
}
# Files over the limit of lines, each with its reason.
LONG_FILES = {
    "ear/src/hearten_ear/kernel/features.py": "the one definition of what a text is made of, read beside its twin in C",
    "web/src/hearten/ui/static/ui/components.css": "all parts, in the order of the style page",
}
LINE_LIMIT = 420  # about 400, as the architecture page says

RE_CALLS = {"compile", "match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"}


def own_files(*suffixes: str) -> list[Path]:
    """Our own source files; not what others made and we keep, nor what Django writes."""
    files = [path for source in SOURCES for path in sorted(source.rglob("*")) if path.suffix in suffixes]
    return [path for path in files if not {"vendor", "migrations", "__pycache__"} & set(path.parts)]


def short(path: Path) -> str:
    """A path as it is written in the lists above."""
    return path.relative_to(ROOT).as_posix()


def code_files() -> list[tuple[str, ast.Module]]:
    """Every module of both distributions that is not a test, parsed."""
    paths = [path for path in own_files(".py") if "tests" not in path.parts]
    return [(short(path), ast.parse(path.read_text(encoding="utf-8"), str(path))) for path in paths]


def dotted(node: ast.AST) -> str:
    """``a.b.c`` for a chain of names, or an empty string."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        head = dotted(node.value)
        return f"{head}.{node.attr}" if head else ""
    return ""


def imported(tree: ast.Module) -> dict[str, str]:
    """Each name that an import binds anywhere in the module, with what it stands for."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update({alias.asname or alias.name: alias.name for alias in node.names})
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.update({alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names})
    return names


def calls(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the full name of what is called, imports resolved."""
    names = imported(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = dotted(node.func)
            head, _, rest = name.partition(".")
            full = names.get(name) or names.get(head, head) + (f".{rest}" if rest else "")
            yield full, node


def json_reads(tree: ast.Module) -> list[int]:
    """Lines that decode JSON without going through the door."""
    readers = {"json.loads", "json.load", "json.JSONDecoder", "msgspec.json.decode", "msgspec.json.Decoder"}
    return [node.lineno for name, node in calls(tree) if name in readers]


def constant_names(tree: ast.Module) -> set[str]:
    """Names that the module binds once, on its top level, to text that is written out."""
    found: set[str] = set()
    for node in tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        if value is not None and is_constant(value, found):
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
    return found


def is_constant(node: ast.AST, known: set[str]) -> bool:
    """Whether an expression is text written out in the source, or put together from such text."""
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str | bytes)
    if isinstance(node, ast.Name):
        return node.id in known
    if isinstance(node, ast.BinOp):
        return is_constant(node.left, known) and is_constant(node.right, known)
    if isinstance(node, ast.JoinedStr):
        return all(is_constant(part, known) for part in node.values)
    return isinstance(node, ast.FormattedValue) and is_constant(node.value, known)


def made_patterns(tree: ast.Module) -> list[int]:
    """Lines where ``re`` is given a pattern that was made while the program runs."""
    known = constant_names(tree)
    return [
        node.lineno
        for name, node in calls(tree)
        if name.removeprefix("re.") in RE_CALLS and name.startswith("re.")
        if not (node.args and is_constant(node.args[0], known))
    ]


def query_makers(tree: ast.Module) -> list[int]:
    """Lines that reach for a manager or for a model by its name."""
    managers = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr == "objects"]
    return managers + [node.lineno for name, node in calls(tree) if name.rpartition(".")[2] == "get_model"]


def receivers(tree: ast.Module) -> list[int]:
    """Lines that listen to a signal, by decorator or by ``connect``."""
    found = []
    for name, node in calls(tree):
        is_signal = name.endswith(".connect") and any(part in {"signals", "events"} for part in name.split("."))
        if is_signal or name == "django.dispatch.receiver":
            found.append(node.lineno)
    return found


def places(check: object, files: list[tuple[str, ast.Module]]) -> list[str]:
    """``file:line`` of everything a check finds."""
    assert callable(check)
    return [f"{path}:{line}" for path, tree in files for line in check(tree)]


def test_the_import_contracts_are_kept() -> None:
    program = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_area_has_its_place_in_the_layers() -> None:
    contracts = ConfigParser()
    contracts.read(ROOT / ".importlinter", encoding="utf-8")
    layers = contracts["importlinter:contract:layers"]["layers"]
    known = set(layers.replace("|", " ").replace(":", " ").replace("(", " ").replace(")", " ").split())
    found = {path.parent.name for path in AREAS.glob("*/__init__.py")}
    found |= {path.stem for path in AREAS.glob("*.py") if path.stem != "__init__"}
    assert found <= known


def test_the_words_people_write_for_themselves_are_kept_from_listening_by_a_contract() -> None:
    if not (ROOT / "ear" / "src" / "hearten_ear" / "wording").exists():
        pytest.skip("hearten_ear.wording does not exist yet; from its first file on this asks for its contract")
    text = (ROOT / ".importlinter").read_text(encoding="utf-8")
    forbidden = text.partition("forbidden_modules =\n    hearten_ear.wording")
    assert forbidden[1], "add a forbidden contract: formats, heat, hearten.listening, hearten.integrations"


@pytest.mark.parametrize("name", ["rules"])
def test_rules_import_no_django(name: str) -> None:
    rules = [(path, tree) for path, tree in code_files() if name in Path(path).with_suffix("").parts[3:]]
    guilty = [path for path, tree in rules if any(full.split(".")[0] == "django" for full in imported(tree).values())]
    assert guilty == []


def test_the_engine_imports_neither_django_nor_the_application() -> None:
    guilty = [
        path
        for path, tree in code_files()
        if path.startswith("ear/")
        if {full.split(".")[0] for full in imported(tree).values()} & {"django", "hearten"}
    ]
    assert guilty == []


def test_json_from_outside_has_one_door() -> None:
    outside = [(path, tree) for path, tree in code_files() if path not in JSON_DOORS]
    assert places(json_reads, outside) == []


def test_patterns_are_written_out_in_the_source() -> None:
    outside = [(path, tree) for path, tree in code_files() if path not in PATTERN_BUILDERS]
    assert places(made_patterns, outside) == []


def test_views_ask_queries_and_never_the_tables() -> None:
    views = [(path, tree) for path, tree in code_files() if "views" in Path(path).with_suffix("").parts]
    assert places(query_makers, views) == []


def test_signals_are_received_on_a_single_page() -> None:
    outside = [(path, tree) for path, tree in code_files() if path not in RECEIVERS]
    assert places(receivers, outside) == []


def test_a_file_is_short_enough_to_be_read() -> None:
    files = own_files(".py", ".html", ".css", ".js")
    lengths = {short(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    too_long = {path: lines for path, lines in lengths.items() if lines > LINE_LIMIT and path not in LONG_FILES}
    assert too_long == {}


def test_no_list_of_exceptions_names_a_file_that_is_gone_or_no_longer_needs_it() -> None:
    gone = [path for path in [*JSON_DOORS, *PATTERN_BUILDERS, *LONG_FILES] if not (ROOT / path).exists()]
    trees = dict(code_files())
    idle = [path for path in JSON_DOORS if path in trees and not json_reads(trees[path])]
    idle += [path for path in PATTERN_BUILDERS if path in trees and not made_patterns(trees[path])]
    idle += [path for path in LONG_FILES if len((ROOT / path).read_text(encoding="utf-8").splitlines()) <= LINE_LIMIT]
    assert (gone, idle) == ([], [])


PLANTED = {
    json_reads: "import json\nfrom msgspec.json import decode as read\njson.loads(b)\nread(b)\n",
    made_patterns: "import re\nOK = r'a' + r'b'\nre.compile(OK)\nre.compile(f'{word}')\nre.match(given, text)\n",
    query_makers: "from .models import Moment\nMoment.objects.all()\napps.get_model('support', 'Moment')\n",
    receivers: "from django.dispatch import receiver\nfrom hearten.support.events import granted\n@receiver(x)\n"
    "def f(): ...\ngranted.connect(f)\n",
}


@pytest.mark.parametrize("check", PLANTED, ids=lambda check: check.__name__)
def test_each_check_finds_the_two_faults_planted_for_it(check: object) -> None:
    assert len(places(check, [("planted.py", ast.parse(PLANTED[check]))])) == 2
