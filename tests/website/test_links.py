"""All pages of the website as search engines and visitors go through them: every link, every picture, every head."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urldefrag, urljoin

import pytest
import requests
from bs4 import BeautifulSoup

from tests.vocabulary import absent, faults, nodes_of

from .chain import Chain

pytestmark = [pytest.mark.website, pytest.mark.once]

OF_ITS_OWN = ["/search/?q=peel", "/find-treatments/", "/find-us/?from=decatur", "/nowhere/"]  # the last is a 404
OF_IMAGES = "image/jpeg"  # behind the sources of a <picture>, which say theirs; and what is shared elsewhere


@pytest.fixture(scope="module")
def sitemap(chain: Chain) -> list[str]:
    """Every address that the sitemap names."""
    return re.findall(r"<loc>(.*?)</loc>", chain.get("/sitemap.xml").text)


@pytest.fixture(scope="module")
def pages(chain: Chain, sitemap: list[str]) -> dict[str, BeautifulSoup]:
    """All pages, those of the website's own behind those of the sitemap."""
    addresses = [*sitemap, *(chain.website + path for path in OF_ITS_OWN)]
    return {address: BeautifulSoup(requests.get(address, timeout=30).text, "html.parser") for address in addresses}


def statuses(addresses: Iterable[str]) -> dict[str, tuple[int, str]]:
    """The status and the type of what is at each address, redirects not followed."""

    def ask(address: str) -> tuple[int, str]:
        answer = requests.head(address, timeout=30)
        return answer.status_code, answer.headers.get("Content-Type", "")

    wanted = sorted(set(addresses))
    with ThreadPoolExecutor(8) as threads:
        return dict(zip(wanted, threads.map(ask, wanted), strict=True))


def meta(page: BeautifulSoup, name: str) -> str:
    """What a `<meta>` of the head says; empty where there is none."""
    found = page.find("meta", attrs={"name": name}) or page.find("meta", attrs={"property": name})
    return str(found["content"]) if found else ""


def test_the_sitemap_has_what_the_cms_has_and_robots_are_sent_there(chain: Chain, sitemap: list[str]) -> None:
    query = "{ sitemap(first: 100) { totalCount nodes { url } } }"
    told = requests.post(f"{chain.cms}/graphql/", json={"query": query}, timeout=30).json()["data"]["sitemap"]
    assert told["totalCount"] == len(told["nodes"]) > 60
    assert sitemap == [node["url"] for node in told["nodes"]]
    assert chain.get("/robots.txt").text.splitlines() == [
        "User-Agent: *",
        "Allow: /",
        "Disallow: /api/",
        "Disallow: /search/",
        "Disallow: /find-treatments/",
        "",
        f"Sitemap: {chain.website}/sitemap.xml",
    ]


def test_every_link_leads_to_a_page_and_to_the_place_on_it(chain: Chain, pages: dict[str, BeautifulSoup]) -> None:
    links = {
        (address, urljoin(address, str(link[name])))
        for address, page in pages.items()
        for name in ("href", "action")
        for link in page.select(f"a[{name}], form[{name}]")
    }
    missing = chain.website + OF_ITS_OWN[-1]
    inside = {(at, to) for at, to in links if to.startswith(chain.website) and urldefrag(to).url != missing}
    answers = statuses(urldefrag(link).url for _, link in inside)
    assert {link: status for link, (status, _) in answers.items() if status != 200} == {}
    named = [(address, *urldefrag(link)) for address, link in inside if urldefrag(link).fragment]
    assert named
    assert [(address, at, name) for address, at, name in named if pages[at].find(id=name) is None] == []


def test_every_picture_is_there_in_each_of_its_widths_and_types(pages: dict[str, BeautifulSoup]) -> None:
    wanted = {
        candidate.split()[0]: str(part.get("type", OF_IMAGES))
        for page in pages.values()
        for part in page.select("picture source, picture img")
        for candidate in str(part["srcset"]).split(", ")
    }
    assert set(wanted.values()) == {"image/avif", "image/webp", OF_IMAGES}
    wanted |= {str(image["src"]): OF_IMAGES for page in pages.values() for image in page.find_all("img")}
    wanted |= {image: OF_IMAGES for page in pages.values() if (image := meta(page, "og:image"))}
    assert statuses(wanted) == {address: (200, kind) for address, kind in sorted(wanted.items())}


def test_every_head_says_what_is_its_own(sitemap: list[str], pages: dict[str, BeautifulSoup]) -> None:
    for of in (lambda page: page.title.text, lambda page: meta(page, "description"), lambda page: page.h1.text):
        said = Counter(of(pages[address]) for address in sitemap)
        assert [words for words, times in said.items() if times > 1 or not words] == []
    for address in sitemap:
        page = pages[address]
        assert page.html["lang"] == "en"
        assert [link["href"] for link in page.select("link[rel=canonical]")] == [address]
        assert [title.text for title in page.find_all("title")] == [page.title.text]
        told = {name: meta(page, name) for name in ("og:title", "og:description", "og:url", "robots")}
        assert told | {"og:url": address, "robots": "index, follow"} == told
        assert "" not in told.values(), (address, told)
        assert bool(meta(page, "og:image")) == bool(meta(page, "og:image:alt")), address


def test_headings_skip_no_level(pages: dict[str, BeautifulSoup]) -> None:
    skipped = []
    for address, page in pages.items():
        levels = [int(heading.name[1]) for heading in page.find_all(["h1", "h2", "h3", "h4", "h5", "h6"])]
        assert levels.count(1) == 1
        steps = zip([0, *levels], levels, strict=False)
        skipped += [address for before, level in steps if level > before + 1]
    assert skipped == []


def test_every_page_s_json_ld_is_of_the_vocabulary(sitemap: list[str], pages: dict[str, BeautifulSoup]) -> None:
    wrong = []
    for address in sitemap:
        [script] = pages[address].select("script[type='application/ld+json']")
        graph = nodes_of(script.text)
        wrong += [f"{address}: {fault}" for fault in (*faults(graph), *absent(graph))]
    assert wrong == []
