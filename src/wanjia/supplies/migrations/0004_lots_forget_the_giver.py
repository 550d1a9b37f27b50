"""A lot of a donation repeated its giver's name, which everybody could read there; now only the donation has it."""

from django.db import migrations

_AT_ONCE = 500


def forget(apps, _editor):
    """In steps that stand by themselves: broken off, it goes on where it was."""
    lots = apps.get_model("supplies", "Lot").objects
    while True:
        some = list(lots.filter(donations__isnull=False).exclude(source="捐赠").values_list("pk", flat=True)[:_AT_ONCE])
        if not some:
            return
        lots.filter(pk__in=some).update(source="捐赠")


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("supplies", "0003_claims_found_by_hash")]
    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]
