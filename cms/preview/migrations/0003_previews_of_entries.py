from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("preview", "0002_review_links")]

    operations = [
        migrations.AddField(
            model_name="pagepreview",
            name="entry",
            field=models.CharField(blank=True, max_length=40),
        ),
    ]
