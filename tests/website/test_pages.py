"""The website's pages, as a visitor of the demo's clinic meets them."""

from __future__ import annotations

import json
import re
import time
from html import unescape
from pathlib import Path

import pytest
import requests

from .chain import WEBSITE, Chain

pytestmark = [pytest.mark.website, pytest.mark.browser, pytest.mark.once]

# The type, path and headline of all that is public.
LIVE = """
import json
from wagtail.models import Page, Site
home = Site.objects.get().root_page
pages = Page.objects.live().descendant_of(home, inclusive=True).specific()
print(json.dumps([
    [type(page).__name__, page.url_path.removeprefix(home.url_path[:-1]),
     ", ".join(filter(None, [page.title, getattr(page, "post_nominals", "")]))]
    for page in pages
]))
"""
LIGHT = "from wagtail.models import Page; print(Page.objects.get(slug='bbl-broadband-light').pk)"


def headline(html: str) -> str:
    [words] = re.findall(r"<h1[^>]*>(.*?)</h1>", html)
    return unescape(re.sub("<.*?>", "", str(words)))


def test_every_page_of_every_type_is_shown(chain: Chain) -> None:
    pages = json.loads(chain.run(LIVE))
    assert {name for name, _, _ in pages} == {
        *("HomePage", "StandardPage", "TreatmentIndexPage", "TreatmentPage", "ConcernIndexPage", "ConcernPage"),
        *("LocationIndexPage", "LocationPage", "ProviderIndexPage", "ProviderPage"),
        *("ArticleIndexPage", "ArticlePage", "ComparisonArticlePage"),
    }
    shown = chain.get_all([path for _, path, _ in pages])
    found = {path: (answer.status_code, headline(answer.text)) for path, answer in shown.items()}
    assert found == {path: (200, title) for _, path, title in pages}


def test_a_path_with_nothing_is_404_and_one_in_other_letters_moves_for_good(chain: Chain) -> None:
    missing, other_letters, page = (chain.get(path) for path in ("/nowhere/", "/About/", "/about/"))
    assert (missing.status_code, headline(missing.text)) == (404, "This page is not here")
    # Next.js says it twice when the answer is made, once when it is kept; browsers take the same address twice as one.
    assert (other_letters.status_code, {*other_letters.headers["Location"].split(", ")}) == (308, {"/about/"})
    assert page.status_code == 200


def test_a_message_makes_anew_what_has_its_tags_and_nothing_else(chain: Chain) -> None:
    number = chain.run(LIGHT).strip()
    kept = {
        "/treatments/bbl-broadband-light/": "MISS",
        "/concerns/acne/": "MISS",
        "/concerns/wrinkles/": "HIT",
        "/": "MISS",
    }
    kept |= {"/about/": "HIT", "/providers/": "HIT", "/articles/laser-ipl-or-bbl/": "MISS"}
    chain.settle()
    chain.get_all(list(kept))
    for _ in range(2):
        assert chain.tell(f"page-{number}") == 204
        since = time.time()
        assert {path: chain.get(path).headers["x-nextjs-cache"] for path in kept} == kept
        asked = [each.variables["path"] for each in chain.asked(since) if each.operation == "Page"]
        assert asked == [path for path, state in kept.items() if state == "MISS"]


def test_made_up_addresses_leave_nothing_on_the_disk(chain: Chain) -> None:
    def kept() -> set[Path]:
        folders = (chain.folder / "website", WEBSITE / ".next")
        return {file for folder in folders for file in folder.rglob("*") if file.is_file()}

    before = kept()
    assert [chain.get(f"/made-up/{number}/").status_code for number in range(5)] == [404] * 5
    assert [chain.get(path).status_code for path in ("/pRivacy/", "/prIvacy/", "/PRIVACY/")] == [308] * 3
    assert kept() == before


def test_what_nobody_signed_changes_nothing(chain: Chain) -> None:
    body = '{"data": {"cacheTags": ["all"]}}'
    assert requests.post(f"{chain.website}/api/changes/", data=body, timeout=30).status_code == 401
    assert chain.get("/about/").headers["x-nextjs-cache"] == "HIT"


def test_a_preview_without_a_good_token_shows_nothing(chain: Chain) -> None:
    answers = [chain.get(f"/api/preview/?path=/{query}") for query in ("", "&token=forged")]
    assert [(answer.status_code, answer.headers.get("Set-Cookie")) for answer in answers] == [(400, None), (401, None)]
