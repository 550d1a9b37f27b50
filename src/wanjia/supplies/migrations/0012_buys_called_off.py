from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("supplies", "0011_gifts_come_back"),
    ]

    operations = [
        migrations.AddField(
            model_name="groupbuy",
            name="called_off_at",
            field=models.DateTimeField(null=True, verbose_name="called off at"),
        ),
        migrations.AddField(
            model_name="groupbuy",
            name="called_off_by",
            field=models.CharField(blank=True, default="", max_length=60, verbose_name="called off by"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="groupbuy",
            name="call_off_reason",
            field=models.CharField(blank=True, default="", max_length=120, verbose_name="why it was called off"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="groupbuy",
            constraint=models.CheckConstraint(
                condition=Q(called_off_at=None) | (~Q(call_off_reason="") & Q(arrived_at=None)),
                name="buy_called_off_has_reason",
            ),
        ),
    ]
