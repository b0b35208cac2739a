"""Addresses of renditions: of those that are stored, and signed ones of those that are not yet.

A signed address names one file of one picture and never expires: a static website may keep it for years. What it
names may have changed by then, so it is a wish, which :mod:`cms.media.on_demand` fulfils with what comes nearest.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from django.conf import settings
from django.core.files.storage import storages
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from cms.media.models import MediaImage
from cms.media.presets import RenditionSpec
from cms.media.rendering import key_of
from cms.media.storage import PUBLIC

SALT = "cms.media.render"


class Wish(NamedTuple):
    """What an address asks for."""

    image: int
    preset: str
    format: str
    width: int


def public_url(name: str) -> str:
    """Make the absolute address of a stored rendition; no storage is asked."""
    address: str = storages[PUBLIC].url(name)
    return address if "://" in address else settings.CMS_BASE_URL + address


def render_url(image: MediaImage, spec: RenditionSpec) -> str:
    """Make the absolute address that renders a file when it is asked for."""
    wish = f"{image.pk}:{spec.preset}:{spec.format}:{spec.width}:{mark(image)}"
    return str(settings.CMS_BASE_URL) + reverse("media_render", args=[Signer(salt=SALT).sign(wish)])


def read_token(token: str) -> Wish:
    """Give back what was signed; BadSignature for anything else."""
    try:
        image, preset, image_format, width, _mark = Signer(salt=SALT).unsign(token).split(":")
        return Wish(int(image), preset, image_format, int(width))
    except ValueError:
        raise BadSignature("No wish.") from None


def mark(image: MediaImage) -> str:
    """Tell the present file and crop of a picture from others, so that no cache takes one's address for another's.

    A stored file's name is random and never given twice.
    """
    return hashlib.sha256(f"{image.file.name} {key_of(image)}".encode()).hexdigest()[:8]
