"""Pages that change between the statements of one request: they are left out, and the rest is answered."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from django.db.models import Model
from wagtail.models import Page

from cms.api.reader import Reader
from tests.factories import ConcernPageFactory, SmallSite, StandardPageFactory, TreatmentPageFactory

from .conftest import Ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def unpublish_between(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Unpublish the pages of this list once their ids are known and before they are fetched."""
    pages: list[Any] = []
    rows, of_any_type = Reader.rows, Reader.pages

    def unpublish(ids: list[Any]) -> None:
        if {page.pk for page in pages} & set(ids):
            Page.objects.filter(pk__in=[page.pk for page in pages]).update(live=False)

    def rows_later(self: Reader, model: type[Model], ids: list[Any], columns: Any) -> Iterable[Any]:
        unpublish(ids)
        return rows(self, model, ids, columns)

    def pages_later(self: Reader, ids: list[Any], needed: Any) -> Iterable[Any]:
        unpublish(ids)
        return of_any_type(self, ids, needed)

    monkeypatch.setattr(Reader, "rows", rows_later)
    monkeypatch.setattr(Reader, "pages", pages_later)
    return pages


PART = "nodes { title } edges { cursor node { title } } pageInfo { startCursor endCursor hasNextPage }"


def titles(part: dict[str, Any]) -> list[str]:
    """The titles of a part whose nodes, edges and cursors agree."""
    found = [node["title"] for node in part["nodes"]]
    assert [edge["node"]["title"] for edge in part["edges"]] == found
    return found


def test_a_list_of_a_page(site: SmallSite, ask: Ask, unpublish_between: list[Any]) -> None:
    lines = ConcernPageFactory(title="Lines")
    treatments = [TreatmentPageFactory(title=title, concern_links=[lines]) for title in ("Peel", "Laser", "Filler")]
    query = f'{{ treatment(slug: "peel") {{ related {{ {PART} }} }} }}'
    assert titles(ask(query)["treatment"]["related"]) == ["Laser", "Filler"]
    unpublish_between.append(treatments[1])
    assert titles(ask(query)["treatment"]["related"]) == ["Filler"]


def test_a_list_of_all_pages(site: SmallSite, ask: Ask, unpublish_between: list[Any]) -> None:
    pages = [StandardPageFactory(title=title) for title in ("One", "Two", "Three")]
    query = f"{{ pages(first: 100) {{ {PART} }} }}"
    before = titles(ask(query)["pages"])
    unpublish_between.extend(pages[:2])
    assert titles(ask(query)["pages"]) == [title for title in before if title not in {"One", "Two"}]


def test_a_part_whose_rows_have_all_gone_still_leads_on(
    site: SmallSite, ask: Ask, unpublish_between: list[Any]
) -> None:
    pages = [StandardPageFactory(title=title) for title in ("One", "Two", "Three")]
    query = """
    query ($first: Int, $after: String) {
      pages(first: $first, after: $after, filter: { types: STANDARD_PAGE }) { PART }
    }
    """.replace("PART", PART)
    unpublish_between.extend(pages[:2])
    part = ask(query, first=2)["pages"]
    assert titles(part) == []
    assert part["pageInfo"]["hasNextPage"] is True
    assert titles(ask(query, first=2, after=part["pageInfo"]["endCursor"])["pages"]) == ["Three"]
