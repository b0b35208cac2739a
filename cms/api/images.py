"""Images for the API: always a preset, never the original, never a file made while somebody waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Any

import graphene
from grapple.registry import registry

from cms.media.alt_text import id_here, original
from cms.media.links import public_url, render_url
from cms.media.models import MediaImage, MediaRendition
from cms.media.presets import FORMATS, RenditionSpec, filter_specs, preset_names, presets
from cms.media.rendering import key_of

from .lookahead import UNSEEN, Request, Values
from .objects import BoundedList, object_type
from .reader import Reader


def shape(preset: str) -> str:
    """What a preset is, for the front-end developer who chooses one."""
    (across, down), widths = presets()[preset].ratio, presets()[preset].widths
    several = " to ".join(map(str, dict.fromkeys((widths[0], widths[-1]))))
    return f"{across}:{down}, {several} pixels wide."


ImagePreset = graphene.Enum.from_enum(
    Enum("ImagePreset", {name: name for name in preset_names()}),
    description=lambda member: shape(member.value) if member else "The shapes images come in; there is no other.",
)
ImageFormat = graphene.Enum.from_enum(
    Enum("ImageFormat", {name: name for name in FORMATS}),
    description=lambda member: f"{member.value}, {FORMATS[member.value]}." if member else "The formats images come in.",
)
FORMAT_ARGUMENT = graphene.Argument(
    ImageFormat, description="The format; null is WEBP, or for a preset that has none what it has."
)
RENDITIONS = "renditions"
Files = dict[tuple[str, str], str]
"""Storage names by filter spec and focal point key."""


@object_type
class FocalPoint(graphene.ObjectType):
    """What must stay in view when a picture is cropped."""

    x = graphene.Float(required=True, description="From the left edge, 0 to 1.")
    y = graphene.Float(required=True, description="From the upper edge, 0 to 1.")


@object_type
class Rendition(graphene.ObjectType):
    """A file of an image."""

    url = graphene.String(
        required=True,
        description="Its address, good for ever. A file that is not there yet is made by it, and redirected to.",
    )
    width = graphene.Int(required=True, description="In pixels.")
    height = graphene.Int(required=True, description="In pixels.")
    format = graphene.Field(ImageFormat, required=True, description="The file's format.")
    content_type = graphene.String(required=True, description="Its media type, such as image/webp.")


@object_type
class PictureSource(graphene.ObjectType):
    """One source element of a picture element."""

    type = graphene.String(required=True, description="The media type, for the attribute type.")
    src_set = graphene.String(required=True, description="For the attribute srcset.")


@dataclass(frozen=True)
class ImageFile:
    """A rendition as the API gives it: ``stored`` is its storage name, None until it is rendered."""

    image: MediaImage
    spec: RenditionSpec
    stored: str | None

    @cached_property
    def url(self) -> str:
        return public_url(self.stored) if self.stored else render_url(self.image, self.spec)

    @property
    def width(self) -> int:
        return self.spec.width

    @property
    def height(self) -> int:
        return self.spec.height

    @property
    def format(self) -> str:
        return self.spec.format

    @property
    def content_type(self) -> str:
        return FORMATS[self.spec.format]


class Image(graphene.ObjectType):
    """A picture."""

    id = graphene.ID(
        required=True,
        description="The image's number, by which `changes` names it, and behind a dash a mark of the words it has "
        "here where they are not its own: what has one id is the same wherever it stands.",
    )
    alt = graphene.String(
        required=True,
        description="For the attribute alt: what the picture shows where it stands here. The same image may have "
        "another in another place. Empty when it is decorative.",
    )
    decorative = graphene.Boolean(
        required=True, description="Whether it adds nothing to the words beside it where it stands here."
    )
    title = graphene.String(required=True, description="What staff call it.")
    credit = graphene.String(description="Whom to name beside it; null where nobody has to be.")
    width = graphene.Int(required=True, description="The original's width in pixels.")
    height = graphene.Int(required=True, description="The original's height in pixels.")
    aspect_ratio = graphene.Float(required=True, description="Width by height.")
    focal_point = graphene.Field(FocalPoint, description="What stays in view in crops; null where nobody set it.")
    dominant_color = graphene.String(
        description="Its main color, such as #d8cfc4, to show before it has loaded; null until it is known."
    )
    placeholder = graphene.String(
        description="A tiny picture as a data URI, to show before it has loaded; null until it is made."
    )
    rendition = graphene.Field(
        Rendition,
        preset=graphene.Argument(ImagePreset, required=True, description="The shape."),
        format=FORMAT_ARGUMENT,
        description="The largest file of a preset; null where the preset has no such format.",
    )
    src_set = graphene.String(
        required=True,
        preset=graphene.Argument(ImagePreset, required=True, description="The shape."),
        format=FORMAT_ARGUMENT,
        description="All widths of a preset, for the attribute srcset; empty where the preset has no such format.",
    )
    picture_sources = BoundedList(
        PictureSource,
        len(FORMATS),
        "The sources of a picture element, best format first.",
        preset=graphene.Argument(ImagePreset, required=True, description="The shape."),
    )

    class Meta:
        name = "Image"

    @staticmethod
    def resolve_id(root: MediaImage, info: graphene.ResolveInfo) -> str:
        return id_here(root)

    @staticmethod
    def resolve_decorative(root: MediaImage, info: graphene.ResolveInfo) -> bool:
        return root.is_decorative

    @staticmethod
    def resolve_credit(root: MediaImage, info: graphene.ResolveInfo) -> str | None:
        return root.credit or None

    @staticmethod
    def resolve_aspect_ratio(root: MediaImage, info: graphene.ResolveInfo) -> float:
        return round(root.width / root.height, 4) if root.height else 1.0

    @staticmethod
    def resolve_focal_point(root: MediaImage, info: graphene.ResolveInfo) -> dict[str, float] | None:
        if root.focal_point_x is None or root.focal_point_y is None:
            return None
        return {
            "x": round(root.focal_point_x / root.width, 4),
            "y": round(root.focal_point_y / root.height, 4),
        }

    @staticmethod
    def resolve_dominant_color(root: MediaImage, info: graphene.ResolveInfo) -> str | None:
        return root.dominant_color or None

    @staticmethod
    def resolve_placeholder(root: MediaImage, info: graphene.ResolveInfo) -> str | None:
        return root.placeholder or None

    @staticmethod
    def resolve_rendition(
        root: MediaImage, info: graphene.ResolveInfo, preset: Any, format: Any = None
    ) -> ImageFile | None:
        files = image_files(root, member(preset), chosen(preset, format))
        return files[-1] if files else None

    @staticmethod
    def resolve_src_set(root: MediaImage, info: graphene.ResolveInfo, preset: Any, format: Any = None) -> str:
        return src_set(image_files(root, member(preset), chosen(preset, format)))

    @staticmethod
    def resolve_picture_sources(root: MediaImage, info: graphene.ResolveInfo, preset: Any) -> list[dict[str, str]]:
        by_format = {name: image_files(root, member(preset), name) for name in FORMATS}
        return [{"type": FORMATS[name], "src_set": src_set(files)} for name, files in by_format.items() if files]


registry.images[MediaImage] = Image


def member(value: Any) -> str:
    """The name behind an enum argument, which graphene gives as a member and defaults as text."""
    return str(getattr(value, "value", value))


def chosen(preset: Any, format_name: Any) -> str:
    """The format that an argument names, or the preset's usual one where it is null."""
    return member(format_name) if format_name else presets()[member(preset)].usual_format


def load_renditions(images: Sequence[Any], reader: Reader, request: Request | None = None) -> Values:
    """Attach the stored renditions of all ``images``, in one statement; image resolvers read them there."""
    waiting: dict[int, list[Any]] = {}
    for image in map(original, images):
        if RENDITIONS not in image.__dict__:
            waiting.setdefault(image.pk, []).append(image)
    if waiting:
        files: dict[int, Files] = {pk: {} for pk in waiting}
        rows = MediaRendition.objects.filter(image__in=list(waiting))
        for pk, spec, key, name in rows.values_list("image_id", "filter_spec", "focal_point_key", "file"):
            files[pk][spec, key] = name
        for pk, copies in waiting.items():
            for image in copies:
                image.__dict__[RENDITIONS] = files[pk]
    return dict.fromkeys((image.pk for image in images), UNSEEN)


def image_files(image: MediaImage, preset: str, format_name: str) -> list[ImageFile]:
    """The files of a preset in one format, from small to large; RuntimeError when none were looked for."""
    known = original(image).__dict__
    if RENDITIONS not in known:
        raise RuntimeError("An image's renditions were not planned by the look-ahead")
    stored: Files = known[RENDITIONS]
    key = key_of(image)
    specs = filter_specs(preset, format_name, image.width, image.height)
    return [ImageFile(image, spec, stored.get((spec.filter_spec, key))) for spec in specs]


def src_set(files: Sequence[ImageFile]) -> str:
    return ", ".join(f"{file.url} {file.width}w" for file in files)
