"""Slugs have small letters: pages of older installations get them too."""

from typing import Any

from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Concat, Length, Substr


def write_in_small_letters(apps: Any, schema_editor: Any) -> None:
    """Change the slug of each page that has capitals, and the paths of all below it.

    One whose small letters another page of its type has stays as it is; it says so when it is next saved.
    """
    pages = apps.get_model("wagtailcore", "Page").objects
    rows = list(pages.order_by("depth", "path").values_list("pk", "slug"))
    for pk in [pk for pk, slug in rows if slug != slug.lower()]:  # SQLite knows small letters of ASCII only
        page = pages.get(pk=pk)
        slug = page.slug.lower()
        beside = pages.filter(path__startswith=page.path[:-4], depth=page.depth)
        if pages.filter(slug=slug, content_type=page.content_type_id).exists():
            continue
        if beside.filter(slug=slug).exists():
            continue
        old, new = page.url_path, f"{page.url_path.removesuffix(f'{page.slug}/')}{slug}/"
        pages.filter(pk=pk).update(slug=slug)
        below = pages.filter(path__startswith=page.path, url_path__startswith=old)
        below.update(url_path=Concat(Value(new), Substr(F("url_path"), Length(Value(old)) + 1)))


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0100_group_permissions"),
        ("wagtailcore", "0001_initial"),
    ]

    operations = [migrations.RunPython(write_in_small_letters, migrations.RunPython.noop)]
