"""The image, rendition and document models every other app refers to."""

from __future__ import annotations

import re
import uuid
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import File
from django.db import DatabaseError, models
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    SourceImageIOError,
    get_rendition_storage,
    get_rendition_upload_to,
    get_upload_to,
)
from wagtail.search import index

from cms.media.claims import RenderClaim
from cms.media.decoding import BusyError, decoding
from cms.media.deletions import FormerFile, PendingDeletion
from cms.media.fields import CheckedDocumentField, CleanImageField, RenditionField
from cms.media.owned_files import OwnsFile
from cms.media.shown import ShownDocument
from cms.media.storage import attachment
from cms.media.takedowns import Takedown

__all__ = [
    "FormerFile",
    "MediaDocument",
    "MediaImage",
    "MediaRendition",
    "PendingDeletion",
    "PictureGoneError",
    "RenderClaim",
    "RenderedPresets",
    "ShownDocument",
    "Takedown",
]

DECODING_SECONDS = 5.0
"""How long the admin waits for its turn to decode a picture that has no thumbnail yet."""

UNFIT_FOR_FILE_NAMES = re.compile(r"[\s\x00-\x1f\x7f/\\:*?\"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


class PictureGoneError(Exception):
    """A picture was to be saved that somebody has deleted or taken down meanwhile."""


def random_name(folder: str, filename: str) -> str:
    """Give a storage name that tells nothing: nobody's name, no words of the upload's own name."""
    extension = PurePosixPath(filename).suffix.lower()
    return f"{folder}/{uuid.uuid4().hex}{extension}"


def document_upload_to(_instance: models.Model, filename: str) -> str:
    """Name a document's stored file."""
    return random_name("documents", filename)


class MediaImage(OwnsFile, AbstractImage):  # type: ignore[django-manager-missing]
    """A picture with its alt text, credit and focal point.

    Wagtail sets an attribute ``decorative`` on every instance for its image block, so the stored choice is
    ``is_decorative``.
    """

    file = CleanImageField(verbose_name="file", upload_to=get_upload_to, width_field="width", height_field="height")
    description = models.CharField(
        "Alt text",
        max_length=255,
        blank=True,
        default="",
        help_text="What the picture shows, for people who cannot see it. Never name a patient.",
    )
    is_decorative = models.BooleanField(
        "Decorative",
        default=False,
        help_text="The picture adds nothing to the words beside it; screen readers skip it.",
    )
    credit = models.CharField(
        max_length=255, blank=True, help_text="The photographer or owner, as it should be printed."
    )
    dominant_color = models.CharField(max_length=7, blank=True, editable=False)
    placeholder = models.TextField(blank=True, editable=False)

    admin_form_fields = (
        "title",
        "file",
        "description",
        "is_decorative",
        "credit",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    # Wagtail's chooser filters by tag and searches in one go, which needs the tag's name as a filter too.
    search_fields = [
        *(field for field in AbstractImage.search_fields if getattr(field, "field_name", "") != "tags"),
        index.FilterField("file_size"),
        index.RelatedFields(
            "tags",
            [index.SearchField("name", boost=10), index.AutocompleteField("name"), index.FilterField("name")],
        ),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = "image"
        verbose_name_plural = "images"

    @property
    def alt(self) -> str:
        """The text for an ``alt`` attribute; empty when the picture is decorative."""
        return "" if self.is_decorative else self.default_alt_text

    @property
    def default_alt_text(self) -> str:
        """The description and nothing else: a title is often a file name."""
        return self.description

    def get_upload_to(self, filename: str) -> str:
        """Name the stored original."""
        return random_name("originals", filename)

    @property
    def picture_id(self) -> int | None:
        """Its own id."""
        return self.pk

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save it; one that was deleted since it was read does not come back: then PictureGoneError."""
        known = bool(self.pk) and not self._state.adding and not kwargs.get("force_insert")
        try:
            super().save(*args, **{**kwargs, "force_update": True} if known else kwargs)
        except DatabaseError as error:
            if known and type(error) is DatabaseError:  # Django's own: no row was updated
                raise PictureGoneError(f"Image {self.pk} has been deleted.") from None
            raise

    def generate_rendition_file(self, filter: Any, *, source: Any = None) -> Any:  # noqa: A002 - Wagtail's name
        """Render a file, as the admin does for itself, when no other picture is being decoded.

        The original is read before Wagtail opens a temporary file it would not close on failure.
        """
        if source is None:
            with self.open_file() as original:
                source = File(BytesIO(original.read()), name=self.file.name)
        try:
            with decoding(DECODING_SECONDS):
                return super().generate_rendition_file(filter, source=source)
        except BusyError:
            raise SourceImageIOError("Other pictures are being made at the moment.") from None

    def file_replaced(self, name: str) -> None:
        """Let go of the former original and of everything rendered from it."""
        super().file_replaced(name)
        self.renditions.all().delete()


class MediaRendition(OwnsFile, AbstractRendition):
    """One size and format of a picture: the only files of a picture that the public gets."""

    file = RenditionField(
        upload_to=get_rendition_upload_to,
        storage=get_rendition_storage,
        width_field="width",
        height_field="height",
    )
    image = models.ForeignKey(MediaImage, related_name="renditions", on_delete=models.CASCADE)

    class Meta:
        verbose_name = "rendition"
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="media_unique_rendition")
        ]

    def get_upload_to(self, filename: str) -> str:
        """Name the stored rendition."""
        return random_name("images", filename)

    @property
    def picture_id(self) -> int | None:
        """The id of the picture it was rendered from."""
        return self.image_id


class RenderedPresets(models.Model):
    """One row: a digest of the presets that pictures were last told to follow."""

    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.digest


class MediaDocument(OwnsFile, AbstractDocument):  # type: ignore[django-manager-missing]
    """A file to download, such as a form for patients.

    Private in storage, always served as an attachment. Its address is ``/documents/<id>/`` for its life, whatever file
    it has (:mod:`cms.media.downloads`).
    """

    file = CheckedDocumentField(upload_to=document_upload_to, verbose_name="file")

    admin_form_fields = ("title", "file", "collection", "tags")

    class Meta(AbstractDocument.Meta):
        pass

    @property
    def file_type(self) -> str:
        """One of `DOCUMENT_TYPES`."""
        return str(self.file_extension)

    @property
    def download_name(self) -> str:
        """The file name a reader saves the document under: its title, whatever the stored file is called."""
        title = UNFIT_FOR_FILE_NAMES.sub(" ", self.title).strip(" .") or "document"
        return f"{title}{PurePosixPath(self.file.name or '').suffix}"

    @property
    def content_disposition(self) -> str:
        """Never inline."""
        return attachment(self.download_name)
