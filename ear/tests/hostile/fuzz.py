"""Fuzz one parser by coverage, for as long as you like: ``python ear/tests/hostile/fuzz.py wire -max_total_time=600``.

Needs atheris (``pip install atheris``), which the tests do without: they throw the same bytes by a seeded die. Run it
from the root of the repository, with ``PYTHONPATH=.``. Options after the name of the target are libFuzzer's.
"""

import sys
import tempfile
from pathlib import Path

import atheris  # type: ignore[import-not-found, unused-ignore]

with atheris.instrument_imports(include=["hearten_ear", "webvtt", "srt", "html.parser", "email"]):
    from ear.tests.hostile.seeds import seeds_of
    from ear.tests.hostile.targets import TARGETS


def main() -> None:
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in TARGETS:
        sys.exit("Name one of: " + ", ".join(TARGETS))
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(seeds_of(name)):
            (Path(corpus) / str(number)).write_bytes(seed)
        atheris.Setup([sys.argv[0], corpus, *sys.argv[2:]], TARGETS[name])
        atheris.Fuzz()


if __name__ == "__main__":
    main()
