"""What each group may do with the registers of the locations app."""

from django.db import migrations

from cms.admin.groups import grant

GRANTS = {
    "Editors": [
        "locations.view_availability",
    ],
    "Clinical reviewers": [
        "locations.view_availability",
    ],
    "Publishers": [
        "locations.add_availability",
        "locations.change_availability",
        "locations.delete_availability",
        "locations.view_availability",
    ],
    "Administrators": [
        "locations.add_availability",
        "locations.change_availability",
        "locations.delete_availability",
        "locations.view_availability",
        "locations.add_bookinghost",
        "locations.change_bookinghost",
        "locations.delete_bookinghost",
        "locations.view_bookinghost",
    ],
}


def forwards(apps, schema_editor):
    grant(apps, GRANTS)


class Migration(migrations.Migration):
    dependencies = [("cms_admin", "0001_groups"), ("locations", "0003_initial")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
