"""What is asked: a list, a page with all that belongs to it, and a list of pages with what belongs to each.

Each is written for our content API and for grapple as shipped, and both must answer with the same rows.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench.content import OF_EACH_ARTICLE, OF_EACH_TREATMENT, SECTIONS, TREATMENTS

ROOT = Path(__file__).resolve().parent.parent
ROWS = 20
"""As many as Q1 and Q3 list."""
Variables = dict[str, Any]


@dataclass(frozen=True)
class Query:
    """A text, and its variables: those of the ``n``th request where they are not the same in all."""

    name: str
    text: str
    variables: Callable[[int], Variables] = lambda number: {}
    different: int = 1
    """How many different requests there are."""

    def body(self, number: int = 0, **extensions: Any) -> bytes:
        """The ``number``th request as JSON."""
        asked: Variables = {"query": self.text, "variables": self.variables(number % self.different)}
        if extensions:
            asked["extensions"] = extensions
        return json.dumps(asked).encode()


def one_of_all(number: int) -> Variables:
    return {"slug": f"treatment-{number}"}


def ours(rows: int = ROWS, related: int = 3, treatments: int = TREATMENTS) -> list[Query]:
    """Q1 to Q3 for the CMS; with how many rows Q1 and Q3, with how many related pages Q2."""
    return [
        Query("Q1", f"{{ treatments(first: {rows}) {{ nodes {{ title slug summary kind }} }} }}"),
        Query(
            "Q2",
            f"""query ($slug: String!) {{ treatment(slug: $slug) {{
              title sections {{ html }} providers {{ title role }} locations {{ title address {{ city }} }}
              related(first: {related}) {{ nodes {{ title ... on TreatmentPage {{ slug }} }} }}
            }} }}""",
            one_of_all,
            treatments,
        ),
        Query(
            "Q3",
            f"""{{ articles(first: {rows}) {{ nodes {{
              title slug author {{ displayName }}
              treatments {{ title providers {{ title }} locations {{ title }} }}
            }} }} }}""",
        ),
    ]


def grapples(rows: int = ROWS) -> list[Query]:
    """The same for grapple as shipped."""
    sections = (
        "overview whyItsDone suitability howItWorks preparation whatHappens aftercare results risks alternatives "
        "costNote"
    )
    return [
        Query("Q1", f'{{ treatments(limit: {rows}, order: "title") {{ title slug summary kind }} }}'),
        Query(
            "Q2",
            f"""query ($slug: String!) {{ treatment(slug: $slug) {{
              title {sections} providers {{ title role }} locations {{ title city }} related {{ title slug }}
            }} }}""",
            one_of_all,
            TREATMENTS,
        ),
        Query(
            "Q3",
            f"""{{ articles(limit: {rows}, order: "-published_on") {{
              title slug author {{ displayName }}
              treatments {{ title providers {{ title }} locations {{ title }} }}
            }} }}""",
        ),
    ]


def expected(name: str, rows: int = ROWS, related: int = 3) -> int:
    """How many titles an answer to Q1, Q2 or Q3 holds."""
    people_and_places = OF_EACH_TREATMENT["providers"] + OF_EACH_TREATMENT["locations"]
    return {
        "Q1": rows,
        "Q2": 1 + people_and_places + related,
        "Q3": rows * (1 + OF_EACH_ARTICLE * (1 + people_and_places)),
    }[name]


def titles(value: Any) -> Counter[str]:
    """All titles in an answer, each as often as it is there."""
    return Counter(walked(value, "title"))


def characters_of_text(value: Any) -> int:
    """How long the texts of Q2 are together."""
    texts = list(walked(value, "html")) or [each for each in walked_texts(value) if each.startswith("<p>")]
    assert len(texts) in {0, SECTIONS}
    return sum(map(len, texts))


def walked(value: Any, key: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, one in value.items():
            if name == key:
                yield one
            else:
                yield from walked(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from walked(one, key)


def walked_texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from walked_texts(one)


HERE: dict[str, Variables] = {
    "article-by-path": {"path": "/articles/article-0/"},
    "article-page": {"slug": "article-0"},
    "comparison-article-page": {"slug": "comparison-0"},
    "concern-page": {"slug": "concern-0"},
    "location-page": {"slug": "location-0"},
    "search": {"query": "laser"},
    "treatments-for-concerns": {"one": "concern-0", "other": "concern-0", "location": "location-0"},
    "provider-page": {"slug": "provider-0"},
    "treatment-page": {"slug": "treatment-0"},
    "search 1": {"words": "treatment"},
    "webhooks 1": {"path": "/treatments/treatment-0/"},
}
"""What the documents ask for on the benchmark's site, where it is not what they ask for on the demo's."""


def documents() -> list[Query]:
    """The ready queries, and those that the texts of docs/ and README.md show, but for the ones of drafts."""
    found = {path.stem: path.read_text() for path in sorted((ROOT / "docs" / "queries").glob("*.graphql"))}
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        shown = re.findall(r"^```graphql\n(.*?)^```", path.read_text(), re.MULTILINE | re.DOTALL)
        whole = [text for text in shown if text.startswith(("query", "{")) and "version: DRAFT" not in text]
        found |= {f"{path.stem} {number}": text for number, text in enumerate(whole, 1)}
    return [Query(name, text, partial(always, own_variables(name, text))) for name, text in found.items()]


def always(variables: Variables, number: int) -> Variables:
    return variables


def own_variables(name: str, text: str) -> Variables:
    """The variables of a document: ours, else those that it names itself in its comment ``# Variables: {…}``."""
    if name in HERE:
        return HERE[name]
    named = re.search(r"^# Variables: (.*)$", text, re.MULTILINE)
    return dict(json.loads(named[1])) if named else {}
