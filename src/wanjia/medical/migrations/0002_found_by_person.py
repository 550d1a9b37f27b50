"""Somebody's own page asks for their visits and medicine: by index, wherever they live now."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("medical", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(fields=["part", "person_id", "on"], name="visit_by_person"),
        ),
        migrations.AddIndex(
            model_name="medicineorder",
            index=models.Index(fields=["part", "person_id"], name="medicine_by_person"),
        ),
    ]
