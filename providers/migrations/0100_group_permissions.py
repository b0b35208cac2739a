"""What each group may do with the registers of the providers app."""

from django.db import migrations

from cms.admin.groups import grant
from providers.permissions import GRANTS


def forwards(apps, schema_editor):
    grant(apps, GRANTS)


class Migration(migrations.Migration):
    dependencies = [("cms_admin", "0001_groups"), ("providers", "0001_initial")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
