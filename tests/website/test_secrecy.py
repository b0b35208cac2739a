"""Nothing of a draft is anywhere but where its editor and its reviewer look."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import psycopg.sql
import pytest
import requests
from django.core.signing import TimestampSigner, b62_encode
from playwright.sync_api import expect

from cms.preview.tokens import LIFETIME
from servers import varnish, website

from .chain import Chain
from .editing import add_page, admin, open_form, publish

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.website, pytest.mark.browser, pytest.mark.once]

WORD = f"quillwort{secrets.token_hex(4)}"
PUBLIC = "Whom everybody knows."
DEVELOPMENT_KEY = "for-development-only-never-for-a-server-that-others-reach"
# A shared cache at its worst: it asks neither who comes nor with what, and goes by the answer's Cache-Control alone.
CARELESS = """vcl 4.1;
backend default { .host = "127.0.0.1"; .port = "PORT"; }
sub vcl_recv { if (req.method == "GET" || req.method == "HEAD") { return (hash); } }
sub vcl_deliver { set resp.http.Kept = obj.hits; }
"""


@dataclass(frozen=True)
class Draft:
    """A page that is public, and its next version: on an editor's screen and in a review link."""

    page: str
    path: str
    token: str
    """Of the preview panel."""
    link: str
    revoke: Callable[[], None]


@pytest.fixture(scope="module")
def draft(chain: Chain, browser: Browser) -> Iterator[Draft]:
    """One draft for all; no test changes it before the last one, which revokes its review link."""
    with admin(browser, chain, "publisher") as screen, add_page(chain, screen, "Whom it helps") as page:
        screen.fill("#id_introduction", PUBLIC)
        publish(screen)
        open_form(screen, f"/admin/pages/{page}/edit/")
        with screen.expect_request(re.compile("/api/preview/")) as opened:
            screen.fill("#id_introduction", f"Of the {WORD}, and whom it helps.")
        expect(screen.frame_locator("#w-preview-iframe").get_by_text(f"Of the {WORD}")).to_be_visible()
        screen.wait_for_load_state("networkidle")
        token = parse_qs(urlsplit(opened.value.url).query)["token"][0]
        screen.goto(f"/admin/pages/{page}/review-links/")
        screen.get_by_role("button", name="Make a review link").click()
        link = screen.get_by_label("The new link").input_value()

        def revoke() -> None:
            screen.goto(f"/admin/pages/{page}/review-links/")
            screen.get_by_role("button", name=re.compile("^Revoke")).click()
            expect(screen.get_by_text("The link is revoked")).to_be_visible()

        yield Draft(page, "/whom-it-helps/", token, link, revoke)


def begin(base: str, token: str, path: str) -> requests.Response:
    """Open the website's preview, as the CMS leads there."""
    return requests.get(
        f"{base}/api/preview/?{urlencode({'token': token, 'path': path})}", allow_redirects=False, timeout=30
    )


def cookies_of(answer: requests.Response) -> str:
    """What a browser would send from then on; this library keeps no cookies marked as Secure."""
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in answer.cookies)


def token_of(link: str) -> str:
    """The website's token that a review link leads to."""
    led = requests.get(link, allow_redirects=False, timeout=30).headers["Location"]
    return parse_qs(urlsplit(led).query)["token"][0]


def test_a_token_shows_one_page_and_a_bad_one_none(chain: Chain, draft: Draft) -> None:
    assert begin(chain.website, draft.token, draft.path).headers["Location"] == draft.path
    row = draft.token.split(":")[0]
    signer = TimestampSigner(key=DEVELOPMENT_KEY, salt="cms.preview")
    long_ago = b62_encode(int(time.time() - LIFETIME.total_seconds() - 1))
    signer.timestamp = lambda: long_ago  # type: ignore[method-assign]
    bad = {
        "expired": signer.sign(row),
        "forged": TimestampSigner(key="another key", salt="cms.preview").sign(row),
        "changed": draft.token[:-1] + ("A" if draft.token[-1] != "A" else "B"),
        "of another page": f"{'0' * 8}{draft.token[8:]}",
    }
    answers = {name: begin(chain.website, token, draft.path) for name, token in bad.items()}
    assert {name: (answer.status_code, answer.cookies.get_dict()) for name, answer in answers.items()} == {
        name: (401, {}) for name in bad
    }
    # The first one was good once.
    assert ["holds no preview token" in answer.text for answer in answers.values()] == [False, True, True, True]
    assert [WORD in answer.text for answer in answers.values()] == [False] * 4
    # Half an hour later.
    later = cookies_of(begin(chain.website, draft.token, draft.path)).replace(
        *(quote(token, safe="") for token in (draft.token, bad["expired"]))
    )
    over = requests.get(chain.website + draft.path, headers={"Cookie": later}, allow_redirects=False, timeout=30)
    assert (over.status_code, over.headers["Location"]) == (307, "/api/preview/end/")
    other = "/articles/your-first-peel/"  # which it shows as everybody sees it
    with_cookies = {"Cookie": cookies_of(begin(chain.website, draft.token, other))}
    shown = requests.get(chain.website + other, headers=with_cookies, timeout=30)
    assert re.findall("<h1>(.*?)</h1>", shown.text) == ["Your first peel, week by week"]
    assert PUBLIC in chain.get(draft.path).text


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/%2F/evil.example/",
        "/\t/evil.example/",
        "/\r\nLocation: https://evil.example/",
        "/../..//evil.example/",
        "@evil.example",
        "/" + "a" * 9_000,
    ],
)
def test_the_preview_never_leaves_the_website(chain: Chain, draft: Draft, path: str) -> None:
    answer = begin(chain.website, draft.token, path)
    assert (answer.status_code, answer.headers.get("Location"), answer.cookies.get_dict()) == (404, None, {})


@pytest.mark.varnish
def test_a_shared_cache_keeps_nothing_of_a_draft(chain: Chain, draft: Draft) -> None:
    website_port, cms_port = (str(urlsplit(address).port) for address in (chain.website, chain.cms))
    query = {"query": f'{{ route(path: "{draft.path}") {{ page {{ ... on StandardPage {{ introduction }} }} }} }}'}
    token = {"X-Preview-Token": draft.token}
    with varnish(CARELESS.replace("PORT", website_port)) as site, varnish(CARELESS.replace("PORT", cms_port)) as cms:
        seen: list[tuple[bool, bool, bool]] = []
        for given in (draft.token, token_of(draft.link)):
            editor = {"Cookie": cookies_of(begin(site.url, given, draft.path))}
            for path in (draft.path, "/"):
                for headers in (editor, {}, editor, {}):
                    answer = requests.get(site.url + path, headers=headers, timeout=30)
                    seen.append((WORD in answer.text, "Leave the preview" in answer.text, bool(headers)))
        # The first time; once the cache has what everybody sees, it gives that to the editor too.
        assert seen[0] == (True, True, True)
        assert [each for each in seen if each[0] or each[1]] == [(True, True, True), (False, True, True)]
        for _ in range(2):
            assert WORD in requests.post(f"{cms.url}/graphql/", json=query, headers=token, timeout=30).text
            refused = requests.get(f"{cms.url}/graphql/", query, headers=token, timeout=30)
            public = requests.get(f"{cms.url}/graphql/", query, timeout=30)
            assert (WORD in refused.text, refused.status_code) == (False, 405)
            assert public.json() == {"data": {"route": {"page": {"introduction": PUBLIC}}}}
            led = requests.get(draft.link.replace(chain.cms, cms.url), allow_redirects=False, timeout=30)
            assert "Kept" not in led.headers or led.headers["Kept"] == "0"


def test_nothing_of_a_draft_is_in_a_log_a_cache_or_a_message(chain: Chain, draft: Draft) -> None:
    secret = parse_qs(urlsplit(draft.link).query)["token"][0]
    given = token_of(draft.link)
    stranger = {"Cookie": cookies_of(begin(chain.website, given, draft.path))}
    assert WORD in requests.get(chain.website + draft.path, headers=stranger, timeout=30).text
    draft.revoke()
    over = requests.get(chain.website + draft.path, headers=stranger, allow_redirects=False, timeout=30)
    assert (over.status_code, over.headers["Location"]) == (307, "/api/preview/end/")
    assert (begin(chain.website, given, draft.path).status_code, requests.get(draft.link, timeout=30).status_code) == (
        401,
        410,
    )

    words = {"word": WORD, "token": draft.token, "reviewer's token": given, "secret": secret}
    logs = [*chain.folder.glob("*/log")]
    assert {log.parent.name for log in logs} == {"postgresql", "s3", "web", "website", "worker"}
    files = [*logs, *(website.FOLDER / ".next").rglob("*"), *chain.folder.glob("website/**/*")]
    assert len(files) > 100
    assert found_in_files(files, words) == set()
    assert found_in_database(chain, words) == {
        # The draft itself, as it is saved and as it is on the screen.
        ("wagtailcore_revision", "word"),
        ("preview_pagepreview", "word"),
        ("wagtailadmin_formstate", "word"),
    }


def found_in_files(files: list[Path], words: dict[str, str]) -> set[tuple[str, str]]:
    """Which file has which of the words."""
    contents = {str(file): file.read_bytes() for file in files if file.is_file()}
    return {
        (name, what) for name, content in contents.items() for what, word in words.items() if word.encode() in content
    }


def found_in_database(chain: Chain, words: dict[str, str]) -> set[tuple[str, str]]:
    """Which table has which of the words: all tables, the cache of answers, the changes and the messages among them."""
    found = set()
    with psycopg.connect(chain.process("cms.serve").environ()["DATABASE_URL"]) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            for what, word in words.items():
                query = psycopg.sql.SQL("SELECT count(*) FROM {} AS row WHERE row::text LIKE %s")
                row = connection.execute(query.format(psycopg.sql.Identifier(table)), [f"%{word}%"]).fetchone()
                if row != (0,):
                    found.add((table, what))
    return found
