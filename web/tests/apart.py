"""Gives each worker of a parallel test run a data folder of its own, before any setting is read.

Loaded by ``-p web.tests.apart`` where ``./run test`` runs a tier on several cores.
"""

import os
from pathlib import Path

WORKER = os.environ.get("PYTEST_XDIST_WORKER")
if WORKER:
    os.environ["HEARTEN_DATA"] = str(Path(os.environ.get("HEARTEN_DATA", "var/test"), WORKER))
