"""The CMS is away: the website goes on serving what it had, and what was taken back does not come back."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import requests

from .chain import WEBSITE, Chain, until
from .test_pages import headline

pytestmark = [pytest.mark.website, pytest.mark.browser, pytest.mark.once]

MADE = """
from pages.models import StandardPage
from wagtail.models import Site
for title in ("Stays here", "Taken back", "Moved away"):
    page = StandardPage(title=title, introduction=f"{title}, says the page.")
    Site.objects.get().root_page.add_child(instance=page)
    page.save_revision().publish()
"""
CHANGED = """
from pages.models import StandardPage
stays, back, away = (StandardPage.objects.get(slug=slug) for slug in ("stays-here", "taken-back", "moved-away"))
stays.introduction = "It says something else now."
stays.save_revision().publish()
back.unpublish()
StandardPage.objects.get(slug="accessibility").unpublish()
away.slug = "moved-here"
away.save_revision().publish()
stays.introduction = "Nobody is to read this yet."
stays.save_revision()
print(stays.pk)
"""
GONE = """
from pages.models import StandardPage
for page in StandardPage.objects.filter(slug__in=["stays-here", "taken-back", "moved-away", "moved-here"]):
    page.delete()
StandardPage.objects.get(slug="accessibility").get_latest_revision().publish()
"""
# The last one is in the build, and nobody asks for it before the CMS is away.
PATHS = ["/stays-here/", "/taken-back/", "/moved-away/", "/moved-here/", "/accessibility/"]
NEWEST = ("It says something else now.", '"redirect":{"permanent":true,"to":"/moved-here/"}')
DRAFT = "Nobody is to read this yet."


@pytest.fixture(scope="module")
def before(chain: Chain) -> Iterator[dict[str, str]]:
    """Kill the CMS: what visitors saw of each page that is still there.

    Some pages have changed since anybody saw them, and of all the website was told that they are old.
    """
    try:
        chain.run(MADE)
        until(chain.is_told)
        assert [chain.get(path).status_code for path in PATHS[:-1]] == [200, 200, 200, 404]
        number = chain.run(CHANGED).strip()
        until(lambda: chain.is_told() and all(map(chain.keeps, NEWEST)))
        assert DRAFT in draft_seen(chain, number)
        answers = chain.get_all([path for path in chain.paths() if path not in PATHS])
        assert chain.tell("all") == 204
        with chain.without_cms():
            yield {path: headline(answer.text) for path, answer in answers.items()}
    finally:
        chain.run(GONE)
        until(chain.is_told)


def draft_seen(chain: Chain, number: str) -> str:
    """The website's page as an editor is shown it who looks at the draft."""
    with requests.Session() as editor:
        sign_in = editor.get(f"{chain.cms}/admin/login/", timeout=30)
        token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', sign_in.text)[0]
        login = {"username": "editor", "password": chain.logins["editor"], "csrfmiddlewaretoken": token}
        assert editor.post(sign_in.url, data=login, headers={"Referer": sign_in.url}, timeout=30).ok
        lead = editor.get(f"{chain.cms}/admin/pages/{number}/view_draft/", allow_redirects=False, timeout=30)
    begun = requests.get(lead.headers["Location"], allow_redirects=False, timeout=30)
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in begun.cookies)
    path = chain.website + begun.headers["Location"]
    return requests.get(path, headers={"Cookie": cookies}, timeout=30).text


def test_every_page_is_served_as_it_was_also_after_a_restart(chain: Chain, before: dict[str, str]) -> None:
    assert len(before) > 50
    some = list(before)[::2]
    shown = {path: headline(answer.text) for path, answer in chain.get_all(some).items()}
    assert shown == {path: before[path] for path in some}
    chain.restart_website()
    answers = chain.get_all(list(before))
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(before, 200)
    assert {path: headline(answer.text) for path, answer in answers.items()} == before
    assert set(before) < set(chain.paths())


def test_what_was_taken_back_does_not_come_back(chain: Chain, before: dict[str, str]) -> None:
    for restart in (chain.restart_website, lambda: None):
        restart()
        answers = [chain.get(path) for path in PATHS]
        assert [answer.status_code for answer in answers] == [200, 404, 308, 200, 404]
        stays, back, moved, *_ = answers
        assert {*moved.headers["Location"].split(", ")} == {"/moved-here/"}
        assert "Taken back, says the page." not in back.text
        assert "It says something else now." in stays.text


def test_a_draft_is_kept_nowhere(chain: Chain, before: dict[str, str]) -> None:
    assert DRAFT not in chain.get("/stays-here/").text
    folders = (chain.folder / "website", WEBSITE / ".next" / "server", WEBSITE / ".next" / "cache")
    files = (file for folder in folders for file in folder.rglob("*") if file.is_file())
    assert [file for file in files if DRAFT.encode() in file.read_bytes()] == []


def test_what_cannot_be_asked_for_is_said(chain: Chain, before: dict[str, str]) -> None:
    paths = ["/search/?q=peel", "/find-us/?from=decatur", "/find-treatments/?kind=PEEL"]
    answers = {path: chain.get(path) for path in paths}
    said = {path: re.findall(r'<p role="status">(.*?)</p>', answer.text) for path, answer in answers.items()}
    assert {answer.status_code for answer in answers.values()} == {200}
    assert said == {
        "/search/?q=peel": ["The search does not answer. Please try again in a moment."],
        "/find-us/?from=decatur": ["Distances cannot be told at this moment. Please try again a little later."],
        "/find-treatments/?kind=PEEL": ["The list cannot be narrowed at this moment. Please try again a little later."],
    }
