"""The providers whose videos editors may use, from ``settings.EMBED_PROVIDERS``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed


@dataclass(frozen=True)
class Provider:
    """A provider of videos.

    ``endpoint``: where its oEmbed answers come from. ``addresses``: patterns a video's address must match whole.
    ``player``: the only host its answer may name. ``served_from``: the host readers' browsers are sent to instead.
    ``parameters``: added to the player's address.
    """

    name: str
    endpoint: str
    addresses: tuple[re.Pattern[str], ...]
    example: str
    player: str
    served_from: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)

    def serves(self, url: str) -> bool:
        """Tell whether this is the address of one of its videos."""
        return any(pattern.fullmatch(url) for pattern in self.addresses)


@lru_cache(maxsize=1)
def providers() -> tuple[Provider, ...]:
    """Give the allowed providers; ImproperlyConfigured when one could send us elsewhere than to its own https host."""
    return tuple(from_settings(name, options) for name, options in settings.EMBED_PROVIDERS.items())


def from_settings(name: str, options: Mapping[str, Any]) -> Provider:
    """Make a provider of its entry in the setting."""
    try:
        provider = Provider(name, **{**options, "addresses": tuple(map(re.compile, options["addresses"]))})
    except (KeyError, TypeError, re.error) as error:
        raise ImproperlyConfigured(f"EMBED_PROVIDERS[{name!r}] is incomplete or has a wrong entry: {error}") from error
    if not provider.endpoint.startswith("https://"):
        raise ImproperlyConfigured(f"EMBED_PROVIDERS[{name!r}]: the endpoint must start with https://.")
    return provider


def provider_of(url: str) -> Provider | None:
    """Give the provider of the video at this address; None when none is allowed."""
    return next((provider for provider in providers() if provider.serves(url)), None)


def _forget(*, setting: str, **_kwargs: Any) -> None:
    if setting == "EMBED_PROVIDERS":
        providers.cache_clear()


setting_changed.connect(_forget, dispatch_uid="cms.embeds")
