from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("supplies", "0009_complaints_about_lots"),
    ]

    operations = [
        migrations.AddField(
            model_name="quota",
            name="fetch_until",
            field=models.TimeField(null=True, verbose_name="fetched until"),
        ),
    ]
