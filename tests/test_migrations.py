"""The tables are what the models say, and migrations never import models or services."""

from pathlib import Path

import pytest
from django.core.management import call_command

SOURCES = Path(__file__).resolve().parent.parent / "src" / "wanjia"


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize(
    "path", sorted(SOURCES.glob("*/migrations/0*.py")), ids=lambda path: f"{path.parts[-3]}/{path.stem}"
)
def test_a_migration_stands_on_its_own(path):
    text = path.read_text()
    assert ".models import" not in text.replace("django.db.models", "")
    assert "services" not in text
