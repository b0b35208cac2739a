import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("delivery", "0003_purged_caches"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="ScheduleFailure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("object_id", models.CharField(max_length=255)),
                (
                    "what",
                    models.CharField(choices=[("publication", "Publication"), ("expiry", "Expiry")], max_length=11),
                ),
                ("due", models.DateTimeField()),
                ("reason", models.TextField()),
                ("error", models.CharField(max_length=100)),
                ("since", models.DateTimeField()),
                ("tried", models.DateTimeField()),
                ("tries", models.PositiveIntegerField(default=0)),
                (
                    "content_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="contenttypes.contenttype"
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="wagtailcore.revision",
                    ),
                ),
            ],
            options={
                "ordering": ["due", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("content_type", "object_id", "what"), name="one_schedule_failure_of_each"
                    )
                ],
            },
        ),
    ]
