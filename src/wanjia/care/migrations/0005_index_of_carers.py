"""Carers of before the index get their entries. Run again it changes nothing."""

from django.db import migrations

_BATCH = 5000


def fill(apps, _schema_editor):
    tie, index = apps.get_model("care", "Carership"), apps.get_model("care", "CarerIndex")
    rows = tie.objects.filter(until_at=None)
    for column in ("carer_id", "backup_id"):
        known = rows.exclude(**{column: None}).values_list(column, "part").distinct().order_by(column, "part")
        entries = (index(account_id=account, part=part) for account, part in known.iterator(chunk_size=_BATCH))
        index.objects.bulk_create(entries, ignore_conflicts=True, batch_size=_BATCH)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("care", "0004_volunteers_nights_guides"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
