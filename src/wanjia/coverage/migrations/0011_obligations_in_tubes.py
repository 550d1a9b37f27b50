from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def mark(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    """Those that wanjia knew from the start; a committee's own kinds are marked by whoever added them."""
    apps.get_model("coverage", "Obligation").objects.filter(code__in=("nat", "recheck")).update(in_tubes=True)


class Migration(migrations.Migration):
    dependencies = [
        ("coverage", "0010_rounds_of_stairwells"),
    ]

    operations = [
        migrations.AddField(
            model_name="obligation",
            name="in_tubes",
            field=models.BooleanField(default=False, verbose_name="sampled into tubes"),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
