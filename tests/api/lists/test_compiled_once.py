"""Django compiles a list's statements once, whichever part of it is asked for."""

from __future__ import annotations

from typing import Any

import pytest
from django.db.models.sql.compiler import SQLCompiler

from cms.api.statements import Among, AmongTexts, ask_plainly
from pages.models import Topic
from tests.api.conftest import Ask
from tests.factories import TopicFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("forty_five")]

PART = "(first: $first, after: $after, last: $last, before: $before%s)"
QUERY = (
    "query ($first: Int, $after: String, $last: Int, $before: String) "
    "{ list: %s%s { edges { cursor } pageInfo { hasNextPage hasPreviousPage } totalCount } }"
)
LISTS = {
    "concerns": "",
    "pages": ", orderBy: [PUBLISHED_DESC, TITLE_ASC]",
    "articles": ", orderBy: [REVIEW_DUE_ASC, UPDATED_ASC]",
    "sitemap": "",
    "redirects": "",
    "changes": "",
}
TEXTS = ["plain", 'with "quotes"', "back\\slash", "{brace}", "a,b", "NULL", "", "tab\tand\nline", "naïve 桜", "it's %s"]


@pytest.mark.parametrize("name", LISTS)
def test_another_part_of_a_list_compiles_nothing(ask: Ask, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: Any, **options: Any) -> Any:
        raise AssertionError("A statement was compiled again")

    walked = {size: there_and_back(ask, name, size) for size in (3, 4)}
    monkeypatch.setattr(SQLCompiler, "as_sql", refuse)
    assert {size: there_and_back(ask, name, size) for size in (3, 4)} == walked


def there_and_back(ask: Ask, name: str, size: int) -> list[Any]:
    """All parts of so many rows to the end of a list, and from there to its start again, which are the same rows."""
    query = QUERY % (name, PART % LISTS[name])
    there = [ask(query, first=size)["list"]]
    while there[-1]["pageInfo"]["hasNextPage"]:
        there.append(ask(query, first=size, after=there[-1]["edges"][-1]["cursor"])["list"])
    back = [ask(query, last=size)["list"]]
    while back[-1]["pageInfo"]["hasPreviousPage"]:
        back.append(ask(query, last=size, before=back[-1]["edges"][0]["cursor"])["list"])
    rows = [edge for part in there for edge in part["edges"]]
    assert rows == [edge for part in reversed(back) for edge in part["edges"]]
    assert {part["totalCount"] for part in (*there, *back)} == {len(rows)}
    return [there, back]


def test_texts_are_looked_for_as_they_are() -> None:
    for text in TEXTS:
        TopicFactory(name=text)

    def found(*names: str) -> list[str]:
        rows = ask_plainly(
            "topics by name",
            lambda: Topic.objects.filter(AmongTexts("name", "names")).order_by("pk").values_list("name"),
            names=names,
        )
        return [name for (name,) in rows]

    assert found(*TEXTS) == TEXTS
    assert [found(text) for text in TEXTS] == [[text] for text in TEXTS]
    assert found() == []
    assert found("with", "quotes", "back", "a", "b", "null", "tab") == []


def test_numbers_are_looked_for_as_they_are() -> None:
    topics = [TopicFactory().pk for _ in range(3)]

    def found(*ids: int) -> list[int]:
        rows = ask_plainly(
            "topics by number", lambda: Topic.objects.filter(Among("pk")).order_by("pk").values_list("pk"), ids=ids
        )
        return [pk for (pk,) in rows]

    assert found(*topics) == topics
    assert found(topics[1], 2**62, -1) == [topics[1]]
    assert found() == []
