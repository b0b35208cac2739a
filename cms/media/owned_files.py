"""Models whose rows own a stored file, and the field files that go with them."""

from __future__ import annotations

from typing import Any

from django.core.files.base import File
from django.db import models, router, transaction
from django.db.models.fields.files import FieldFile

from cms.media.deletions import delete_later, delete_unowned


class OwnedFieldFile(FieldFile):
    """A field file that knows whether it was stored by this very instance and is not yet in the database."""

    fresh = False
    instance: Any
    storage: Any
    _committed: bool

    def commit(self) -> None:
        """Store the file now, ahead of the row, if it has not been stored yet."""
        if self and not self._committed:
            self.save(str(self.name), self.file, save=False)

    def save(self, name: str, content: File[Any], save: bool = True) -> None:
        """Store the content under a name that tells nothing; what was stored stays at hand for reading."""
        super().save(name, content, save=False)
        self.file = content
        self.fresh = True
        if save:
            self.instance.save()

    save.alters_data = True  # type: ignore[attr-defined]

    @property
    def size(self) -> int:
        """The size in bytes; known without asking the store right after an upload."""
        return int(self.file.size) if self.fresh else int(super().size)

    def _set_instance_attribute(self, name: str, content: File[Any]) -> None:
        self.instance.__dict__[self.field.attname] = self


class OwnsFile(models.Model):
    """A row that owns the stored file in its field ``file``.

    The file is stored before the row's own transaction opens. It goes again when the row cannot be saved; a
    file that the row gave up goes once the change is committed.
    """

    class Meta:
        abstract = True

    file: Any

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row and its file together, or neither.

        Raises StorageUnavailableError before anything is written when the store does not answer.
        """
        update_fields = kwargs.get("update_fields")
        if update_fields is not None and "file" not in update_fields:
            super().save(*args, **kwargs)
            return
        self.file.commit()
        if not getattr(self.file, "fresh", False):
            super().save(*args, **kwargs)
            return
        stored = self.file
        try:
            with transaction.atomic(using=kwargs.get("using") or router.db_for_write(type(self), instance=self)):
                given_up = self._stored_name()
                if given_up and given_up != stored.name:
                    self.file_replaced(given_up)
                super().save(*args, **kwargs)
        except BaseException:
            delete_unowned(type(self), stored.storage, stored.name, self.picture_id)
            raise
        stored.fresh = False

    @property
    def picture_id(self) -> int | None:
        """The id of the picture whose file it is; None of a document."""
        return None

    def file_replaced(self, name: str) -> None:
        """Let go of the file this row had before; runs in the transaction that replaces it."""
        delete_later(self.file.storage, name, self.picture_id)

    def _stored_name(self) -> str:
        if self.pk is None:
            return ""
        model: Any = type(self)
        names = model._base_manager.filter(pk=self.pk).values_list("file", flat=True)
        return str(names.first() or "")
