"""What each group may do with the registers of the treatments app."""

from django.db import migrations

from cms.admin.groups import grant

GRANTS = {
    "Editors": [
        "treatments.add_bodyarea",
        "treatments.view_bodyarea",
        "treatments.add_technology",
        "treatments.view_technology",
        "treatments.add_device",
        "treatments.view_device",
        "treatments.add_productbrand",
        "treatments.view_productbrand",
    ],
    "Clinical reviewers": [
        "treatments.add_bodyarea",
        "treatments.view_bodyarea",
        "treatments.add_technology",
        "treatments.view_technology",
        "treatments.add_device",
        "treatments.view_device",
        "treatments.add_productbrand",
        "treatments.view_productbrand",
    ],
    "Publishers": [
        "treatments.add_bodyarea",
        "treatments.change_bodyarea",
        "treatments.delete_bodyarea",
        "treatments.view_bodyarea",
        "treatments.add_technology",
        "treatments.change_technology",
        "treatments.delete_technology",
        "treatments.view_technology",
        "treatments.add_device",
        "treatments.change_device",
        "treatments.delete_device",
        "treatments.view_device",
        "treatments.add_productbrand",
        "treatments.change_productbrand",
        "treatments.delete_productbrand",
        "treatments.view_productbrand",
    ],
    "Administrators": [
        "treatments.add_bodyarea",
        "treatments.change_bodyarea",
        "treatments.delete_bodyarea",
        "treatments.view_bodyarea",
        "treatments.add_technology",
        "treatments.change_technology",
        "treatments.delete_technology",
        "treatments.view_technology",
        "treatments.add_device",
        "treatments.change_device",
        "treatments.delete_device",
        "treatments.view_device",
        "treatments.add_productbrand",
        "treatments.change_productbrand",
        "treatments.delete_productbrand",
        "treatments.view_productbrand",
    ],
}


def forwards(apps, schema_editor):
    grant(apps, GRANTS)


class Migration(migrations.Migration):
    dependencies = [("cms_admin", "0001_groups"), ("treatments", "0001_initial")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
