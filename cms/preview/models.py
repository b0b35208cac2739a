"""What editors are previewing: a page's content as it is on the screen, saved or not.

The content stays in the database, so that every web process has it; a token only names its row. A row is written again
each time its editor looks, so there is one for each editor and page, and the front end shows the newest.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from wagtail.models import Page

from .review_links import ReviewLink
from .tokens import LIFETIME

__all__ = ["PagePreview", "ReviewLink"]

KEPT = 50
"""How many previews one editor may have at a time; the oldest goes first."""


NEW_ENTRY = "new"


class PagePreview(models.Model):
    """One page, or one entry of a register, as one editor sees it.

    It goes with the page, or with the parent of a page that was never saved.
    """

    wagtail_reference_index_ignore = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=200, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, null=True, on_delete=models.CASCADE, related_name="+")
    parent = models.ForeignKey(Page, null=True, on_delete=models.CASCADE, related_name="+")
    entry = models.CharField(max_length=40, blank=True)
    """Of a register or a setting: its primary key, or :data:`NEW_ENTRY`; of a page empty."""
    content = models.JSONField(encoder=DjangoJSONEncoder)
    updated_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key


def place_key(user: Any, model: type[Page], page: Page | None, parent: Page | None) -> str:
    """What an editor's previews of one page have in common; of a page that was never saved, of its place and type."""
    if page is not None:
        return f"{user.pk}/page-{page.pk}"
    return f"{user.pk}/below-{parent.pk if parent is not None else ''}/{model._meta.label_lower}"


def keep_preview(
    user: Any, model: type[Page], content: dict[str, Any], version: str, *, page: Page | None, parent: Page | None
) -> PagePreview:
    """Write down what ``user`` is looking at; ``version`` tells the form on the screen from older versions."""
    where = {"page": page, "parent": parent if page is None else None}
    return keep(user, model, content, f"{place_key(user, model, page, parent)}/{version}", where)


def keep_entry_preview(user: Any, entry: Any, content: dict[str, Any], version: str) -> PagePreview:
    """Write down the entry of a register, or the setting, that ``user`` is looking at."""
    pk = NEW_ENTRY if entry.pk is None else str(entry.pk)
    key = f"{user.pk}/{entry._meta.label_lower}-{pk}/{version}"
    return keep(user, type(entry), content, key, {"entry": pk})


def keep(user: Any, model: type[models.Model], content: dict[str, Any], key: str, where: dict[str, Any]) -> PagePreview:
    preview, _ = PagePreview.objects.update_or_create(
        key=key,
        defaults={
            "user": user,
            "content_type": ContentType.objects.get_for_model(model),
            "content": content,
            "updated_at": timezone.now(),
            **where,
        },
    )
    previews = PagePreview.objects.filter(user=user).order_by("-updated_at")
    PagePreview.objects.filter(pk__in=list(previews.values_list("pk", flat=True)[KEPT : 2 * KEPT])).delete()
    return preview


def adopt_new_page_preview(request: Any, page: Page) -> None:
    """Let the preview of a page that was never saved be that of the page once it is: its token goes on showing it.

    Autosave comes while the front end is still about to read. The next new page there is another one.
    """
    key = f"{place_key(request.user, type(page), None, page.get_parent())}/"
    for preview in PagePreview.objects.filter(key__startswith=key):
        preview.key = f"{place_key(request.user, type(page), page, None)}/{preview.key.removeprefix(key)}"
        preview.page, preview.parent = page, None
        preview.save(update_fields=["key", "page", "parent"])


def delete_ended() -> int:
    """Delete what no token can name any longer; return how many rows went."""
    deleted, _ = PagePreview.objects.filter(updated_at__lt=timezone.now() - LIFETIME).delete()
    return deleted
