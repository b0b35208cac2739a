"""What a search costs on a site of many pages: `python -m bench.search [pages]`, on SQLite or what DATABASE_URL names.

Prints, for each query, the milliseconds of this process's CPU (on SQLite that is all of it) and of the clock.
"""

from __future__ import annotations

import logging
import os
import random
import sys
import time

import django

QUERIES = (
    "botox",
    "crows feet",
    "skin",
    "laser skin tightening near the eyes",
    "s",
    "sk la re co tr pe fi li",
    "x" * 200,
)
DOCUMENT = """
query Search($words: String!, $first: Int) {
  search(query: $words, first: $first) {
    totalCount pageInfo { endCursor } nodes { page { title path } excerpt { html text } }
  }
}
"""
VOCABULARY = """
    skin laser light peel filler needle session redness pigment collagen texture scar pore muscle line wrinkle neck eye
    cheek result risk downtime sunscreen provider nurse physician consult tightening resurfacing treatment crow feet
"""


def build(pages: int) -> None:
    """A site of ``pages`` treatments and articles of about 600 words, indexed."""
    from django.core.management import call_command

    from tests import factories as make

    make.make_site()
    chance, vocabulary = random.Random(1), VOCABULARY.split()

    def word() -> str:
        return chance.choice(vocabulary) + chance.choice(("", "s", str(chance.randrange(300))))

    def words(count: int) -> str:
        return " ".join(word() for _ in range(count))

    concerns = [make.ConcernPageFactory(title=f"{words(2)} {n}", history=False) for n in range(pages // 20)]
    brands = [make.ProductBrandFactory(display_name=f"Botox® {n}") for n in range(30)]
    for number in range(pages // 2):
        text = f"<p>{words(300)}</p>"
        make.TreatmentPageFactory(
            title=f"{words(3)} {number}", other_names=words(2), overview=text, risks=text, history=False,
            concern_links=chance.sample(concerns, 2), brand_links=[chance.choice(brands)],
        )  # fmt: skip
        body = make.stored_blocks(*[("rich_text", {"text": f"<p>{words(100)}</p>"}) for _ in range(6)])
        make.ArticlePageFactory(title=f"{words(4)} {number}", body=body, history=False)
    call_command("update_index", verbosity=0)


def measure() -> None:
    from django.test import Client

    client = Client()
    for words in QUERIES:
        for first in (20, 100):
            body = {"query": DOCUMENT, "variables": {"words": words, "first": first}}
            client.post("/graphql/", body, content_type="application/json")
            cpu, clock, rounds = time.process_time(), time.perf_counter(), 5
            for _ in range(rounds):
                answer = client.post("/graphql/", body, content_type="application/json").json()
            cpu, clock = (time.process_time() - cpu) / rounds, (time.perf_counter() - clock) / rounds
            count = answer["data"]["search"]["totalCount"]
            print(
                f"{words[:40]!r:45} first {first:3} found {count:3}: {cpu * 1000:6.1f} ms CPU, {clock * 1000:6.1f} ms"
            )


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings.test"
    django.setup()
    logging.disable(logging.INFO)
    from bench.own_database import own_database

    with own_database():
        build(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
        measure()


if __name__ == "__main__":
    main()
