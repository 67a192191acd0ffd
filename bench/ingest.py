"""How many customer turns a second are heard and durable, in batches of 100 and one by one.

    python bench/ingest.py

Starts a server of its own in a temporary folder, on SQLite. "Durable" means that the 202 came, which is sent after the
commit has been synced. The senders run in this process, so on two cores they take their share of the machine.
"""

import json
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bench.sending import batches, post_all
from web.tests.process.floor import Server

STAGE = ROOT / "web" / "tests" / "journeys" / "stage.py"


def staged(server: Server) -> str:
    """Hire the cast on a server and give the token of its source."""
    env = {**server.env, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, str(STAGE)], env=env, capture_output=True, text=True, check=True)  # noqa: S603
    return str(json.loads(done.stdout)["token"])


def percentile(values: list[float], share: float) -> float:
    """Give the value below which this share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server:
        token = staged(server)
        post_all(server.port, token, batches(turns_in_all=2_000, size=100, contacts=200, hostile=0.05), senders=2)
        print(f"{'':28}turns/s   request p50   p99 ms")
        for label, size, senders, number in (
            ("batches of 100, 4 senders", 100, 4, 40_000),
            ("batches of 100, 1 sender", 100, 1, 20_000),
            ("one by one, 32 senders", 1, 32, 6_000),
            ("one by one, 1 sender", 1, 1, 1_000),
        ):
            bodies = batches(turns_in_all=number, size=size, contacts=500, hostile=0.05, seed=number + senders)
            seconds, took = post_all(server.port, token, bodies, senders=senders)
            p50, p99 = (1000 * percentile(took, share) for share in (0.5, 0.99))
            print(f"{label:28}{number / seconds:7,.0f}   {p50:8.1f}   {p99:8.1f}")
        urllib.request.urlopen(f"http://127.0.0.1:{server.port}/offline/").close()


if __name__ == "__main__":
    main()
