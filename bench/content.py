"""What the benchmark's sites hold, said without a model: ours and grapple's are made of the same rows and text sizes.

A site is made of blocks, each complete in itself, so that it grows by adding blocks. A block has 200 treatments, 300
articles, 40 providers, 8 locations and 20 concerns; a part of one, at a scale below 1, has as many of each less.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

TREATMENTS, ARTICLES, PROVIDERS, LOCATIONS, CONCERNS = 200, 300, 40, 8, 20
"""In each block."""
OF_EACH_TREATMENT = {"providers": 3, "locations": 4, "concerns": 1, "related": 3}
OF_EACH_ARTICLE = 3
"""How many treatments it is about."""
SECTIONS, SECTION_CHARACTERS = 11, 273
"""A treatment's text: some 3,000 characters."""
SUMMARY_CHARACTERS, INTRODUCTION_CHARACTERS, BODY_CHARACTERS, BIO_CHARACTERS = 150, 300, 4_000, 600
NEWEST = date(2026, 6, 1)
KINDS = ("injectable", "energy", "peel", "mechanical")
ROLES = ("physician", "nurse_practitioner", "registered_nurse", "esthetician")
WORDS = (
    "skin",
    "laser",
    "light",
    "peel",
    "filler",
    "needle",
    "session",
    "tone",
    "texture",
    "scar",
    "result",
    "downtime",
)
TEXT = " ".join(Random(0).choices(WORDS, k=20_000))


@dataclass(frozen=True)
class Treatment:
    """The numbers of a treatment and of what it is related to."""

    number: int
    concerns: list[int]
    providers: list[int]
    locations: list[int]
    related: list[int]

    def availability(self) -> list[tuple[int, int]]:
        """Who gives it where: each provider at two of the locations, each location has somebody."""
        places = self.locations
        return [
            (provider, places[(nth + step) % len(places)])
            for nth, provider in enumerate(self.providers)
            for step in (0, 1)
        ]


@dataclass(frozen=True)
class Article:
    """The numbers of an article, its author and its treatments."""

    number: int
    author: int
    treatments: list[int]

    @property
    def published_on(self) -> date:
        """The lower its number, the newer it is."""
        return NEWEST - timedelta(days=self.number % 3_000)


@dataclass(frozen=True)
class Block:
    """A part of a site, complete in itself."""

    providers: range
    locations: range
    concerns: range
    treatments: list[Treatment]
    articles: list[Article]


def blocks(scale: float, present: int = 0) -> Iterator[Block]:
    """The blocks of a site of this scale, without the first ones that are there already."""
    if scale < 1:
        yield block(0, scale)
    for number in range(present, int(scale)):
        yield block(number)


def block(number: int, scale: float = 1.0) -> Block:
    """One block, the same each time; below a scale of 1 there are still enough rows to relate to."""
    chance = Random(number)

    def numbers(of_each: int, least: int = 1) -> range:
        return range(number * of_each, number * of_each + max(least, round(of_each * scale)))

    providers = numbers(PROVIDERS, OF_EACH_TREATMENT["providers"])
    locations = numbers(LOCATIONS, OF_EACH_TREATMENT["locations"])
    authors = providers[: len(providers) // 2]  # else what is read of authors would do for those who give treatments
    concerns, treatments = numbers(CONCERNS), numbers(TREATMENTS, OF_EACH_TREATMENT["related"] + 1)
    return Block(
        providers,
        locations,
        concerns,
        [
            Treatment(
                one,
                chance.sample(concerns, OF_EACH_TREATMENT["concerns"]),
                chance.sample(providers, OF_EACH_TREATMENT["providers"]),
                chance.sample(locations, OF_EACH_TREATMENT["locations"]),
                chance.sample([other for other in treatments if other != one], OF_EACH_TREATMENT["related"]),
            )
            for one in treatments
        ],
        [Article(one, chance.choice(authors), chance.sample(treatments, OF_EACH_ARTICLE)) for one in numbers(ARTICLES)],
    )


def title(kind: str, number: int) -> str:
    """Titles are in the order of the numbers."""
    return f"{kind} {number:05}"


def slug(kind: str, number: int) -> str:
    return f"{kind.lower()}-{number}"


def plain_text(characters: int, number: int) -> str:
    """So many characters of words, cut out of the same long text at another place for each number."""
    start = number * 41 % (len(TEXT) - characters)
    return TEXT[start : start + characters].strip()


def rich_text(characters: int, number: int) -> str:
    """The same as paragraphs of some 270 characters, their tags counted."""
    paragraphs = max(1, round(characters / SECTION_CHARACTERS))
    return "".join(
        f"<p>{plain_text(characters // paragraphs - 7, number * 100 + each)}</p>" for each in range(paragraphs)
    )


def kind_of(number: int) -> str:
    return KINDS[number % len(KINDS)]


def role_of(number: int) -> str:
    return ROLES[number % len(ROLES)]
