"""The player we let a front end show: one frame, written by us, of the provider's own host."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from bs4 import BeautifulSoup
from bs4.element import Tag
from django.utils.html import format_html

from .providers import Provider

FRAME = (
    '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy"'
    ' allow="encrypted-media; fullscreen; picture-in-picture" allowfullscreen'
    ' referrerpolicy="strict-origin-when-cross-origin"></iframe>'
)
WRITTEN = re.compile(re.escape(FRAME).replace(r"\{\}", '[^"<>]*'))
SIZE = (1280, 720)


def player_html(provider: Provider, answer: dict[str, Any]) -> str | None:
    """Make the player's HTML of a provider's oEmbed answer; None when it names no player of that provider."""
    frame = BeautifulSoup(str(answer.get("html") or ""), "html.parser").find("iframe")
    if not isinstance(frame, Tag):
        return None
    source = player_address(provider, str(frame.get("src") or ""))
    if source is None:
        return None
    sizes = [answer.get("width"), answer.get("height")]
    whole = all(isinstance(size, int) and 0 < size <= 10_000 for size in sizes)
    width, height = sizes if whole else SIZE
    title = str(answer.get("title") or "") or f"Video on {provider.name}"
    return str(format_html(FRAME, source, title, width, height))


def is_player(provider: Provider, html: str) -> bool:
    """Tell whether stored HTML is a player as :func:`player_html` makes it, of this provider."""
    start = f'<iframe src="https://{provider.served_from or provider.player}/'
    return html.startswith(start) and WRITTEN.fullmatch(html) is not None


def player_address(provider: Provider, source: str) -> str | None:
    """Check the address of the player, and give the one readers get; None when it is not the provider's."""
    try:
        parts = urlsplit(source)
    except ValueError:
        return None
    if parts.scheme != "https" or parts.netloc != provider.player:
        return None
    query = urlencode({**dict(parse_qsl(parts.query)), **provider.parameters})
    return urlunsplit(("https", provider.served_from or provider.player, parts.path, query, ""))
