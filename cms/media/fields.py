"""Model fields whose files pass through a check before any storage sees them, whatever code saves them."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile, File
from django.db import models
from wagtail.images.models import WagtailImageField, WagtailImageFieldFile

from cms.media.document_types import check_document
from cms.media.owned_files import OwnedFieldFile
from cms.media.sanitize import CleanImage, clean_image, measure


class MeasuredFieldFile(OwnedFieldFile, WagtailImageFieldFile):
    """A picture whose size is read from its header; Wagtail decodes all its pixels for that."""

    def get_image_dimensions(self) -> tuple[int, int]:
        """Give width and height."""
        was_closed = self.closed
        self.open()
        try:
            return measure(self.file)
        finally:
            if was_closed:
                self.close()


class CleanImageFieldFile(MeasuredFieldFile):
    """An original picture: only its cleaned form is stored."""

    def save(self, name: str, content: File[Any], save: bool = True) -> None:
        """Clean the picture, store it, and fill in all that is derived from it.

        Raises ValidationError when it is no picture that may be kept.
        """
        clean = getattr(content, "clean_image", None)
        if not isinstance(clean, CleanImage):
            content.seek(0)
            clean = clean_image(content.read())
        name = str(PurePosixPath(name).with_suffix(clean.extension))
        image = self.instance
        super().save(name, ContentFile(clean.data, name=name), save=False)
        self._dimensions_cache = (clean.width, clean.height)
        image.width, image.height = clean.width, clean.height
        image.file_size = len(clean.data)
        image.file_hash = hashlib.sha1(clean.data, usedforsecurity=False).hexdigest()
        image.dominant_color, image.placeholder = clean.dominant_color, clean.placeholder
        if save:
            image.save()

    save.alters_data = True  # type: ignore[attr-defined]


class CleanImageField(WagtailImageField):
    """Hold an original picture: type checked by content, metadata removed."""

    attr_class = CleanImageFieldFile

    def update_dimension_fields(self, instance: models.Model, force: bool = False, *args: Any, **kwargs: Any) -> None:
        """Keep width and height in step with the file; a picture loaded with its row is not read to be measured."""
        super().update_dimension_fields(instance, force, *args, **kwargs)
        file = instance.__dict__.get(self.attname)
        size: Any = (instance.__dict__.get(self.width_field), instance.__dict__.get(self.height_field))
        if not force and isinstance(file, CleanImageFieldFile) and file and all(size):
            file._dimensions_cache = size


class RenditionFieldFile(MeasuredFieldFile):
    """A rendered file."""

    def save(self, name: str, content: File[Any], save: bool = True) -> None:
        """Store the file, note its size in pixels and let go of its content."""
        super().save(name, content, save=False)
        self._dimensions_cache = self.get_image_dimensions()
        self.instance.width, self.instance.height = self._dimensions_cache
        self.close()
        if save:
            self.instance.save()

    save.alters_data = True  # type: ignore[attr-defined]


class RenditionField(WagtailImageField):
    """Hold a rendered file."""

    attr_class = RenditionFieldFile


class DocumentFieldFile(OwnedFieldFile):
    """A document: checked before it is stored, and only ever handed out to be saved."""

    def save(self, name: str, content: File[Any], save: bool = True) -> None:
        """Check the document, store it and note its size; raise ValidationError when its type may not be kept."""
        check_document(name, content)
        super().save(name, content, save=False)
        self.instance.file_size, self.instance.file_hash = content.size, ""
        if save:
            self.instance.save()

    save.alters_data = True  # type: ignore[attr-defined]

    @property
    def url(self) -> str:
        """A signed address that expires and saves the document under its title."""
        return self.signed_url()

    def signed_url(self, method: str = "GET") -> str:
        """The same for one HTTP method: stores sign for no other."""
        return str(self.storage.attachment_url(self.name, self.instance.download_name, method))


class CheckedDocumentField(models.FileField):
    """Hold a document: type checked by extension and content."""

    attr_class = DocumentFieldFile
