"""Editors, publishers and administrators make and revoke review links."""

from django.db import migrations

from cms.admin.groups import grant

GRANTS = dict.fromkeys(("Editors", "Publishers", "Administrators"), ["preview.share_drafts"])


def forwards(apps, schema_editor):
    grant(apps, GRANTS)


class Migration(migrations.Migration):
    dependencies = [("cms_admin", "0004_takedowns"), ("preview", "0002_review_links")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
