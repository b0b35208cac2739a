"""What an editor reads when a document is refused: one clear sentence, and what to do."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

HTML = re.compile(
    rb"<(?:!doctype|!entity|html|head|body|svg|script|iframe|img|object|embed|link|meta|style|base|form|math"
    rb"|template|video|audio|\?php)\b",
    re.IGNORECASE,
)
"""Markup that a browser would take for a page, were it ever to guess a file's type."""


class NotThisTypeError(Exception):
    """The file is of another type than its name says."""


def refuse(message: str) -> ValidationError:
    """Make the error that stands beside the file field."""
    return ValidationError(message, code="invalid_content")
