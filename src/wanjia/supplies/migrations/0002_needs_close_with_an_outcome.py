"""A need is closed by a person with an outcome; who thanked for a donation. Nothing could close one before."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("supplies", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="donation",
            name="thanked_by",
            field=models.CharField(blank=True, max_length=60, verbose_name="thanked by"),
        ),
        migrations.AddField(
            model_name="need",
            name="closed_by",
            field=models.CharField(blank=True, max_length=60, verbose_name="closed by"),
        ),
        migrations.AddField(
            model_name="need",
            name="note",
            field=models.CharField(blank=True, max_length=120, verbose_name="note"),
        ),
        migrations.AddField(
            model_name="need",
            name="outcome",
            field=models.CharField(
                blank=True,
                choices=[
                    ("met", "met"),
                    ("partly", "partly met"),
                    ("not_needed", "no longer needed"),
                    ("not_found", "nobody gave it"),
                ],
                max_length=10,
                verbose_name="what came of it",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="need_closed_with_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=Q(outcome__in=("", "met")) | ~Q(note=""), name="need_unmet_has_reason"
            ),
        ),
    ]
