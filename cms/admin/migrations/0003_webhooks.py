"""Administrators register webhooks."""

from django.db import migrations

from cms.admin.groups import grant

GRANTS = {
    "Administrators": [
        "delivery.add_webhook",
        "delivery.change_webhook",
        "delivery.delete_webhook",
        "delivery.view_webhook",
    ],
}


def forwards(apps, schema_editor):
    grant(apps, GRANTS)


class Migration(migrations.Migration):
    dependencies = [("cms_admin", "0002_api_tokens"), ("delivery", "0002_webhooks")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
