"""Every regular expression of a package, found in the syntax trees, and texts made to stall each of them."""

import ast
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from re import _constants, _parser  # type: ignore[attr-defined]  # the parser of re itself: what it sees, we attack
from typing import Any

CALLS = {"match", "search", "fullmatch", "sub", "subn", "split", "findall", "finditer"}
MEGABYTE = 1_000_000
LIMIT_S = 0.1
PER_MATCH_S = 150e-9  # what has found a million things has worked, not stalled
PLAIN_S = 0.0125  # to find a million letters one by one, on the machine for which the limit was set
#: Climbed step by step: what is exponential shows on a few characters, what is quadratic on some thousand, and neither
#: is ever waited for. Linear work on these sizes is far below a millisecond.
STEPS, STEP_LIMIT_S = (16, 20, 24, 28, 32, 40, 60, 4_000, 20_000), 0.02
NOTHING: Mapping[str, Any] = {}


@dataclass(slots=True)
class Found:
    """One pattern, where it stands, and the calls made with it anywhere in its package."""

    pattern: re.Pattern[Any]
    where: str
    calls: set[str] = field(default_factory=set)


def modules_in(folder: Path, root: Path) -> Iterator[tuple[str, ast.Module]]:
    """Give each module's name and tree; not tests, not migrations."""
    for path in sorted(folder.rglob("*.py")):
        if {"tests", "migrations"} & set(path.parts) or path.name == "__main__.py":
            continue
        parts = path.relative_to(root).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), ast.parse(path.read_text(encoding="utf-8"))


def find_patterns(
    folder: Path, root: Path, *, tables: Mapping[str, str] = NOTHING, handed_on: Mapping[str, set[str]] = NOTHING
) -> list[Found]:
    """Give every pattern of a package: compiled ones from the running module, others from the call that names them.

    ``tables`` maps a module to the constant that holds the patterns its loop tries; ``handed_on`` maps a pattern that
    travels under another name to the calls made with it there.
    """
    used: dict[str, set[str]] = defaultdict(set, {name: set(calls) for name, calls in handed_on.items()})
    compiled: list[tuple[str, str, re.Pattern[Any]]] = []
    inline: list[Found] = []
    for module, tree in modules_in(folder, root):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS:
                owner = node.func.value
                if isinstance(owner, ast.Name) and owner.id == "re":
                    where = f"{module}:{node.lineno}"
                    inline += [Found(re.compile(text), where, {node.func.attr}) for text in named(module, node, tables)]
                else:
                    used[terminal(owner)].add(node.func.attr)
        if "re.compile" in ast.unparse(tree):
            for name, value in vars(import_module(module)).items():
                compiled += [(module, name, pattern) for pattern in patterns_within(value)]
    seen = [Found(pattern, f"{module}.{name}", used[name] or set(CALLS)) for module, name, pattern in compiled]
    return seen + inline


def named(module: str, call: ast.Call, tables: Mapping[str, str]) -> list[Any]:
    """Give the pattern a call of ``re`` names, or those of the module's table; patterns are constants everywhere."""
    first = call.args[0]
    if isinstance(first, ast.Constant):
        return [first.value]
    if module in tables:
        return texts_within(getattr(import_module(module), tables[module]))
    return [getattr(import_module(module), ast.unparse(first))]


def texts_within(value: object) -> list[str]:
    """Give every text that a constant holds."""
    if isinstance(value, str):
        return [value]
    return [text for part in value for text in texts_within(part)] if isinstance(value, tuple | list) else []


def terminal(node: ast.expr) -> str:
    """Give the last name of ``a.b.NAME``."""
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def patterns_within(value: object) -> list[re.Pattern[Any]]:
    """Give the patterns a constant is or holds."""
    if isinstance(value, re.Pattern):
        return [value]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, tuple | list):
        return [pattern for part in value for pattern in patterns_within(part)]
    return []


def number_of_compiles(folder: Path, root: Path) -> int:
    """Count the calls of ``re.compile`` as the syntax trees have them, to hold the finder to."""
    return sum(
        isinstance(node, ast.Call) and ast.unparse(node.func) == "re.compile"
        for _, tree in modules_in(folder, root)
        for node in ast.walk(tree)
    )


# ------------------------------------------------------------------ texts that stall


def sample(parsed: Any) -> str:
    """Give a short text that the parsed part matches, or nearly."""
    return "".join(_sample_of(op, argument) for op, argument in parsed)


def _sample_of(op: Any, argument: Any) -> str:  # noqa: PLR0911 - one line for each kind of node
    match op:
        case _constants.LITERAL:
            return chr(argument)
        case _constants.NOT_LITERAL:
            return "b" if argument == ord("a") else "a"
        case _constants.ANY:
            return "a"
        case _constants.IN:
            return _one_of(argument)
        case _constants.BRANCH:
            return sample(argument[1][0])
        case _constants.SUBPATTERN:
            return sample(argument[-1])
        case _constants.ATOMIC_GROUP:
            return sample(argument)
        case _constants.MAX_REPEAT | _constants.MIN_REPEAT | _constants.POSSESSIVE_REPEAT:
            low, _, inner = argument
            return sample(inner) * max(1, low)
    return ""  # anchors, lookarounds, references


def _one_of(choices: Any) -> str:
    classes = {"CATEGORY_DIGIT": "0", "CATEGORY_SPACE": " ", "CATEGORY_WORD": "a", "CATEGORY_NOT_WORD": "-"}
    if choices[0][0] is _constants.NEGATE:
        excluded = re.compile("[" + "".join(_as_class(op, argument) for op, argument in choices[1:]) + "]")
        return next(char for char in "a -0.\n\u0301<\u4e00\x01" if not excluded.match(char))
    op, argument = choices[0]
    if op is _constants.CATEGORY:
        return classes.get(str(argument), "a")
    return chr(argument[0] if op is _constants.RANGE else argument)


def _as_class(op: Any, argument: Any) -> str:
    classes = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w", "NOT_DIGIT": r"\D", "NOT_SPACE": r"\S", "NOT_WORD": r"\W"}
    if op is _constants.CATEGORY:
        return classes[str(argument).removeprefix("CATEGORY_")]
    low, high = argument if op is _constants.RANGE else (argument, argument)
    return f"{re.escape(chr(low))}-{re.escape(chr(high))}"


def pumps(parsed: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """Give (prefix, pump) for each place of a pattern that repeats, from the outside in."""
    for op, argument in parsed:
        match op:
            case _constants.MAX_REPEAT | _constants.MIN_REPEAT | _constants.POSSESSIVE_REPEAT:
                inner = argument[2]
                yield before, sample(inner) or "a"
                yield from pumps(inner, before)
            case _constants.BRANCH:
                for branch in argument[1]:
                    yield before, sample(branch) or "a"
                    yield from pumps(branch, before)
            case _constants.SUBPATTERN:
                yield from pumps(argument[-1], before)
            case _constants.ATOMIC_GROUP:
                yield from pumps(argument, before)
            case _constants.ASSERT | _constants.ASSERT_NOT:
                yield from pumps(argument[1], before)
        before += _sample_of(op, argument)


def attacks(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str, str]]:
    """Give (prefix, pump, suffix): pumped starts, pumped wholes, with ends that fit and ends that do not."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    parsed = _parser.parse(source, pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags)
    whole = sample(parsed) or "a"
    found = {*pumps(parsed), ("", whole), ("", whole[:-1] or "a"), ("", whole[:1]), ("", " "), ("", "\n")}
    found |= {("", prefix + pump) for prefix, pump in found}
    for prefix, pump in sorted(found):
        for suffix in ("", "\x01"):
            yield prefix, pump, suffix


def stalls(pattern: re.Pattern[Any], calls: set[str], size: int, limit_s: float) -> list[str]:
    """Attack a pattern by the calls made with it; name each attack that took longer than the limit."""
    for prefix, pump, suffix in attacks(pattern):
        text: Any = prefix + pump * ((size - len(prefix) - len(suffix)) // len(pump)) + suffix
        if isinstance(pattern.pattern, bytes):
            text = text.encode("latin-1", errors="replace")
        for call in sorted(calls):
            # The fastest of five counts, by the pace of this minute: a shared machine is slow now and then.
            if (
                seconds(pattern, call, text) > limit_s
                and (took := _at_best(pattern, call, text)) > limit_s * slowness()
            ):
                return [f"{pattern.pattern!r}.{call}: {took * 1000:.0f} ms on {prefix!r}+{pump!r}*n+{suffix!r}"]
    return []


def slowness() -> float:
    """Say how many times longer plain work takes now than on the machine the limit is for: at least 1."""
    return max(1.0, _at_best(re.compile("x"), "findall", "x" * MEGABYTE) / PLAIN_S)


def _at_best(pattern: re.Pattern[Any], call: str, text: Any) -> float:
    return min(seconds(pattern, call, text) for _ in range(4))


def seconds(pattern: re.Pattern[Any], call: str, text: Any) -> float:
    """Give the processor seconds of one call."""
    work: Callable[[], object] = {
        "sub": lambda: pattern.sub(text[:0], text),
        "subn": lambda: pattern.subn(text[:0], text),
        "finditer": lambda: sum(1 for _ in pattern.finditer(text)),
    }.get(call) or (lambda: getattr(pattern, call)(text))
    began = time.thread_time()
    work()
    return time.thread_time() - began


def verdict(found: Found, size: int = MEGABYTE, limit_s: float = LIMIT_S) -> list[str]:
    """Name the first attack that stalls a pattern, on little text or on a megabyte; nothing where none does."""
    for step in STEPS:
        if slow := stalls(found.pattern, found.calls, step, STEP_LIMIT_S):
            return slow
    return stalls(found.pattern, found.calls, size, limit_s)
