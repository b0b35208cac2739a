"""Rows that live inside a page's revisions and point at something outside of them."""

from __future__ import annotations

from typing import Any

from django.db import models
from modelcluster.fields import ParentalKey
from modelcluster.models import model_from_serializable_data


class RevisionRow(models.Model):
    """A child row that can be read from a revision although the protected thing it points at is gone since.

    An optional reference is then empty; a row that is nothing without its reference is left out.
    modelcluster alone raises on such a row, and the whole revision could no longer be opened.
    """

    class Meta:
        abstract = True

    @classmethod
    def from_serializable_data(cls, data: dict[str, Any], check_fks: bool = True, strict_fks: bool = False) -> Any:
        if check_fks:
            data = dict(data)
            for field in cls._meta.concrete_fields:
                if not isinstance(field, models.ForeignKey) or isinstance(field, ParentalKey):
                    continue
                target = data.get(field.name)
                if target is None or field.related_model._base_manager.filter(pk=target).exists():
                    continue
                if not field.null:
                    return None
                data[field.name] = None
        return model_from_serializable_data(cls, data, check_fks=False, strict_fks=strict_fks)
