"""A real installation for tests of real processes: its own home, database, people, round and devices."""

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
import psycopg

from wanjia.platform import database

PER_COMMITTEE = 3840  # as wanjia.benches.city draws them


class Installation:
    """Made once, served as often as wanted: WANJIA_HOME in an environment for child processes."""

    def __init__(self, **size):
        self.home = Path(tempfile.mkdtemp(prefix="wj-"))  # short: a socket's path has to fit in 107 characters
        left_out = {"DATABASE_URL", "PYTEST_XDIST_WORKER", "DJANGO_SETTINGS_MODULE", "WANJIA_TEST_HOME"}
        self.environment = {name: value for name, value in os.environ.items() if name not in left_out}
        self.environment |= {"WANJIA_HOME": str(self.home), "WANJIA_LANG": "en"}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.serving, self.said = None, self.home / "said"
        areas = self.home / "areas.csv"
        areas.write_text("code,name\n990000000000,演示省\n")
        subprocess.run([*_WANJIA, "init", "--areas", areas], env=self.environment, check=True, capture_output=True)
        self.world = self.fill(**size)

    def fill(self, people, devices):
        """What the tests need to know of what is in it."""
        script = [sys.executable, "-m", "tests.field.peopled", str(people), str(devices)]
        made = subprocess.run(script, env=self.environment, check=True, capture_output=True, cwd=_TOP)
        return json.loads(made.stdout.splitlines()[-1])

    def serve(self, *words):
        """Starts it and waits until it answers."""
        with self.said.open("a") as to:
            self.serving = subprocess.Popen(
                [*_WANJIA, "serve", "--port", str(self.port), *words], env=self.environment, stderr=to, stdout=to
            )
        wait_for(self.is_ready, 60)

    def is_ready(self):
        return self.get("/readyz") == 200

    def get(self, path):
        """The status, 0 where nothing answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as answer:
            return answer.code
        except OSError:
            return 0

    def stop(self):
        """As Ctrl-C does. Returns the exit code."""
        self.serving.send_signal(signal.SIGTERM)
        return self.serving.wait(timeout=30)

    def children(self, word):
        """The processes of `serve` whose command line holds the word, the topmost first."""
        found = []
        with contextlib.suppress(psutil.NoSuchProcess):
            for child in psutil.Process(self.serving.pid).children(recursive=True):
                with contextlib.suppress(psutil.NoSuchProcess):
                    found += [child] if word in " ".join(child.cmdline()) else []
        return found

    def postmaster(self):
        return int((self.home / "database" / "postmaster.pid").read_text().split()[0])

    @contextlib.contextmanager
    def database(self):
        with psycopg.connect(database.url(None, self.home), autocommit=True) as link:
            yield link

    def rows(self, query, *values):
        with self.database() as link:
            return link.execute(query, values).fetchall()

    def check(self):
        """What `wanjia check` says: exit code and problems."""
        done = subprocess.run([*_WANJIA, "check", "--json"], env=self.environment, capture_output=True, timeout=120)
        return done.returncode, json.loads(done.stdout)["problems"]

    def end(self):
        """At once and with everything that was started, the database included."""
        if self.serving is not None and self.serving.poll() is None:
            with contextlib.suppress(psutil.NoSuchProcess):
                for one in (*psutil.Process(self.serving.pid).children(recursive=True), self.serving):
                    one.kill()
            self.serving.wait()
        with contextlib.suppress(FileNotFoundError, psutil.NoSuchProcess):
            server = psutil.Process(self.postmaster())
            server.send_signal(signal.SIGINT)  # without waiting for whoever is connected
            server.wait(10)
        shutil.rmtree(self.home, ignore_errors=True)


_WANJIA = [sys.executable, "-m", "wanjia.cli"]
_TOP = Path(__file__).parents[2]


def wait_for(condition, seconds):
    """Seconds until it held."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "did not happen"
        time.sleep(0.05)
    return time.monotonic() - began
