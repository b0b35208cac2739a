"""The forms behind every way to upload: add, add many, replace, and upload in a chooser."""

from __future__ import annotations

from copy import copy
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms import FileField
from django.http import Http404
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cms.media.alt_text import FILE_NAME_REFUSED, names_a_file
from cms.media.document_types import check_document
from cms.media.models import PictureGoneError
from cms.media.sanitize import EXTENSIONS, CleanImage, check_name, check_size, clean_image
from cms.media.storage import StorageUnavailableError

STORE_DOWN = (
    "The file store cannot be reached, so the file was not kept. Nothing else is wrong: try again in a "
    "minute, and tell your administrator if it lasts."
)

TITLE_HELP = "What staff find it by. Everybody can read it. Never name a patient."
"""The title begins as the upload's own name."""


class StoresFileMixin:
    """Store the file as the last step of validation.

    A store that does not answer is then an ordinary error of the field, before anything is written, and no
    database transaction waits for the store.
    """

    def _post_clean(self: Any) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.errors or "file" not in self.fields or "file" not in self.changed_data:
            return
        try:
            self.instance.file.commit()
        except StorageUnavailableError:
            self.instance.file = self.original_file
            self.add_error("file", ValidationError(STORE_DOWN, code="store_down"))

    def save(self: Any, commit: bool = True) -> Any:
        """Save the row; the model itself lets go of a file that was replaced."""
        self.original_file = None
        return super().save(commit=commit)  # type: ignore[misc]


class CleanImageFormField(WagtailImageField):
    """Clean an upload in the place of Wagtail's checks, which read it once more and decode all pixels of it."""

    def to_python(self, data: Any) -> Any:
        """Replace the upload by its cleaned form, wherever it was buffered."""
        file = FileField.to_python(self, data)
        if isinstance(file, UploadedFile):
            if PurePosixPath(file.name or "").suffix.lower() not in EXTENSIONS:
                raise ValidationError(self.error_messages["invalid_image_extension"], code="invalid_image_extension")
            check_size(file.size or 0)
            file.seek(0)
            clean = clean_image(file.read())
            check_name(file.name or "", clean.kind)
            replace_content(file, clean)
        return file


class MediaImageForm(StoresFileMixin, BaseImageForm):
    """An image's form: the picture is cleaned before it is stored, and alt text is decided."""

    class Meta(BaseImageForm.Meta):
        help_texts = {"title": TITLE_HELP}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            self.fields["file"] = CleanImageFormField(label=field.label, required=field.required, widget=field.widget)

    def clean(self) -> dict[str, Any]:
        """Ask for alt text or the decorative choice, where the form shows them."""
        cleaned: dict[str, Any] = super().clean()
        if self.add_prefix("description") not in self.data:
            return cleaned
        described = cleaned.get("description", "").strip()
        if names_a_file(described):
            self.add_error("description", ValidationError(FILE_NAME_REFUSED % described, code="alt_is_file_name"))
        elif not described and not cleaned.get("is_decorative") and "description" not in self.errors:
            message = "Describe the picture for people who cannot see it, or tick “Decorative”."
            self.add_error("description", ValidationError(message, code="alt_missing"))
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """Save the picture; where it was deleted while its form was open, there is nothing to be saved."""
        try:
            return super().save(commit=commit)
        except PictureGoneError as error:
            raise Http404(str(error)) from error


class MediaDocumentForm(StoresFileMixin, BaseDocumentForm):
    """A document's form: the file's type is checked by its content."""

    class Meta(BaseDocumentForm.Meta):
        help_texts = {"title": TITLE_HELP}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if field := self.fields.get("file"):
            # Of what is far too big only the beginning was read, so its size is not known.
            field.error_messages["file_too_large"] = (
                "This file is too big. Documents may have %(max_filesize)s at most."
            )

    def clean_file(self) -> Any:
        """Check a newly uploaded file."""
        upload = self.cleaned_data["file"]
        if isinstance(upload, UploadedFile):
            check_document(upload.name or "", upload)
        return upload

    def _post_clean(self) -> None:
        refusal = copy(self.errors.get("file"))
        super()._post_clean()
        if refusal:  # of a refused file the model knows no name, and would find fault with that
            self.errors["file"] = refusal


def replace_content(upload: UploadedFile[Any], clean: CleanImage) -> None:
    """Put a cleaned picture in the place of an upload, in memory or in its temporary file."""
    buffer: Any = upload.file
    buffer.seek(0)
    buffer.truncate()
    buffer.write(clean.data)
    buffer.flush()
    upload.seek(0)
    upload.size = len(clean.data)
    upload.name = str(PurePosixPath(upload.name or "image").with_suffix(clean.extension))
    upload.clean_image = clean  # type: ignore[attr-defined]
