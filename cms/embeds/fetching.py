"""Ask a provider about a video, once, and keep the answer in Wagtail's table of embeds."""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed

from cms.deadlines import within

from .player import player_html
from .providers import Provider, provider_of, providers

SECONDS = 5.0
FAILURE_SECONDS = 60
ANSWER_BYTES = 256 * 1024
WIDTH = 1280


class VideoError(Exception):
    """Why there is no video; the text is for the editor. ``temporary``: it may work a little later."""

    def __init__(self, message: str, *, temporary: bool = False) -> None:
        super().__init__(message)
        self.temporary = temporary


def fetch_when_saved(url: str) -> Embed:
    """Give the stored embed of the video at ``url``, asking its provider when there is none yet.

    Takes at most ``SECONDS``. Raises VideoError; a failure is remembered for ``FAILURE_SECONDS``.
    """
    provider = provider_of(url)
    if provider is None:
        allowed = " or ".join(f"{provider.name} ({provider.example})" for provider in providers())
        raise VideoError(f"The video at {url} is not of an allowed provider. Use an address of {allowed}.")
    key = get_embed_hash(url)
    stored = Embed.objects.filter(hash=key).first()
    if stored is not None:
        return stored
    remembered = cache.get(f"embeds.failure.{key}")
    if remembered is not None:
        raise VideoError(remembered[0], temporary=remembered[1])
    try:
        values = embed_values(provider, ask(provider, url))
    except VideoError as reason:
        error = VideoError(f"The video at {url} could not be fetched: {reason}", temporary=reason.temporary)
        cache.set(f"embeds.failure.{key}", (str(error), error.temporary), FAILURE_SECONDS)
        raise error from reason
    return Embed.objects.update_or_create(hash=key, defaults={"url": url, **values})[0]


def embed_values(provider: Provider, answer: dict[str, Any]) -> dict[str, Any]:
    """Take what we keep out of a provider's answer: a player made by us, and plain texts."""
    html = player_html(provider, answer)
    if html is None:
        raise VideoError(f"{provider.name} gave no player for it. Check that the address is a single video's.")
    thumbnail = str(answer.get("thumbnail_url") or "")
    return {
        "type": "video",
        "html": html,
        "title": str(answer.get("title") or ""),
        "author_name": str(answer.get("author_name") or ""),
        "provider_name": provider.name,
        "thumbnail_url": thumbnail if thumbnail.startswith("https://") else "",
        "width": pixels(answer.get("width")),
        "height": pixels(answer.get("height")),
        "cache_until": None,
    }


def pixels(value: Any) -> int | None:
    """Read a size; None when it is none."""
    return value if isinstance(value, int) and 0 < value <= 10_000 else None


def ask(provider: Provider, url: str) -> dict[str, Any]:
    """Ask the provider's own endpoint about the video; VideoError with the reason when it does not tell."""
    query = urlencode({"url": url, "format": "json", "maxwidth": WIDTH})
    try:
        return within(SECONDS, lambda: read_answer(f"{provider.endpoint}?{query}"), name="embed")
    except urllib.error.HTTPError as error:
        error.close()
        raise refusal(provider, error.code) from error
    except (OSError, http.client.HTTPException) as error:
        late = isinstance(error, TimeoutError) or isinstance(getattr(error, "reason", None), TimeoutError)
        fault = f"did not answer within {SECONDS:g} seconds" if late else "could not be reached"
        raise VideoError(f"{provider.name} {fault}. Try again in a minute.", temporary=True) from error
    except ValueError as error:
        raise VideoError(f"{provider.name} gave an answer that is not understood.", temporary=True) from error


def refusal(provider: Provider, status: int) -> VideoError:
    """Say what the provider's HTTP status means."""
    if status in (400, 404, 410):
        return VideoError(f"{provider.name} has no video there. Check the address.")
    if status in (401, 403):
        return VideoError("it is private, or its owner does not let other websites show it.")
    return VideoError(f"{provider.name} answered with an error ({status}). Try again in a minute.", temporary=True)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect could lead anywhere, into our own network too: it is an error."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        return None


def read_answer(address: str) -> dict[str, Any]:
    """Read a JSON object from an https address; ValueError when it is none, or too large."""
    deadline = time.monotonic() + SECONDS
    request = urllib.request.Request(address, headers={"Accept": "application/json", "User-Agent": "MedspaCMS"})  # noqa: S310
    with urllib.request.build_opener(_NoRedirects).open(request, timeout=SECONDS) as response:
        body = b""
        while chunk := response.read1(65_536):
            body += chunk
            if len(body) > ANSWER_BYTES:
                raise ValueError("too large")
            if time.monotonic() > deadline:
                raise TimeoutError
    answer = json.loads(body)
    if not isinstance(answer, dict):
        raise ValueError("no JSON object")
    return answer
