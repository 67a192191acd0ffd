"""``python -m hearten_ear.languages``: compiles the phrases of every language anew, beside the files they stand in."""

from importlib import resources
from pathlib import Path

from hearten_ear.kernel.phrasebook import FILE, file_of
from hearten_ear.languages import KNOWN


def compile_all() -> None:
    """Write the compiled phrases of every known language."""
    for code in KNOWN:
        place = resources.files("hearten_ear.languages").joinpath(code, FILE)
        Path(str(place)).write_bytes(file_of(code))


if __name__ == "__main__":
    compile_all()
