"""Text as editors enter it: one thing per line, or rich text that holds no words."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags

MOST_LINES = 20


def lines(text: str) -> list[str]:
    """The lines of ``text`` that are not empty, without the spaces around them."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def at_most_lines(text: str) -> None:
    """Raise ``ValidationError`` where ``text`` has more lines than a list of the content API may hold."""
    if len(lines(text)) > MOST_LINES:
        raise ValidationError(f"At most {MOST_LINES} lines fit here; there are {len(lines(text))}. Remove some.")


def is_blank(value: object) -> bool:
    """Whether there is nothing in ``value``; an emptied rich text field still sends the tags of one paragraph."""
    return not value or (isinstance(value, str) and not strip_tags(value).replace("&nbsp;", " ").strip())
