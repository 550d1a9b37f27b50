"""A double claim is found by index, however many claims a quota has."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("supplies", "0002_needs_close_with_an_outcome")]

    operations = [
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=Q(document_hash__isnull=False),
                fields=["part", "quota", "document_hash"],
                name="claim_by_document",
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(
                condition=Q(phone_hash__isnull=False), fields=["part", "quota", "phone_hash"], name="claim_by_phone"
            ),
        ),
    ]
