"""Cloudflare's purge by tag and by address: https://developers.cloudflare.com/cache/how-to/purge-cache/."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from .caches import Refused
from .requests import send

API = "https://api.cloudflare.com/client/v4"
MOST_TAGS = 100
MOST_URLS = 100
"""In one request."""


@dataclass(frozen=True)
class Cloudflare:
    """One zone; ``pictures`` is the one that the pictures' files are in, empty where they are in none."""

    zone: str
    token: str = field(repr=False)
    api: str = API
    pictures: str = ""

    @property
    def name(self) -> str:
        return f"cloudflare {self.zone}"

    def portions(self, tags: Iterable[str]) -> Iterator[list[str]]:
        names = sorted(tags)
        return (names[start : start + MOST_TAGS] for start in range(0, len(names), MOST_TAGS))

    def purge(self, tags: list[str]) -> None:
        self.ask(self.zone, {"tags": tags})

    def purge_urls(self, urls: Sequence[str]) -> None:
        for start in range(0, len(urls) if self.pictures else 0, MOST_URLS):
            self.ask(self.pictures, {"files": list(urls[start : start + MOST_URLS])})

    def ask(self, zone: str, what: dict[str, list[str]]) -> None:
        """Ask the API; it has accepted when it says ``success``."""
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        body = json.dumps(what).encode()
        status, content = send("POST", f"{self.api}/zones/{zone}/purge_cache", headers, body)
        answer = read(content)
        if status != 200 or answer.get("success") is not True:
            raise Refused(f"it answered {status}{reasons(answer)}")


def read(content: bytes) -> dict[str, Any]:
    """The JSON object of an answer; an empty one where it holds none."""
    try:
        answer = json.loads(content)
    except ValueError:
        return {}
    return answer if isinstance(answer, dict) else {}


def reasons(answer: dict[str, Any]) -> str:
    """What the API's ``errors`` say."""
    errors = answer.get("errors")
    known = [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
    said = [f"{error.get('code')} {error.get('message')}" for error in known]
    return f": {'; '.join(said)[:300]}" if said else ""
