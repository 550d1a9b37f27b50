"""Each table stands in exactly one class, and the distributed ones keep the rules that make Citus possible."""

import pytest
from django.apps import apps
from django.db.models import AutoField, ForeignKey

from wanjia.platform import sharding
from wanjia.platform.sharding import PLACEMENTS, Placement, key_of

OURS = [model for model in apps.get_models() if model.__module__.startswith("wanjia.")]
DISTRIBUTED = [model for model in OURS if PLACEMENTS.get(model._meta.label_lower) is Placement.DISTRIBUTED]

INDEX = [model for model in OURS if PLACEMENTS.get(model._meta.label_lower) is Placement.INDEX]


def ids(model):
    return model._meta.label


@pytest.mark.parametrize("model", OURS, ids=ids)
def test_every_model_is_placed(model):
    assert model._meta.label_lower in PLACEMENTS


def test_no_model_is_placed_that_does_not_exist():
    assert set(PLACEMENTS) == {model._meta.label_lower for model in OURS}


@pytest.mark.parametrize("model", DISTRIBUTED, ids=ids)
def test_a_distributed_table_has_a_part_and_no_serial(model):
    assert not model._meta.get_field("part").null
    assert not any(isinstance(field, AutoField) for field in model._meta.fields)


@pytest.mark.parametrize("model", DISTRIBUTED, ids=ids)
def test_every_unique_rule_of_a_distributed_table_names_its_part_or_an_id_that_holds_it(model):
    holds_part = {"part", "code", "key"}
    for constraint in model._meta.constraints:
        fields = set(getattr(constraint, "fields", ()) or ())
        assert not fields or fields & holds_part, constraint.name


@pytest.mark.parametrize("model", OURS, ids=ids)
def test_no_foreign_key_of_the_database_crosses_classes_or_touches_a_distributed_table(model):
    here = PLACEMENTS[model._meta.label_lower]
    for field in model._meta.fields:
        if isinstance(field, ForeignKey) and field.db_constraint:
            there = PLACEMENTS[field.related_model._meta.label_lower]
            assert here == there != Placement.DISTRIBUTED, field.name


@pytest.mark.parametrize("model", INDEX, ids=ids)
def test_an_index_goes_by_a_column_of_its_own_key(model):
    assert not model._meta.get_field(key_of(model)).null
    assert key_of(model) in {field.name for field in model._meta.pk_fields}
    for constraint in model._meta.constraints:
        assert key_of(model) in getattr(constraint, "fields", ()), constraint.name


def test_each_class_has_its_key():
    keys = {model._meta.label: key_of(model) for model in OURS}
    assert keys["coverage.CommitteeTotal"] == keys["coverage.Pace"] == keys["coverage.SubjectSet"] == "committee"
    assert (keys["roster.IdentityIndex"], keys["platform.PartSerial"]) == ("hash", "part")
    assert {keys[model._meta.label] for model in DISTRIBUTED} == {"part"}
    assert keys["coverage.Round"] is keys["platform.Account"] is keys["platform.AuditEntry"] is None


def test_an_index_may_name_its_key(monkeypatch):
    monkeypatch.setattr(sharding, "_OWN_KEYS", {})
    sharding.place(Placement.INDEX, "coverage.SubjectSet", by="round_id")
    assert key_of(apps.get_model("coverage.SubjectSet")) == "round_id"


def test_a_second_class_is_refused():
    with pytest.raises(ValueError, match="placed twice"):
        sharding.place(Placement.LOCAL, "coverage.Sheet")
