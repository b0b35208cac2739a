"""Real pictures, tiny, with the files that the presets ask for."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import factory
from django.core.files.base import ContentFile
from PIL import Image
from wagtail.models import Collection, CollectionViewRestriction

from cms.media.models import MediaDocument, MediaImage
from cms.media.rendering import render_presets

from .base import ModelFactory


@cache
def picture(width: int = 96, height: int = 64, color: str = "#d8cfc4") -> bytes:
    """A JPEG of one colour."""
    output = io.BytesIO()
    Image.new("RGB", (width, height), color).save(output, "JPEG")
    return output.getvalue()


class ImageFactory(ModelFactory):
    """A picture of 96 × 64 pixels with all its renditions; ``rendered=False`` leaves those to the worker."""

    title = factory.Sequence(lambda number: f"Picture {number}")
    description = factory.LazyAttribute(lambda image: f"What {image.title} shows")

    class Meta:
        model = MediaImage

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Any:
        fields.setdefault("file", ContentFile(picture(), name="picture.jpg"))
        return super()._create(model_class, *args, **fields)

    @classmethod
    def create(cls, rendered: bool = True, **fields: Any) -> Any:
        image = super().create(**fields)
        if rendered:
            render_presets(image)
        return image


PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


class DocumentFactory(ModelFactory):
    """A PDF of 80 bytes."""

    title = factory.Sequence(lambda number: f"Document {number}")

    class Meta:
        model = MediaDocument

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **fields: Any) -> Any:
        fields.setdefault("file", ContentFile(PDF, name="document.pdf"))
        return super()._create(model_class, *args, **fields)


def private_collection(name: str = "Private") -> Collection:
    """A collection that only people who have signed in may see, with one below it (``get_children()``)."""
    collection = Collection.get_first_root_node().add_child(name=name)
    CollectionViewRestriction.objects.create(collection=collection, restriction_type=CollectionViewRestriction.LOGIN)
    collection.add_child(name=f"Below {name}")
    return collection
