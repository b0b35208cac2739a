"""The grid itself: what it says is wrong, and that it survives everything that is done to a page."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from wagtail.models import ReferenceIndex

from pages.comparison_editor.keys import new_key
from pages.models import ArticleIndexPage, ComparisonArticlePage, ComparisonCell
from tests.factories import (
    ArticleIndexPageFactory,
    ComparisonArticlePageFactory,
    SourceFactory,
    cell,
    criterion,
    subject,
)

from .editing import Screen

pytestmark = pytest.mark.django_db


def draft(**fields: Any) -> ComparisonArticlePage:
    """A page that was never saved, with rows in memory."""
    page = ComparisonArticlePage(title="Draft", slug="draft", introduction="Which one.", is_medical=False)
    page.subjects = fields.get("subjects", [subject("medical-spa", "Medical spa"), subject("day-spa", "Day spa")])
    page.criteria = fields.get("criteria", [criterion(key, key.upper()) for key in "abc"])
    page.cells = fields.get(
        "cells", [cell(row.key, column.key) for row in page.criteria.all() for column in page.subjects.all()]
    )
    for lines in (page.subjects.all(), page.criteria.all()):
        for position, line in enumerate(lines):
            line.sort_order = position
    return page


def test_a_whole_grid_has_no_problems() -> None:
    page = draft()
    assert page.problems() == {}
    assert page.publish_problems() == {}
    grid = page.grid()
    assert [line.key for line in grid.subjects] == ["medical-spa", "day-spa"]
    assert [line.key for line in grid.criteria] == ["a", "b", "c"]
    assert list(grid.cells) == [(row, column) for row in "abc" for column in ("medical-spa", "day-spa")]


def test_undecided_cells_are_named_by_criterion_and_subject() -> None:
    cells = [cell("a", "medical-spa"), cell("a", "day-spa"), cell("b", "day-spa", verdict="", text="Perhaps")]
    assert draft(cells=cells).publish_problems() == {
        "cells": [
            "“B” is undecided for “Medical spa” and “Day spa”. Choose a verdict.",
            "“C” is undecided for “Medical spa” and “Day spa”. Choose a verdict.",
        ]
    }
    assert draft(cells=cells).problems() == {}


def test_too_few_lines_and_nameless_ones_keep_a_page_from_going_live() -> None:
    page = draft(subjects=[subject("subject", " ")], criteria=[criterion("a", "A"), criterion("b", "")])
    assert page.publish_problems() == {
        "subjects": [
            "A comparison has 2 to 4 subjects; this one has 1. Add more.",
            "Subject 1 has no name. Enter one.",
        ],
        "criteria": [
            "A comparison has 3 to 15 criteria; this one has 2. Add more.",
            "Criterion 2 has no name. Enter one.",
        ],
    }
    assert page.problems() == {}


def test_too_many_lines_doubles_and_long_texts_are_wrong_even_in_a_draft() -> None:
    page = draft(
        subjects=[subject(f"s-{n}", f"S {n}") for n in range(4)] + [subject("s-5", "s 0")],
        criteria=[criterion(f"c-{n}", f"C {n}") for n in range(16)],
        cells=[cell("c-1", "s-0", text="x" * 601)],
    )
    assert page.problems() == {
        "subjects": [
            "A comparison has at most 4 subjects; this one has 5. Remove some.",
            "Two subjects are called “S 0”. Rename or remove one subject.",
        ],
        "criteria": ["A comparison has at most 15 criteria; this one has 16. Remove some."],
        "cells": ["The text of “C 1” for “S 0” has 601 characters; at most 600 fit. Shorten it."],
    }


def test_strays_and_keys_in_common_keep_a_page_from_going_live() -> None:
    page = draft()
    page.cells.add(cell("gone", "day-spa"), cell("a", "day-spa"))
    page.criteria.add(criterion("a", "Another"))
    assert page.publish_problems() == {
        "criteria": ["Every one of the criteria needs a key of its own. Save the page in the editor."],
        "cells": [
            "These cells belong to no row and column: “gone: day-spa” and “a: day-spa”. Save the page in the editor."
        ],
    }


def test_a_source_that_is_gone_keeps_a_page_from_going_live() -> None:
    page = draft()
    page.grid().cells["b", "day-spa"].source_id = 987_654
    assert page.publish_problems() == {"cells": ["The source of “B” for “Day spa” no longer exists. Choose another."]}


def test_no_way_to_publish_takes_an_undecided_grid(articles: ArticleIndexPage) -> None:
    page = ComparisonArticlePageFactory(live=False, cells=[])
    with pytest.raises(ValidationError) as refused:
        page.get_latest_revision().publish()
    columns = "“Medical spa” and “Day spa”. Choose a verdict."
    assert refused.value.message_dict == {
        "cells": [f"“Criterion {number}” is undecided for {columns}" for number in (1, 2, 3)]
    }
    assert not ComparisonArticlePage.objects.get().live


def test_keys_are_readable_unique_and_short() -> None:
    assert new_key("Who supervises?", "criterion", set()) == "who-supervises"
    assert new_key("Who supervises?", "criterion", {"who-supervises", "who-supervises-2"}) == "who-supervises-3"
    assert new_key("Who supervises?", "criterion", {"who-supervises"}, held="who-supervises-2") == "who-supervises-2"
    assert new_key("Who performs", "criterion", set(), held="who-supervises") == "who-performs"
    assert new_key("安全", "criterion", {"criterion"}) == "criterion-2"
    assert new_key("word " * 30, "criterion", set()) == "-".join(["word"] * 11)
    assert new_key("x" * 200, "criterion", set()) == "x" * 56


def test_a_source_knows_where_it_is_used_and_cannot_be_deleted(articles: ArticleIndexPage) -> None:
    source = SourceFactory()
    row, column = "criterion-1", "day-spa"
    page = ComparisonArticlePageFactory()
    page.cells.add(cell(row, column, source=source))
    page.cells.remove(next(old for old in page.cells.all() if old.place == (row, column) and old.pk))
    page.save_revision().publish()
    ReferenceIndex.create_or_update_for_object(page)  # the worker does it otherwise
    [(used_by, references)] = ReferenceIndex.get_grouped_references_to(source)
    assert (used_by.pk, len(references)) == (page.pk, 1)
    assert ReferenceIndex.get_references_to(source).get().model_path == "cells.item.source"
    with pytest.raises(ProtectedError):
        source.delete()


def test_copies_and_aliases_keep_the_grid(articles: ArticleIndexPage) -> None:
    page = ComparisonArticlePageFactory()
    elsewhere = ArticleIndexPageFactory(parent=articles.get_parent(), title="More", slug="more")
    copy = page.copy(to=elsewhere, update_attrs={"slug": "copy", "title": "Copy"}, keep_live=False)
    alias = page.create_alias(parent=elsewhere, update_slug="alias")
    for other in (copy, alias, copy.get_latest_revision_as_object()):
        grid = ComparisonArticlePage.objects.get(pk=other.pk).grid() if other is alias else other.specific.grid()
        assert [(line.key, line.name) for line in grid.subjects] == [
            ("medical-spa", "Medical spa"),
            ("day-spa", "Day spa"),
        ]
        assert [line.key for line in grid.criteria] == ["criterion-1", "criterion-2", "criterion-3"]
        assert (len(grid.cells), grid.strays) == (6, [])
    assert ComparisonCell.objects.count() == 18


def compared(editor: Client, page: Any, first: Any, second: Any) -> dict[str, str]:
    """The rows of Wagtail's comparison of two revisions, as text; additions in +, deletions in -."""
    address = reverse("wagtailadmin_pages:revisions_compare", args=(page.pk, first.pk, second.pk))
    html = BeautifulSoup(editor.get(address).content, "html.parser")
    for kind, sign in (("addition", "+"), ("deletion", "-")):
        for change in html.select(f"td.comparison .{kind}"):
            change.insert(0, sign)
            change.append(sign)
    rows = html.select("table.listing tbody tr")
    return {
        row.select_one(".title").get_text(" ", strip=True): row.select_one(".comparison").get_text(" ", strip=True)
        for row in rows
        if row.select_one(".title")
    }


def test_comparing_revisions_shows_what_changed_in_the_grid(editor: Client, articles: ArticleIndexPage) -> None:
    source = SourceFactory(title="A study <1>")
    page = ComparisonArticlePageFactory()
    first = page.get_latest_revision()
    screen = Screen.editing(editor, page)
    screen.fill(0, 1, verdict="unfavourable", text="No doctor present", source=source.pk)
    screen.data |= {"subjects-0-name": "Medical spa & more", "criteria-1-DELETE": "on"}
    screen.data |= {"criteria-0-ORDER": "3", "criteria-2-ORDER": "1"}
    screen.fill(screen.add_row("Price"), 0, verdict="depends")
    screen.save()
    second = page.revisions.latest("pk")
    differences = compared(editor, page, first, second)
    assert {name: differences[name] for name in ("Subjects:", "Criteria:", "Cells:")} == {
        "Subjects:": "Medical spa + & more + Day spa",
        "Criteria:": "Criterion 3 Criterion 1 + Price + - Criterion 2 - In another order than before.",
        "Cells:": (
            "Criterion 1 · Day spa - Neutral - + Unfavorable + + No doctor present + + A study <1> + "
            "Price · Medical spa & more + Depends + "
            "Criterion 2 · Medical spa & more - Neutral - "
            "Criterion 2 · Day spa - Neutral -"
        ),
    }
    assert compared(editor, page, first, first) == {}


def test_a_renamed_line_is_compared_as_the_same_line(editor: Client, articles: ArticleIndexPage) -> None:
    """Before it is published its key follows its name, and a row may have none in the database yet."""
    page = ComparisonArticlePageFactory(live=False)
    first = page.get_latest_revision()
    screen = Screen.editing(editor, page)
    screen.data |= {"criteria-0-label": "Safety", "subjects-1-name": "Beauty salon"}
    screen.fill(0, 0, verdict="depends")
    screen.save()
    differences = compared(editor, page, first, page.revisions.latest("pk"))
    assert {name: differences[name] for name in ("Subjects:", "Criteria:", "Cells:")} == {
        "Subjects:": "Medical spa - Day spa - + Beauty salon +",
        "Criteria:": "- Criterion 1 - + Safety + Criterion 2 Criterion 3",
        "Cells:": "Safety · Medical spa - Neutral - + Depends +",
    }


def test_a_renamed_line_of_a_live_page_s_draft_is_the_same_line_too(editor: Client, articles: ArticleIndexPage) -> None:
    page = ComparisonArticlePageFactory()
    screen = Screen.editing(editor, page)
    screen.fill(screen.add_row("Laser"), 0, verdict="depends")
    screen.save()
    first = page.revisions.latest("pk")
    screen = Screen.editing(editor, page)
    screen.data |= {"criteria-3-label": "Lasers and light"}
    screen.save()
    differences = compared(editor, page, first, page.revisions.latest("pk"))
    assert "Cells:" not in differences
    assert differences["Criteria:"] == "Criterion 1 Criterion 2 Criterion 3 - Laser - + Lasers and light +"


def test_a_line_without_a_name_goes_by_its_number(editor: Client, articles: ArticleIndexPage) -> None:
    page = ComparisonArticlePageFactory(live=False)
    first = page.get_latest_revision()
    screen = Screen.editing(editor, page)
    screen.fill(screen.add_row(""), 0, verdict="depends")
    screen.save()
    differences = compared(editor, page, first, page.revisions.latest("pk"))
    assert differences["Cells:"] == "Criterion 4 · Medical spa + Depends +"


def test_an_old_version_comes_back_with_its_grid(editor: Client, articles: ArticleIndexPage) -> None:
    page = ComparisonArticlePageFactory()
    first = page.get_latest_revision()
    screen = Screen.editing(editor, page)
    screen.data["criteria-1-DELETE"] = "on"
    screen.save()
    old = Screen(editor, reverse("wagtailadmin_pages:revisions_revert", args=(page.pk, first.pk)))
    assert [row[0] for row in old.table()] == ["", "Criterion 1", "Criterion 2", "Criterion 3"]
    old.address = reverse("wagtailadmin_pages:edit", args=(page.pk,))
    old.save()
    grid = page.get_latest_revision_as_object().grid()
    assert [line.key for line in grid.criteria] == ["criterion-1", "criterion-2", "criterion-3"]
    assert (len(grid.cells), grid.strays) == (6, [])


def test_the_preview_shows_what_is_typed(editor: Client, articles: ArticleIndexPage) -> None:
    page = ComparisonArticlePageFactory()
    screen = Screen.editing(editor, page)
    screen.fill(screen.add_row("Typed just now"), 0, text="Words of the moment")
    address = reverse("wagtailadmin_pages:preview_on_edit", args=(page.pk,))
    assert editor.post(address, screen.data).json() == {"is_valid": True, "is_available": True}
    shown = editor.get(address, {"mode": "plain"}).content.decode()
    assert "Typed just now" in shown
    assert "Words of the moment" in shown
