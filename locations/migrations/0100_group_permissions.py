"""What each group may do with the registers of the locations app."""

from django.db import migrations

from cms.admin.groups import grant
from locations.permissions import GRANTS


def forwards(apps, schema_editor):
    grant(apps, GRANTS)


class Migration(migrations.Migration):
    dependencies = [("cms_admin", "0001_groups"), ("locations", "0003_initial")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
