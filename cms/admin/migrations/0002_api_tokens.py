"""Administrators make and revoke API tokens, those of superusers left out: Wagtail sees to that."""

from django.db import migrations

from cms.admin.groups import grant

GRANTS = {
    "Administrators": [
        "wagtailcore.add_apitoken",
        "wagtailcore.change_apitoken",
        "wagtailcore.delete_apitoken",
        "wagtailcore.view_apitoken",
    ],
}


def forwards(apps, schema_editor):
    grant(apps, GRANTS)


class Migration(migrations.Migration):
    dependencies = [("cms_admin", "0001_groups"), ("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
