from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("supplies", "0010_quotas_close_at_night"),
    ]

    operations = [
        migrations.AddField(
            model_name="donationuse",
            name="returned",
            field=models.PositiveIntegerField(default=0, verbose_name="back in the store"),
        ),
        migrations.AddConstraint(
            model_name="donationuse",
            constraint=models.CheckConstraint(
                condition=Q(returned=0) | Q(arrived__isnull=False, returned__lte=F("quantity") - F("arrived")),
                name="use_returned_fits",
            ),
        ),
    ]
