from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("needs", "0005_questions_to_the_committee"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(condition=models.Q(("person_id__gt", 0)), fields=["person_id"], name="ticket_by_person"),
        ),
    ]
