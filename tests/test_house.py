"""The walls of the house that no other tool holds."""

import re
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "src" / "wanjia"
CODE = [path for path in sorted(SOURCES.rglob("*.py")) if "migrations" not in path.parts]


def test_only_the_platform_knows_that_the_database_may_be_embedded():
    outside = [path for path in CODE if "embedded" in path.read_text().lower() and "platform" not in path.parts]
    assert outside == []


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(SOURCES)))
def test_a_file_stays_readable(path):
    lines = path.read_text().count("\n")
    assert lines <= 400, f"{lines} lines: cut it by subject, or say in an ADR why not"


def test_a_template_stays_readable():
    """CONTRIBUTING.md says where a line may be broken without a blank on the page."""
    pages = {path.relative_to(SOURCES): path.read_text().splitlines() for path in sorted(SOURCES.rglob("*.html"))}
    assert [f"{path}: {len(lines)} lines" for path, lines in pages.items() if len(lines) > 400] == []
    wide = [f"{path}:{at}" for path, lines in pages.items() for at, line in enumerate(lines, 1) if len(line) > 160]
    assert wide == []


@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(SOURCES)))
def test_a_module_says_what_it_is_for(path):
    assert path.read_text().lstrip().startswith('"""')


def test_no_file_names_a_machine_or_a_registry():
    wrong = re.compile(r"(?<![\w.])/(work|root|farm|home)/[a-z]|registry = \"http|index-url|\"resolved\": \"http")
    tracked = [*CODE, *ROOT.glob("*.md"), *ROOT.glob("requirements*"), ROOT / "frontend" / "package-lock.json"]
    named = [path for path in tracked if wrong.search(path.read_text().replace("--no-emit-index-url", ""))]
    assert named == []


COLOURS = ("colour", "color", "health_code", "risk_level", "red_code", "yellow_code")


def test_trap_15_nothing_gives_a_person_a_colour_or_a_status_by_hand():
    """States belong to obligations, never to people: no table has a place to put one."""
    fields = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("wanjia.")
        for field in model._meta.fields
    ]
    assert [name for name in fields if any(colour in name.lower() for colour in COLOURS)] == []
    person = {field.name for field in apps.get_model("roster.Person")._meta.fields}
    assert not person & {"status", "state", "flag", "code", "score", "level"}
