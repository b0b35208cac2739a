from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0006_deliveries_by_hand"),
    ]

    operations = [
        migrations.AddField(
            model_name="log",
            name="triggers",
            field=models.CharField(db_default="", default="", max_length=64),
        ),
    ]
