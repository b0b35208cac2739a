from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0007_digest_of_triggers"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="log",
            name="everything",
        ),
    ]
