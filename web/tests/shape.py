"""The shape of the code in a table: files, lines, the longest chain of imports, cycles. Run by ``./run shape``."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median

import grimp

ROOT = Path(__file__).resolve().parents[2]
PARTS = {"hearten_ear": "ear/src/hearten_ear", "hearten": "web/src/hearten"}
LEFT_OUT = ("/migrations/", "/__pycache__/")


def lengths(folder: Path) -> tuple[list[int], list[int]]:
    """Give the lines of each file of the product's own code, and of each file of its tests."""
    code: list[int] = []
    tests: list[int] = []
    for file in folder.rglob("*.py"):
        if not any(part in file.as_posix() for part in LEFT_OUT):
            lines = len(file.read_text(encoding="utf-8").splitlines())
            (tests if "/tests/" in file.as_posix() else code).append(lines)
    return code, tests


def imports_of(package: str) -> dict[str, set[str]]:
    """Give what each module of the product imports of the product, by module; tests and migrations left out."""
    graph = grimp.build_graph(package)
    kept = {module for module in graph.modules if ".tests" not in module and ".migrations" not in module}
    return {module: graph.find_modules_directly_imported_by(module) & kept for module in kept}


def cycles(imports: dict[str, set[str]]) -> list[set[str]]:
    """Give every set of modules that import each other in a ring (Tarjan's strongly connected components)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[set[str]] = []

    def visit(module: str) -> None:
        number[module] = low[module] = len(number)
        stack.append(module)
        for other in sorted(imports[module]):
            if other not in number:
                visit(other)
                low[module] = min(low[module], low[other])
            elif other in stack:
                low[module] = min(low[module], number[other])
        if low[module] == number[module]:
            ring = set(stack[stack.index(module) :])
            del stack[stack.index(module) :]
            if len(ring) > 1:
                found.append(ring)

    for module in sorted(imports):
        if module not in number:
            visit(module)
    return found


def longest_chain(imports: dict[str, set[str]]) -> tuple[str, ...]:
    """Give the longest way of imports from a module down to one that imports nothing of ours. Needs no cycles."""

    @cache
    def below(module: str) -> tuple[str, ...]:
        return max(((module, *below(other)) for other in sorted(imports[module])), key=len, default=(module,))

    return max((below(module) for module in sorted(imports)), key=len)


def rows() -> Iterator[str]:
    """Give the table, line by line."""
    heads = ("files", "lines", "median", "longest", "test files", "test lines", "chain", "cycles")
    yield f"{'':14}" + "".join(f"{head:>12}" for head in heads)
    for package, folder in PARTS.items():
        code, _ = lengths(ROOT / folder)
        _, tests = lengths(ROOT / folder.split("/", maxsplit=1)[0])
        imports = imports_of(package)
        rings = cycles(imports)
        chain = "-" if rings else len(longest_chain(imports))
        figures = (len(code), sum(code), round(median(code)), max(code), len(tests), sum(tests), chain, len(rings))
        yield f"{package:14}" + "".join(f"{figure:>12}" for figure in figures)
        for ring in rings:
            yield f"  in a ring: {', '.join(sorted(ring))}"
        if not rings:
            yield "  longest chain: " + " > ".join(
                module.removeprefix(package + ".") for module in longest_chain(imports)
            )


if __name__ == "__main__":
    for row in rows():
        print(row)
