"""The engine's own tests once more, with every spread table in eight partitions, in a process and a database beside."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
AGAIN = (
    "tests/coverage/test_conservation.py",
    "tests/coverage/test_rulings.py",
    "tests/coverage/test_signing.py",
    "tests/coverage/test_hot.py",
    "tests/coverage/test_layers.py",
    "tests/roster/test_import_run.py",
    "tests/partitioned/one_partition.py",
)
# plans by name: an index of a partition has another name there, and one_partition looks at the plans itself
_PLANS = "not test_a_hot_statement_uses_its_key"


@pytest.fixture
def environment():
    """Without what xdist says to its own workers; the running server is found by the home that is inherited."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}


def test_the_engine_keeps_its_promises_on_partitioned_tables(environment):
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--partitioned", "-p", "no:cacheprovider", "-k", _PLANS]
    told = subprocess.run([*command, *AGAIN], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300)
    assert told.returncode == 0, told.stdout[-6000:] + told.stderr[-2000:]
