"""What each group may do with the registers of the pages app."""

from django.db import migrations

from cms.admin.groups import grant

GRANTS = {
    "Editors": [
        "pages.add_source",
        "pages.view_source",
        "pages.add_topic",
        "pages.view_topic",
        "pages.add_faq",
        "pages.view_faq",
        "pages.add_disclaimer",
        "pages.view_disclaimer",
    ],
    "Clinical reviewers": [
        "pages.record_review",
        "pages.add_source",
        "pages.view_source",
        "pages.add_topic",
        "pages.view_topic",
        "pages.add_disclaimer",
        "pages.view_disclaimer",
        "pages.add_faq",
        "pages.change_faq",
        "pages.view_faq",
    ],
    "Publishers": [
        "pages.add_source",
        "pages.change_source",
        "pages.delete_source",
        "pages.view_source",
        "pages.add_topic",
        "pages.change_topic",
        "pages.delete_topic",
        "pages.view_topic",
        "pages.add_faq",
        "pages.change_faq",
        "pages.delete_faq",
        "pages.view_faq",
        "pages.add_disclaimer",
        "pages.change_disclaimer",
        "pages.delete_disclaimer",
        "pages.view_disclaimer",
        "pages.add_announcement",
        "pages.change_announcement",
        "pages.delete_announcement",
        "pages.view_announcement",
        "pages.add_navigationmenu",
        "pages.change_navigationmenu",
        "pages.delete_navigationmenu",
        "pages.view_navigationmenu",
        "pages.change_organization",
    ],
    "Administrators": [
        "pages.add_source",
        "pages.change_source",
        "pages.delete_source",
        "pages.view_source",
        "pages.add_topic",
        "pages.change_topic",
        "pages.delete_topic",
        "pages.view_topic",
        "pages.add_faq",
        "pages.change_faq",
        "pages.delete_faq",
        "pages.view_faq",
        "pages.add_disclaimer",
        "pages.change_disclaimer",
        "pages.delete_disclaimer",
        "pages.view_disclaimer",
        "pages.add_announcement",
        "pages.change_announcement",
        "pages.delete_announcement",
        "pages.view_announcement",
        "pages.add_navigationmenu",
        "pages.change_navigationmenu",
        "pages.delete_navigationmenu",
        "pages.view_navigationmenu",
        "pages.change_organization",
    ],
}


def forwards(apps, schema_editor):
    grant(apps, GRANTS)


class Migration(migrations.Migration):
    dependencies = [("cms_admin", "0001_groups"), ("pages", "0003_initial")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
