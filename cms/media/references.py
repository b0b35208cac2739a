"""What refers to pictures: foreign keys, and the stored content of versions, told by the numbers in it.

A version in the history of a page or snippet is JSON; made into an object it would have lost what is gone meanwhile.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db.models import ForeignKey, ManyToOneRel, Model
from modelcluster.models import get_all_child_relations
from wagtail.blocks import RichTextBlock, StructBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model
from wagtail.images.blocks import ImageChooserBlock

from cms.media.stored_blocks import blocks_of, leaves, stream_fields

EMBED = re.compile(r"<embed\b[^>]*>")
EMBEDDED_ID = re.compile(r"""\bid=["'](\d{1,18})["']""")


def keys_to_pictures() -> Iterator[ManyToOneRel]:
    """Give every foreign key to a picture, as the picture knows it."""
    for relation in get_image_model()._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel):
            yield relation


def pictures_of(model: type[Model], content: Mapping[str, Any]) -> Iterator[int]:
    """Give the ids of the pictures that ``content``, a version of an object of ``model``, refers to."""
    for field in model._meta.concrete_fields:
        value = content.get(field.name)
        if isinstance(field, ForeignKey):
            if isinstance(value, int) and issubclass(field.related_model, get_image_model()):
                yield value
        elif isinstance(field, StreamField):
            yield from pictures_in(field.stream_block, value)
        elif isinstance(field, RichTextField):
            yield from pictures_in_text(value)
    for relation in get_all_child_relations(model):
        for row in content.get(relation.get_accessor_name()) or ():
            yield from pictures_of(relation.related_model, row)


def pictures_in(block: Any, value: Any) -> Iterator[int]:
    """Give the ids of the pictures that the stored ``value`` of a block refers to."""
    for leaf, stored in leaves(block, value):
        if isinstance(leaf, ImageChooserBlock):
            if isinstance(stored, int):
                yield stored
        elif isinstance(leaf, RichTextBlock):
            yield from pictures_in_text(stored)


def pictures_in_text(value: Any) -> Iterator[int]:
    """Give the ids of the pictures that stand in stored rich text."""
    for tag in EMBED.findall(value) if isinstance(value, str) else ():
        found = EMBEDDED_ID.search(tag)
        if found and re.search(r"""embedtype=["']image["']""", tag):
            yield int(found[1])


def needs(block: Any, value: Any, gone: Collection[int]) -> bool:
    """Tell whether a stored block cannot do without one of the pictures that are ``gone``."""
    if isinstance(block, ImageChooserBlock):
        return bool(block.required) and isinstance(value, int) and value in gone
    if isinstance(block, StructBlock) and isinstance(value, dict):
        return any(needs(child, value.get(name), gone) for name, child in block.child_blocks.items())
    return False


def without_taken_down(model: type[Model], content: dict[str, Any]) -> dict[str, Any]:
    """Give ``content`` without the blocks that need a picture which was taken down.

    So that an old version can still be opened and published: the form and the rules for publishing would ask for the
    picture. Nothing is read where the content refers to no picture.
    """
    from cms.media.takedowns import Takedown

    pictures = set(pictures_of(model, content))
    gone = set(Takedown.objects.filter(image_id__in=pictures).values_list("image_id", flat=True)) if pictures else set()
    if not gone:
        return content
    kept = dict(content)
    for field in stream_fields(model):
        if content.get(field.name):
            children = field.stream_block.child_blocks
            blocks = blocks_of(content[field.name])
            blocks = [raw for raw in blocks if not needs(children.get(raw.get("type")), raw.get("value"), gone)]
            kept[field.name] = json.dumps(blocks)
    return kept
