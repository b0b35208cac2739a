"""What each group may do with the registers of the providers app."""

from django.db import migrations

from cms.admin.groups import grant

GRANTS = {
    "Editors": [
        "providers.view_issuingboard",
        "providers.view_certification",
        "providers.view_licencetype",
        "providers.view_licence",
    ],
    "Clinical reviewers": [
        "providers.view_issuingboard",
        "providers.view_certification",
        "providers.view_licencetype",
        "providers.view_licence",
    ],
    "Publishers": [
        "providers.add_issuingboard",
        "providers.change_issuingboard",
        "providers.delete_issuingboard",
        "providers.view_issuingboard",
        "providers.add_certification",
        "providers.change_certification",
        "providers.delete_certification",
        "providers.view_certification",
        "providers.add_licencetype",
        "providers.change_licencetype",
        "providers.delete_licencetype",
        "providers.view_licencetype",
        "providers.add_licence",
        "providers.change_licence",
        "providers.delete_licence",
        "providers.view_licence",
    ],
    "Administrators": [
        "providers.add_issuingboard",
        "providers.change_issuingboard",
        "providers.delete_issuingboard",
        "providers.view_issuingboard",
        "providers.add_certification",
        "providers.change_certification",
        "providers.delete_certification",
        "providers.view_certification",
        "providers.add_licencetype",
        "providers.change_licencetype",
        "providers.delete_licencetype",
        "providers.view_licencetype",
        "providers.add_licence",
        "providers.change_licence",
        "providers.delete_licence",
        "providers.view_licence",
    ],
}


def forwards(apps, schema_editor):
    grant(apps, GRANTS)


class Migration(migrations.Migration):
    dependencies = [("cms_admin", "0001_groups"), ("providers", "0001_initial")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
