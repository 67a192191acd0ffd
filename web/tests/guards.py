"""Takes each guard away in turn and asks whether a test notices: the mutation run of trust.md, «deleted guard lines».

``./run guards`` runs it; ``./run guards people.policy`` for the named modules alone. A guard is:

- an ``if`` without ``else`` whose body ends in ``raise``, ``return``, ``continue`` or ``break`` (made never true),
- a statement that only calls something named ``check…``, ``refuse…``, ``require…``, ``verify…`` (left out),
- a decorator named ``policy``, ``require…`` or ``sensitive…`` (left out).

Each is taken away in a copy of the tree, and the module's own tests run there until the first fails. What survives is
printed with its line: either a test is missing, or the guard is.
"""

import argparse
import ast
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = "web/src/hearten"
GUARD_CALL = re.compile(r"_?(check|refuse|require|verify|ensure)(_|$)")
GUARD_DECORATOR = re.compile(r"(policy|require_|sensitive_)")
LEAVES = (ast.Raise, ast.Return, ast.Continue, ast.Break)
PATIENCE = 600.0

#: Each guard module and the tests that answer for it.
MODULES: dict[str, tuple[str, ...]] = {
    "people/policy.py": (f"{HOME}/people/tests/test_who_may_do_what.py", "web/tests/test_architecture.py"),
    "people/middleware.py": (
        f"{HOME}/people/tests",
        "web/tests/promises/test_walker.py",
    ),
    "people/framing.py": (f"{HOME}/people/tests", f"{HOME}/ui/tests/test_headers.py"),
    "people/sessions.py": (f"{HOME}/people/tests",),
    "people/queries.py": (f"{HOME}/people/tests",),
    "people/actions.py": (f"{HOME}/people/tests", f"{HOME}/audit/tests"),
    "live/viewers.py": (f"{HOME}/live/tests",),
    "live/stream.py": (f"{HOME}/live/tests",),
    "config/body_cap.py": (f"{HOME}/config/tests",),
    "config/http_limits.py": (f"{HOME}/config/tests",),
    "config/storage.py": ("web/tests/durability/test_storage_gate.py",),
    "integrations/rules.py": (
        f"{HOME}/integrations/tests/test_signatures.py",
        f"{HOME}/integrations/tests/test_ingest.py",
    ),
    "integrations/ingest/application.py": (
        f"{HOME}/integrations/tests/test_ingest.py",
        f"{HOME}/integrations/tests/test_signatures.py",
        "web/tests/hostile/test_the_documented_api.py",
    ),
    "integrations/ingest/bodies.py": (f"{HOME}/integrations/tests/test_ingest.py",),
    "integrations/ingest/sources.py": (f"{HOME}/integrations/tests",),
    "integrations/outgoing/addresses.py": (
        f"{HOME}/integrations/tests/test_outgoing_addresses.py",
        "web/tests/hostile/test_nothing_is_sent_inside.py",
    ),
    "integrations/outgoing/client.py": (
        f"{HOME}/integrations/tests/test_outgoing_client.py",
        "web/tests/hostile/test_nothing_is_sent_inside.py",
    ),
    "integrations/outgoing/actions.py": (f"{HOME}/integrations/tests",),
    "integrations/outgoing/rules.py": (f"{HOME}/integrations/tests/test_outgoing_rules.py",),
    "listening/queries.py": (f"{HOME}/listening/tests", "web/tests/promises/test_walker.py"),
    "listening/actions/hear.py": (f"{HOME}/listening/tests",),
    "listening/actions/states.py": (f"{HOME}/listening/tests",),
    "support/actions/moments.py": (f"{HOME}/support/tests",),
    "support/actions/hands.py": (f"{HOME}/support/tests",),
    "support/actions/buddies.py": (f"{HOME}/support/tests",),
    "support/duty.py": (f"{HOME}/support/tests",),
    "support/exits/actions.py": (f"{HOME}/support/exits/tests",),
    "support/exits/queries.py": (f"{HOME}/support/exits/tests",),
    "support/after/actions/reviews.py": (f"{HOME}/support/after/tests",),
    "support/after/actions/check_ins.py": (f"{HOME}/support/after/tests",),
    "support/after/actions/doors.py": (f"{HOME}/support/after/tests",),
    "support/after/actions/pathway.py": (f"{HOME}/support/after/tests",),
    "support/ledger/actions.py": (f"{HOME}/support/ledger/tests",),
    "work/turns.py": (f"{HOME}/work/tests/test_turns.py",),
    "staffing/queries.py": (f"{HOME}/staffing/tests",),
    "words/rules.py": (f"{HOME}/words/tests",),
    "words/checks.py": (f"{HOME}/words/tests",),
    "seal/rules.py": (f"{HOME}/seal/tests",),
    "seal/boxes.py": (f"{HOME}/seal/tests",),
    "seal/sessions.py": (f"{HOME}/seal/tests",),
    "seal/actions.py": (f"{HOME}/seal/tests",),
    "seal/keystore.py": (f"{HOME}/seal/tests",),
    "blocks/rules/publish.py": (f"{HOME}/blocks/tests",),
    "blocks/rules/counting.py": (f"{HOME}/blocks/tests",),
    "blocks/rules/shapes.py": (f"{HOME}/blocks/tests",),
    "blocks/rules/auditor.py": (f"{HOME}/blocks/tests",),
    "audit/rules.py": (f"{HOME}/audit/tests",),
    "keeping/manifest.py": (f"{HOME}/keeping/tests",),
    "keeping/restoring.py": (f"{HOME}/keeping/tests",),
    "keeping/erasing.py": (f"{HOME}/keeping/tests",),
    "work/lease.py": (f"{HOME}/work/tests",),
}


@dataclass(frozen=True, slots=True)
class Guard:
    """One guard: where it stands, and the module's source without it."""

    module: str
    line: int
    text: str
    without: str


def guards_of(module: str) -> Iterator[Guard]:
    """Give the guards of a module, each with the source that lacks it."""
    source = (ROOT / HOME / module).read_text()
    lines = source.splitlines(keepends=True)
    for node in ast.walk(ast.parse(source)):
        for first, last, instead in _cuts(node, source):
            indent = re.match(r"\s*", lines[first - 1])[0]  # type: ignore[index]
            changed = [*lines[: first - 1], f"{indent}{instead}\n" if instead else "", *lines[last:]]
            yield Guard(module, first, lines[first - 1].strip(), "".join(changed))


def _cuts(node: ast.AST, source: str) -> Iterator[tuple[int, int, str]]:
    """Give (first line, last line, what stands there instead) of each guard that begins at this node."""
    if isinstance(node, ast.If) and not node.orelse and isinstance(node.body[-1], LEAVES):
        before_body = node.body[0].lineno - 1
        word = "elif" if source.splitlines()[node.lineno - 1].lstrip().startswith("elif") else "if"
        yield node.lineno, max(before_body, node.test.end_lineno or 0), f"{word} False:"
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        name = ast.unparse(node.value.func).rpartition(".")[2]
        if GUARD_CALL.match(name):
            yield node.lineno, node.end_lineno or node.lineno, "pass"
    elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        for decorator in node.decorator_list:
            if GUARD_DECORATOR.match(ast.unparse(decorator)):
                yield decorator.lineno, decorator.end_lineno or decorator.lineno, ""


def copy_of_the_tree(folder: Path) -> Path:
    """Copy what git knows of the tree, as it lies here."""
    tree = folder / "tree"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for name in listed.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    return tree


def is_caught(tree: Path, data: Path, tests: tuple[str, ...]) -> bool:
    """Say whether a test of these fails in the tree. A run that takes too long counts as failed: somebody would see."""
    env = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(tree / "web/src"), str(tree / "ear/src")]),
        "HEARTEN_DATA": str(data),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    chosen = "not process and not browser and not slow"
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-m", chosen, *tests]
    try:
        done = subprocess.run(command, cwd=tree, env=env, capture_output=True, text=True, check=False, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return True
    return done.returncode != 0


def main() -> None:
    """Run over the modules named, or all, and say what survived."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("modules", nargs="*", help="for example people.policy; all by default")
    wanted = {name.replace(".", "/").removesuffix("/py") + ".py" for name in arguments.parse_args().modules}
    chosen = {module: tests for module, tests in MODULES.items() if not wanted or module in wanted}
    caught = total = 0
    with tempfile.TemporaryDirectory() as folder:
        tree = copy_of_the_tree(Path(folder))
        for module, tests in chosen.items():
            guards = list(guards_of(module))
            if guards and is_caught(tree, Path(folder, "data"), tests):
                sys.exit(f"{module}: its tests fail, or take too long, before anything was taken away")
            found = 0
            for guard in guards:
                (tree / HOME / module).write_text(guard.without)
                if is_caught(tree, Path(folder, "data"), tests):
                    found += 1
                else:
                    print(f"survived: {guard.module}:{guard.line}: {guard.text}", flush=True)
            shutil.copy2(ROOT / HOME / module, tree / HOME / module)
            caught, total = caught + found, total + len(guards)
            print(f"{module:44} {found:3} of {len(guards):3}", flush=True)
    share = 100 * caught / total if total else 100.0
    print(f"{datetime.now(UTC):%Y-%m-%d}: {caught} of {total} deleted guards caught, {share:.1f} %")
    sys.exit(share < 95)


if __name__ == "__main__":
    main()
