"""What editors say of a picture where they place it, for blocks that hold one in ``image``.

Its parts are ``alt`` and ``decorative``. They go before what is said with the picture itself.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError

from cms.media.alt_text import ALT_LIMIT, Place

ALT_HELP = (
    "Only if the picture means something else here than its own alt text says. What it shows, for people who cannot "
    "see it. Never name a patient."
)
DECORATIVE_HELP = "Here it adds nothing to the words beside it; screen readers skip it."

PICTURE_PROBLEM = "picture"
"""The code of an error that says itself which picture it is about and what to do."""


def alt_here() -> blocks.CharBlock:
    """The alt text that a picture has in this block alone."""
    return blocks.CharBlock(max_length=ALT_LIMIT, required=False, label="Alt text here", help_text=ALT_HELP)


def decorative_here() -> blocks.BooleanBlock:
    """Whether a picture is decorative in this block, whatever it is elsewhere."""
    return blocks.BooleanBlock(required=False, label="Decorative here", help_text=DECORATIVE_HELP)


def place_of(value: Any) -> Place:
    """What a block says of its picture, in the editor or as it is stored; words that are none count as unsaid."""
    alt = value.get("alt")
    return Place(alt=alt if isinstance(alt, str) else "", decorative=value.get("decorative") is True)


class DescribesPicture(blocks.StructBlock):
    """A block whose picture must be described, here or with the picture itself, before its page goes live."""

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        cleaned = super().clean(value)
        problem = None if self.is_deferred_validation else place_of(cleaned).problem(cleaned["image"])
        if problem:
            raise StructBlockValidationError(block_errors={"alt": ValidationError(problem, code=PICTURE_PROBLEM)})
        return cleaned


def picture_problem(error: ValidationError) -> str | None:
    """The message of an error of such a block that is about its picture; None for any other error."""
    about_alt: Any = getattr(error, "block_errors", {}).get("alt")
    return str(about_alt.message) if getattr(about_alt, "code", None) == PICTURE_PROBLEM else None
