"""`wanjia serve` with real processes: what it does when something is killed, and how it ends."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest

from wanjia.cli import serving
from wanjia.cli.child import Child


def wait_for(condition, seconds):
    """Seconds until it held."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "did not happen"
        time.sleep(0.1)
    return time.monotonic() - began


def living(processes):
    """An orphan that has ended stays a zombie until the machine's first process has looked."""
    found = []
    for one in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            if one.is_running() and one.status() != psutil.STATUS_ZOMBIE:
                found.append(one)
    return found


@pytest.fixture(scope="module")
def home():
    """An installation of its own, with one area: WANJIA_HOME in an environment for child processes."""
    folder = Path(tempfile.mkdtemp(prefix="wj-"))  # short: a socket's path has to fit in 107 characters
    left_out = {"DATABASE_URL", "PYTEST_XDIST_WORKER"}
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    environment |= {"WANJIA_HOME": str(folder), "WANJIA_LANG": "en"}
    areas = folder / "areas.csv"
    areas.write_text("code,name\n990000000000,演示省\n")
    subprocess.run([sys.executable, "-m", "wanjia.cli", "init", "--areas", areas], env=environment, check=True)
    yield environment
    with contextlib.suppress(FileNotFoundError):  # left behind where a test has failed
        psutil.Process(int((folder / "database" / "postmaster.pid").read_text().split()[0])).terminate()
    shutil.rmtree(folder)


@pytest.fixture
def served(home, tmp_path):
    """A running `wanjia serve`: its process, a question to its address, and what it has said so far."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    said = tmp_path / "said"
    words = ["serve", "--port", str(port), "--workers", "2"]
    with said.open("w") as to:
        process = subprocess.Popen([sys.executable, "-m", "wanjia.cli", *words], env=home, stderr=to)

    def ask(path):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as answer:
            return answer.status, json.load(answer) if "json" in answer.headers["Content-Type"] else {}
        except OSError:
            return 0, {}

    try:
        wait_for(lambda: ask("/readyz")[0] == 200, 60)
        yield process, ask, said
    finally:
        end(process)


def end(process):
    """At once and with everything that it has started."""
    with contextlib.suppress(psutil.NoSuchProcess):
        for one in (*psutil.Process(process.pid).children(recursive=True), process):
            one.kill()
    process.wait()


def postmaster(home):
    return Path(home["WANJIA_HOME"]) / "database" / "postmaster.pid"


def test_a_killed_database_comes_back_and_a_signal_ends_everything_cleanly(home, served):
    process, ask, said = served
    family = psutil.Process(process.pid).children(recursive=True)
    assert sum("uvicorn" in " ".join(one.cmdline()) for one in family) == 1
    os.kill(int(postmaster(home).read_text().split()[0]), signal.SIGKILL)
    wait_for(lambda: ask("/readyz") == (503, {"ready": False, "missing": ["database"]}), 10)
    assert ask("/healthz")[0] == 200
    wait_for(lambda: ask("/readyz")[0] == 200, 60)
    wait_for(lambda: "The database answers again" in said.read_text(), 10)
    assert living(family) == family, "the children wait for it by themselves"

    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=15) == 0
    wait_for(lambda: not living(family), 2)
    assert not postmaster(home).exists()


def test_killed_children_come_back_and_do_not_keep_the_database_running(home, served):
    process, ask, said = served
    children = psutil.Process(process.pid).children()
    for child in children:
        for one in (*child.children(recursive=True), child):
            one.kill()
    wait_for(lambda: said.read_text().count("started again") == 2, 20)
    wait_for(lambda: ask("/readyz")[0] == 200, 30)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=15) == 0
    assert not postmaster(home).exists()


def test_when_serve_itself_is_killed_its_children_end_and_leave_the_port_to_the_next_one(home, served):
    process, ask, _said = served
    family = psutil.Process(process.pid).children(recursive=True)
    assert len(living(family)) >= 4, "the web process with two of its own, and the worker"
    process.kill()
    process.wait()
    wait_for(lambda: not living(family), 15)
    assert ask("/healthz")[0] == 0


def test_a_child_that_does_not_hear_that_its_parent_is_gone_is_killed_with_its_own_children(tmp_path):
    (tmp_path / "deaf.py").write_text(
        "import signal, subprocess, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "subprocess.Popen(['sleep', '60'])\n"
        "time.sleep(60)\n"
    )
    tended = "from wanjia.cli import tended; tended.PATIENCE = 0.5; tended.main()"
    path = os.pathsep.join([str(tmp_path), *sys.path])
    child = Child("deaf", [sys.executable, "-c", tended, "deaf"], os.environ | {"PYTHONPATH": path})
    child.start()
    wait_for(lambda: psutil.Process(child._process.pid).children(), 10)
    below = psutil.Process(child._process.pid).children()
    child._process.stdin.close()
    wait_for(lambda: child.ended() is not None, 5)
    wait_for(lambda: not living(below), 5)


def deaf():
    """Does not stop when asked, and has a child of its own."""
    script = "trap '' TERM INT; sleep 60 & wait; sleep 60"
    child = Child("deaf", ["sh", "-c", script], dict(os.environ))
    child.start()
    wait_for(lambda: psutil.Process(child._process.pid).children(), 5)
    return child


@pytest.mark.parametrize(("signals", "patience"), [(1, 0.5), (2, 60.0)], ids=["patience ends", "second signal"])
def test_who_does_not_stop_is_killed_with_all_its_children(monkeypatch, signals, patience):
    monkeypatch.setattr(serving, "_PATIENCE", patience)
    child = deaf()
    below = psutil.Process(child._process.pid).children(recursive=True)
    family = serving._Family([child], "127.0.0.1", 1)
    family.signals = signals
    began = time.monotonic()
    family._end()
    assert time.monotonic() - began < 5
    assert child.ended() == -signal.SIGKILL
    wait_for(lambda: not living(below), 5)


def test_a_child_that_can_t_live_is_started_ever_more_rarely():
    child = Child("short", ["true"], dict(os.environ))
    pauses = []
    for _time in range(8):
        child.start()
        wait_for(lambda: child.ended() is not None, 5)
        assert not child.is_due()
        pauses.append(child._pause)
    assert pauses == [1, 2, 4, 8, 16, 30, 30, 30]
    child._started_at -= 61
    child._ended_at = 0
    child.ended()
    assert child._pause == 0.5
