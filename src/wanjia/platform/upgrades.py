"""Which migrations the program brings and which a database has had."""

from functools import cache

import psycopg
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from wanjia.platform import database

_PATIENCE = 2  # seconds to connect, and again to answer: whoever asks is a probe


@cache
def brought() -> frozenset[tuple[str, str]]:
    """Application and name of each. Read from the disk once."""
    return frozenset(MigrationLoader(None).graph.nodes)


def missing() -> frozenset[tuple[str, str]]:
    """Those that our own database has not had; all where it has had none. Raises psycopg.Error when it does not answer.

    Over a connection of its own: the pages' pool would make the question wait for as long as they do.
    """
    own = database.address(settings.DATABASES["default"])
    limit = f"-c statement_timeout={_PATIENCE}s"
    try:
        with psycopg.connect(own, connect_timeout=_PATIENCE, options=limit) as link:
            return brought() - set(link.execute("SELECT app, name FROM django_migrations"))
    except psycopg.errors.UndefinedTable:
        return brought()
