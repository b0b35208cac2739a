"""What people who cannot see a picture are told of it, where it stands.

A picture has an alt text, or the word that it is decorative, of its own. Where it is placed, both may be said anew:
what is said of it there goes before what is said of it everywhere.
"""

from __future__ import annotations

import hashlib
import re
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cms.media.models import MediaImage

ALT_LIMIT = 255
"""How many characters an alt text has, with a picture and where it is placed."""

ENDINGS = "jpe?g|jfif|png|webp|avif|heic|heif|gif|tiff?|bmp|svg"
CAMERAS = "img|dscn?|dscf|pxl|mvimg|image|photo"
FILE_NAME = re.compile(rf"(.*\.({ENDINGS})|({CAMERAS})[\W_]*\d\S*)$", re.IGNORECASE)
"""What a camera, a phone or somebody calls a file: ``IMG_1234``, ``treatment-room.jpg``."""

FILE_NAME_REFUSED = "“%s” is the name of a file. Say what the picture shows."

_ORIGINAL = "_original"


@dataclass(frozen=True)
class Place:
    """What is said of a picture where it stands.

    ``name`` is that of whom it shows: a portrait and a logo are known by it where nothing else is said of them.
    """

    alt: str = ""
    decorative: bool = False
    name: str = ""

    def said_of(self, image: MediaImage) -> tuple[str, bool]:
        """The effective alt text of ``image`` here, and whether it is decorative; of a decorative one there is none."""
        if self.decorative:
            return "", True
        if own := self.alt.strip():
            return own, False
        return image.alt.strip() or ("" if image.is_decorative else self.name), image.is_decorative

    def problem(self, image: MediaImage | None) -> str | None:
        """Why ``image`` may not be published here, for an editor who may say something of it here; None if it may."""
        if image is None:
            return None
        if self.decorative and self.alt.strip():
            return "A decorative picture has no alt text. Clear “Alt text here”, or untick “Decorative here”."
        if names_a_file(self.alt):
            return FILE_NAME_REFUSED % self.alt.strip()
        if fault := self.fault_of(image):
            return (
                f"“{image.title}” {fault}. Say in “Alt text here” what it shows on this page, or tick "
                "“Decorative here”; or describe the image itself, for every page."
            )
        return None

    def fault_of(self, image: MediaImage) -> str | None:
        """What is wrong with what the place and the picture say of it; None where it is described or decorative."""
        text, decorative = self.said_of(image)
        if not text and not decorative:
            return "has no alt text"
        return f"has the name of a file, “{text}”, for its alt text" if names_a_file(text) else None


def names_a_file(text: str) -> bool:
    """Whether an alt text is what a camera or somebody called the file."""
    return FILE_NAME.match(text.strip()) is not None


def placed(image: Any, place: Place) -> Any:
    """``image`` with the alt text that it has in ``place``; None stays None.

    What differs from the picture itself is a copy, never to be saved: the same picture may stand in two places of one
    answer.
    """
    if image is None or place.said_of(image) == (image.alt, image.is_decorative):
        return image
    twin = copy(image)
    twin.__dict__.pop("_attached", None)
    twin.__dict__[_ORIGINAL] = original(image)
    twin.description, twin.is_decorative = place.said_of(image)
    return twin


def id_here(image: Any) -> str:
    """The picture's number, and a mark of its words where they are not its own.

    Who keeps objects by their ids, as a front end's cache does, would else give the words of one place in another.
    """
    if original(image) is image:
        return str(image.pk)
    words = f"{image.alt} {image.is_decorative}"
    return f"{image.pk}-{hashlib.sha256(words.encode()).hexdigest()[:8]}"


def original(image: Any) -> Any:
    """The picture as it was read, whatever is said of it in its place: what is loaded of one is loaded of all."""
    return image.__dict__.get(_ORIGINAL, image)
