"""Which documents the bodies of pages show: what lets the public have one.

Noted as a page is saved, in the same transaction. Wagtail's reference index knows it too, but a worker writes that a
little later, and a form has to be there the moment its page is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models, transaction
from wagtail.blocks import ChooserBlock
from wagtail.documents.models import AbstractDocument

from cms.media.stored_blocks import leaves, stream_fields


class ShownDocument(models.Model):
    """The stored body of this page shows this document. Whether anybody may see the page is not said here."""

    # Another index for what the page's own rows hold, which Wagtail's reference index reads.
    wagtail_reference_index_ignore = True

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    # Without a constraint, as a body may still name a document that is gone.
    document = models.ForeignKey("media.MediaDocument", on_delete=models.CASCADE, related_name="+", db_constraint=False)

    class Meta:
        app_label = "media"
        constraints = [models.UniqueConstraint(fields=["page", "document"], name="media_document_shown_once")]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.document_id}"


def note_shown(page: Any, names: frozenset[str] | None = None) -> None:
    """Note which documents ``page`` shows as it has been saved; ``names`` are the fields that were, None for all.

    Of a page that is live Wagtail saves a few columns with each draft, while the draft's body is in memory: what was
    not saved is not looked at.
    """
    fields = stream_fields(type(page))
    if not fields or (names is not None and not names.issuperset(field.name for field in fields)):
        return
    shown = {pk for field in fields for pk in chosen(field.stream_block, list(getattr(page, field.name).raw_data))}
    with transaction.atomic():
        noted = set(ShownDocument.objects.filter(page=page.pk).values_list("document_id", flat=True))
        if noted - shown:
            ShownDocument.objects.filter(page=page.pk, document__in=noted - shown).delete()
        rows = [ShownDocument(page_id=page.pk, document_id=pk) for pk in sorted(shown - noted)]
        ShownDocument.objects.bulk_create(rows, ignore_conflicts=True)


def chosen(block: Any, value: Any) -> Iterator[int]:
    """The documents that are chosen in the stored ``value`` of ``block``, however deep."""
    for leaf, pk in leaves(block, value):
        is_document = isinstance(leaf, ChooserBlock) and issubclass(leaf.model_class, AbstractDocument)
        if is_document and type(pk) is int and 0 < pk <= models.BigIntegerField.MAX_BIGINT:
            yield pk
