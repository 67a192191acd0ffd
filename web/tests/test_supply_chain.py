"""What is installed is what was pinned, and nothing in the repository names where it came from (goal 46)."""

import re
import subprocess
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PINS = sorted((ROOT / "requirements").glob("*.txt"))
# Put together here, so that this file does not name them itself.
REGISTRIES = ["pypi" + ".org", "python" + "hosted.org", "npmjs" + ".org", "npmjs" + ".com", "deb.debian" + ".org"]
MACHINE_PATHS = [
    "/" + "work/main",
    "/" + "work/shared",
    "/" + "work/.library",
    "/" + "root/",
    "/opt/" + "pypi",
    "/opt/" + "wheels",
]
INDEX_OPTIONS = ("-i ", "--index", "--extra-index", "--find-links", "-f ", "--trusted-host", "--no-index")


def tracked_files() -> list[Path]:
    """Every file that a commit would carry; all files where this is no checkout, as in a released archive."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listing.returncode == 0:
        return [ROOT / name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]
    return [path for path in ROOT.rglob("*") if path.is_file() and not {".venv", "var"} & set(path.parts)]


def names_in(*files: str) -> set[str]:
    """Distribution names in requirement files, without versions, extras and markers."""
    lines = [line for file in files for line in (ROOT / "requirements" / file).read_text(encoding="utf-8").splitlines()]
    wanted = [line for line in lines if line and not line.startswith(("#", "-", " "))]
    return {re.split(r"[\[<>=!~; ]", line, maxsplit=1)[0].lower().replace("_", "-") for line in wanted}


def dependencies_of(part: str) -> set[str]:
    """Direct dependencies that a distribution declares."""
    project = tomllib.loads((ROOT / part / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return {re.split(r"[\[<>=!~; ]", line, maxsplit=1)[0].lower() for line in project["dependencies"]}


def test_there_are_pins_for_running_testing_building_measuring_spark_and_sqlite() -> None:
    assert [path.stem for path in PINS] == ["bench", "build", "run", "spark", "sqlite", "test"]


def test_no_lock_file_that_names_a_host_is_kept() -> None:
    assert [path for path in tracked_files() if path.name in {"uv.lock", "poetry.lock", "package-lock.json"}] == []


@pytest.mark.parametrize("path", PINS, ids=lambda path: path.name)
def test_pins_name_no_index_and_no_address(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if "://" in line or line.strip().startswith(INDEX_OPTIONS)] == []


@pytest.mark.parametrize("path", PINS, ids=lambda path: path.name)
def test_every_pin_is_exact_and_carries_a_hash(path: Path) -> None:
    whole = path.read_text(encoding="utf-8").replace("\\\n", " ")
    requirements = [line for line in whole.splitlines() if line and not line.startswith((" ", "#"))]
    assert requirements
    assert [line for line in requirements if "==" not in line or "--hash=sha256:" not in line] == []


def test_what_runs_and_what_is_tested_are_the_same_versions() -> None:
    def versions(name: str) -> dict[str, str]:
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        return dict(re.findall(r"^([a-z0-9-]+)(?:\[[^]]*\])?==([^ ;\\]+)", text, flags=re.MULTILINE))

    run, tests = versions("run.txt"), versions("test.txt")
    assert {name: (run[name], tests[name]) for name in run.keys() & tests.keys() if run[name] != tests[name]} == {}


def test_direct_run_time_dependencies_are_few() -> None:
    assert len(names_in("run.in", "sqlite.in")) <= 20


def test_the_distributions_and_the_pins_ask_for_the_same_packages() -> None:
    declared = (dependencies_of("ear") | dependencies_of("web")) - {"hearten-ear"}
    assert declared == names_in("run.in", "sqlite.in")


def test_each_run_time_dependency_has_its_line_in_a_decision() -> None:
    record = (ROOT / "docs" / "decisions" / "0003-run-time-dependencies.md").read_text(encoding="utf-8").lower()
    assert {name for name in names_in("run.in", "sqlite.in") if f"| {name} |" not in record} == set()


def test_no_file_names_a_registry_or_a_folder_of_one_machine() -> None:
    found = []
    for path in tracked_files():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        found += [f"{path.relative_to(ROOT)}: {word}" for word in REGISTRIES + MACHINE_PATHS if word in text]
    assert found == []


def test_nothing_that_runs_with_hearten_starts_code_by_a_pth_file() -> None:
    starters = []
    for name in sorted(names_in("run.txt", "sqlite.txt")):
        try:
            files = distribution(name).files or []
        except PackageNotFoundError:
            continue  # a marker left it out on this machine
        starters += [f"{name}: {file}" for file in files if file.name.endswith(".pth")]
    assert starters == []
