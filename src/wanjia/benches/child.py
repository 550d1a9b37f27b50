"""The process in which a benchmark runs: with a database and a home of its own, so that nothing of the installation is
touched. Its last line on stdout is the result."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from wanjia.benches import scratch
from wanjia.config.env import for_child


class Failed(RuntimeError):
    """The benchmark ended without a result; its own words are on stderr."""


def environment(address: str, home: Path) -> dict[str, str]:
    """What a child is told: the database, a home for its secret and files, and the yardsticks' addresses."""
    own = {"DATABASE_URL": address, "WANJIA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "wanjia.benches.settings"}
    return for_child(**own)


def run(address: str, name: str, **options: object) -> dict[str, object]:
    """Makes a database beside the one at the address, runs the benchmark there, drops it. Returns its figures."""
    command = [sys.executable, "-m", "wanjia.benches", name, json.dumps(options)]
    with scratch.database(address) as own, tempfile.TemporaryDirectory(prefix="wj-") as home:
        done = subprocess.run(command, env=environment(own, Path(home)), stdout=subprocess.PIPE, check=False)  # noqa: S603  our own interpreter
    if done.returncode != 0:
        raise Failed(f"bench {name} ended with {done.returncode}")
    result: dict[str, object] = json.loads(done.stdout.splitlines()[-1])
    return result
