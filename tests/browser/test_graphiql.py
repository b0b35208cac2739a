"""The query editor in a real browser: it opens, runs a query, and asks nobody but the CMS."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from cms.api.graphiql import QUERIES
from tests.factories import OrganizationFactory, TreatmentPageFactory, make_site

if TYPE_CHECKING:
    from playwright.sync_api import Page as Screen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def asked(screen: Screen) -> Iterator[list[str]]:
    """The hosts that the browser asks; errors of scripts and whatever the console complains of fail the test."""
    hosts: list[str] = []
    complaints: list[str] = []
    screen.on("request", lambda request: hosts.append(urlsplit(request.url).netloc))
    screen.on("pageerror", lambda error: complaints.append(str(error)))
    screen.on("console", lambda line: complaints.append(line.text) if line.type in {"error", "warning"} else None)
    yield hosts
    assert complaints == []


def test_the_preset_query_is_run_and_answered_by_the_cms_alone(screen: Screen, asked: list[str]) -> None:
    site = make_site()
    OrganizationFactory(site=site.site, name="Larkfield Aesthetics")
    TreatmentPageFactory(title="Chemical peel")
    screen.goto("/graphiql/")
    expect(screen.get_by_role("region", name="Query Editor")).to_contain_text("organization { name phone { display } }")
    screen.get_by_role("button", name="Execute query").click()
    answer = screen.get_by_role("region", name="Result Window")
    expect(answer).to_contain_text('"name": "Larkfield Aesthetics"')
    expect(answer).to_contain_text('"title": "Chemical peel"')
    assert set(asked) == {urlsplit(screen.url).netloc}


def test_the_ready_queries_stand_in_tabs_with_their_variables(screen: Screen, asked: list[str]) -> None:
    make_site()
    TreatmentPageFactory(title="Chemical peel", slug="chemical-peel")
    screen.goto("/graphiql/")
    tabs = screen.get_by_role("tablist", name="Select active operation").get_by_role("tab")
    written = [path.read_text() for path in sorted(QUERIES.glob("*.graphql"))]
    names = [re.findall(r"^query (\w+)", text, re.MULTILINE) for text in written]
    assert [name.split("\n")[0] for name in tabs.all_inner_texts()] == ["<untitled>", *(name for [name] in names)]

    screen.get_by_role("tab", name="TreatmentBySlug").click()
    expect(screen.get_by_role("region", name="Variables")).to_contain_text('"slug": "chemical-peel"')
    screen.get_by_role("button", name="Execute query").click()
    expect(screen.get_by_role("region", name="Result Window")).to_contain_text('"title": "Chemical peel"')


def test_headers_typed_in_their_tab_are_sent(screen: Screen, asked: list[str]) -> None:
    make_site()
    screen.goto("/graphiql/")
    screen.get_by_role("button", name="Headers").click()
    screen.get_by_role("region", name="Headers").get_by_role("textbox").fill('{"X-Query-Cost": "1"}')
    with screen.expect_request(lambda request: "organization" in (request.post_data or "")) as sent:
        screen.get_by_role("button", name="Execute query").click()
    assert sent.value.headers["x-query-cost"] == "1"
