"""Builds the native kernel. Where it cannot be built the install goes on, and the NumPy fallback runs.

Everything else about the package stands in pyproject.toml.
"""

# ruff: noqa: INP001 - a program that setuptools runs, not part of a package

import sys
from typing import Any

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

OPTIONS = ["/O2"] if sys.platform == "win32" else ["-O3", "-std=c11", "-fvisibility=hidden", "-ffp-contract=off"]
HEADERS = [
    "text.h", "words.h", "score.h", "columns.h", "reading.h", "phrases.h", "table.h", "rows.h", "core.h", "weighing.h",
    "spans.h", "hearing.h", "heat.h",
]  # fmt: skip
KERNEL = Extension(
    "hearten_ear.kernel._kernel",
    ["native/kernel.c"],
    depends=[f"native/{name}" for name in HEADERS],
    define_macros=[("Py_LIMITED_API", "0x030C0000")],
    extra_compile_args=OPTIONS,
    py_limited_api=True,
    optional=True,
)


class BuildKernel(build_ext):
    """Says in one line that there is no native kernel instead of failing, whatever the reason."""

    def build_extension(self, ext: Any) -> None:
        try:
            super().build_extension(ext)
        except Exception as problem:  # noqa: BLE001 - no compiler, no Python.h, a strange machine: the fallback runs
            self.warn(f"no native kernel ({type(problem).__name__}): the scorer will run on NumPy, 100 times slower")


setup(
    ext_modules=[KERNEL],
    cmdclass={"build_ext": BuildKernel},
    options={"bdist_wheel": {"py_limited_api": "cp312"}},
)
