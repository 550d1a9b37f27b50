"""Tests run on a real PostgreSQL: the one that DATABASE_URL names, or a throw-away one started here."""

import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings as hypothesis_settings

hypothesis_settings.register_profile("wanjia", deadline=None)  # two cores, shared: a slow example is no finding
hypothesis_settings.load_profile("wanjia")

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
    if config.getoption("partitioned"):
        config.pluginmanager.import_plugin("tests.partitioned.mode")


def _forgetful(home):
    """A database that nobody will miss does not wait for the disk: a tenth of the suite's time was that."""
    import psycopg

    from wanjia.platform import database

    with psycopg.connect(database.url(None, home), autocommit=True) as link:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            link.execute(f"ALTER SYSTEM SET {name} = off")
        link.execute("SELECT pg_reload_conf()")


def pytest_unconfigure(config):
    if os.environ.get("PYTEST_XDIST_WORKER") is None:
        shutil.rmtree(_home, ignore_errors=True)
