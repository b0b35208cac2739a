"""What Wagtail asks about an address it has no embed of."""

from __future__ import annotations

from typing import Any, NoReturn

from wagtail.embeds.exceptions import EmbedNotFoundException
from wagtail.embeds.finders.base import EmbedFinder


class NeverAsks(EmbedFinder):
    """Refuses every address: templates, rich text and previews show what was fetched when saved, or nothing.

    Without it, each reader of a page would wait for a provider that does not answer.
    """

    def accept(self, url: str) -> bool:
        """Take every address, so that no other finder is asked."""
        return True

    def find_embed(self, url: str, max_width: Any = None, max_height: Any = None) -> NoReturn:
        """Refuse."""
        raise EmbedNotFoundException("Embeds are fetched when a page is saved, never when it is read.")
