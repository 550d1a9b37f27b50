"""Tests run on a real PostgreSQL: the one that DATABASE_URL names, or a throw-away one started here."""

import gc
import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

hypothesis_settings.register_profile("wanjia", deadline=None)  # two cores, shared: a slow example is no finding
hypothesis_settings.load_profile("wanjia")

_DEAR = {  # modules whose tests share one costly world, or look at all databases of the server
    "tests/chain/test_day.py", "tests/test_access_matrix.py", "tests/field/test_overload.py",
    "tests/field/test_killed.py", "tests/cli/test_serving.py", "tests/cli/test_backup.py", "tests/test_demo.py",
}  # fmt: skip
_home = tempfile.mkdtemp(prefix="wj-")  # short: a socket's path has to fit in 107 characters
os.environ.setdefault("WANJIA_SECRET", "only-for-tests")
os.environ["WANJIA_HOME"] = os.environ.get("WANJIA_TEST_HOME", _home)
os.environ["DJANGO_SETTINGS_MODULE"] = "wanjia.config.settings"  # here, not in the ini file: after the home is known
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in the test's own thread


def pytest_addoption(parser):
    parser.addoption("--partitioned", action="store_true", help="lay spread tables in partitions: tests/partitioned")


def pytest_configure(config):
    """The controller starts the database; xdist's workers find it through the environment they inherit."""
    import django

    from wanjia.platform import database

    if os.environ.get("PYTEST_XDIST_WORKER") is None:
        os.environ["WANJIA_TEST_HOME"] = os.environ["WANJIA_HOME"]
        Path(os.environ["WANJIA_HOME"]).chmod(0o755)
        database.ensure(os.environ.get("DATABASE_URL"), Path(os.environ["WANJIA_HOME"]))
        if "DATABASE_URL" not in os.environ:
            _forgetful(Path(os.environ["WANJIA_HOME"]))
    django.setup()
    _cheap_passwords()
    if config.getoption("partitioned"):
        config.pluginmanager.import_plugin("tests.partitioned.mode")


def pytest_collection_finish():
    """Twelve thousand tests stay in memory until the end; to walk through them each time took a sixth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """What is dear to set up is set up by one of the two workers: a town with its server, a browser, a day of tubes."""
    from xdist.scheduler import LoadScopeScheduling

    class ByWorld(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            place = nodeid.split("::", 1)[0]
            return "browser" if place.startswith("tests/e2e/") else place if place in _DEAR else nodeid

    return ByWorld(config, log)


def _cheap_passwords():
    """The same hash with the least memory: a browser test signs in often, and nobody guesses at its passwords."""
    from django.contrib.auth.hashers import Argon2PasswordHasher as Argon2

    Argon2.time_cost, Argon2.memory_cost = 1, 8 * Argon2.parallelism


def _forgetful(home):
    """A database that nobody will miss does not wait for the disk."""
    import psycopg

    from wanjia.platform import database

    with psycopg.connect(database.url(None, home), autocommit=True) as link:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            link.execute(f"ALTER SYSTEM SET {name} = off")
        link.execute("SELECT pg_reload_conf()")


def pytest_unconfigure(config):
    if os.environ.get("PYTEST_XDIST_WORKER") is None:
        shutil.rmtree(_home, ignore_errors=True)
