"""Publishers and administrators take pictures down."""

from django.db import migrations

from cms.admin.groups import grant

GRANTS = dict.fromkeys(("Publishers", "Administrators"), ["media.take_down", "media.view_takedown"])


def forwards(apps, schema_editor):
    grant(apps, GRANTS)


class Migration(migrations.Migration):
    dependencies = [("cms_admin", "0003_webhooks"), ("media", "0004_takedown")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
