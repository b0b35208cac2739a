"""Saving, autosaving and publishing a comparison through its edit form."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pages.models import ArticleIndexPage, ComparisonArticlePage, Source
from tests.factories import ComparisonArticlePageFactory, SourceFactory, cell, criterion, subject

from .editing import Screen

pytestmark = [pytest.mark.django_db, pytest.mark.costly]


def stored(page: Any = None) -> dict[str, Any]:
    """The latest draft's grid: keys and names in order, and what each cell holds."""
    page = page or ComparisonArticlePage.objects.get()
    grid = page.get_latest_revision_as_object().grid()
    assert grid.strays == []
    return {
        "subjects": [(line.key, line.name) for line in grid.subjects],
        "criteria": [(line.key, line.label) for line in grid.criteria],
        "cells": {place: (cell.verdict, cell.text, cell.source_id) for place, cell in sorted(grid.cells.items())},
    }


def published() -> dict[str, Any]:
    """The keys the public sees."""
    page = ComparisonArticlePage.objects.get(live=True)
    return {
        "subjects": dict(page.subjects.values_list("key", "name")),
        "criteria": dict(page.criteria.values_list("key", "label")),
        "cells": page.cells.count(),
    }


def test_a_new_page_starts_with_two_subjects_and_three_criteria(editor: Client, articles: ArticleIndexPage) -> None:
    screen = Screen.adding(editor, articles)
    assert screen.table() == [["", "", ""], ["", "|", "|"], ["", "|", "|"], ["", "|", "|"]]
    assert [screen.count(name) for name in ("subjects", "criteria", "cells")] == [2, 3, 6]


def test_a_draft_keeps_every_line_and_every_word(editor: Client, articles: ArticleIndexPage) -> None:
    source = SourceFactory()
    screen = Screen.adding(editor, articles)
    screen.data |= {
        "title": "Draft",
        "slug": "draft",
        "subjects-0-name": "  Medical\n spa ",
        "criteria-1-label": "Safety",
    }
    screen.fill(1, 0, verdict="favourable", text=" Under a doctor. ", source=source.pk)
    screen.save()
    assert stored() == {
        "subjects": [("medical-spa", "Medical spa"), ("subject", "")],
        "criteria": [("criterion", ""), ("safety", "Safety"), ("criterion-2", "")],
        "cells": {("safety", "medical-spa"): ("favourable", "Under a doctor.", source.pk)},
    }
    assert screen.table() == [
        ["", "Medical spa", ""],
        ["", "|", "|"],
        ["Safety", "favourable|Under a doctor.", "|"],
        ["", "|", "|"],
    ]


def test_cells_of_new_lines_find_their_keys(editor: Client, articles: ArticleIndexPage) -> None:
    screen = Screen.adding(editor, articles)
    screen.name_all()
    row, column = screen.add_row("Who supervises at night?"), screen.add_column("Plastic surgeon’s office")
    screen.fill(row, column, verdict="depends", text="On the state.")
    screen.save()
    assert stored()["cells"] == {
        ("who-supervises-at-night", "plastic-surgeons-office"): ("depends", "On the state.", None)
    }


@pytest.mark.parametrize("live", [False, True])
def test_autosaving_new_lines_again_and_again_makes_no_doubles(
    editor: Client, articles: ArticleIndexPage, live: bool
) -> None:
    page = ComparisonArticlePageFactory(live=live)
    screen = Screen.editing(editor, page)
    row, column = screen.add_row("Wh"), screen.add_column("Fa")
    assert screen.autosave()["success"]
    screen.data[f"criteria-{row}-label"] = "Who answers at night"
    screen.fill(row, 0, verdict="favourable", text="A nurse.")
    assert screen.autosave()["success"]
    screen.data[f"subjects-{column}-name"] = "Facial bar"
    screen.fill(row, column, verdict="not_stated")
    late = screen.add_row("Cost")
    screen.fill(late, 1, text="Per session")
    assert screen.autosave()["success"]
    neutral = ("neutral", "", None)
    expected = {
        "subjects": [("medical-spa", "Medical spa"), ("day-spa", "Day spa"), ("facial-bar", "Facial bar")],
        "criteria": [
            ("criterion-1", "Criterion 1"),
            ("criterion-2", "Criterion 2"),
            ("criterion-3", "Criterion 3"),
            ("who-answers-at-night", "Who answers at night"),
            ("cost", "Cost"),
        ],
        "cells": {
            ("cost", "day-spa"): ("", "Per session", None),
            ("criterion-1", "day-spa"): neutral,
            ("criterion-1", "medical-spa"): neutral,
            ("criterion-2", "day-spa"): neutral,
            ("criterion-2", "medical-spa"): neutral,
            ("criterion-3", "day-spa"): neutral,
            ("criterion-3", "medical-spa"): neutral,
            ("who-answers-at-night", "facial-bar"): ("not_stated", "", None),
            ("who-answers-at-night", "medical-spa"): ("favourable", "A nurse.", None),
        },
    }
    assert stored() == expected
    assert screen.autosave()["success"]
    assert stored() == expected
    page.refresh_from_db()
    assert page.criteria.count() == (3 if live else 5)


def test_a_removed_line_takes_its_cells_along(editor: Client, articles: ArticleIndexPage) -> None:
    page = ComparisonArticlePageFactory(live=False)
    screen = Screen.editing(editor, page)
    added = screen.add_row("Never mind")
    screen.fill(added, 0, verdict="neutral")
    screen.data |= {"criteria-1-DELETE": "on", f"criteria-{added}-DELETE": "on"}
    assert screen.autosave()["success"]
    assert screen.autosave()["success"]
    grid = stored()
    assert grid["criteria"] == [("criterion-1", "Criterion 1"), ("criterion-3", "Criterion 3")]
    assert {criterion for criterion, _ in grid["cells"]} == {"criterion-1", "criterion-3"}
    assert (page.criteria.count(), page.cells.count()) == (2, 4)


def test_lines_are_kept_in_the_order_they_were_moved_to(editor: Client, articles: ArticleIndexPage) -> None:
    screen = Screen.editing(editor, ComparisonArticlePageFactory())
    screen.data |= {"subjects-0-ORDER": "2", "subjects-1-ORDER": "1"}
    screen.data |= {"criteria-0-ORDER": "3", "criteria-1-ORDER": "1", "criteria-2-ORDER": "2"}
    screen.fill(2, 1, text="Moved along")
    screen.save()
    assert screen.table() == [
        ["", "Day spa", "Medical spa"],
        ["Criterion 2", "neutral|", "neutral|"],
        ["Criterion 3", "neutral|Moved along", "neutral|"],
        ["Criterion 1", "neutral|", "neutral|"],
    ]


def test_keys_follow_names_until_they_are_published(editor: Client, articles: ArticleIndexPage) -> None:
    screen = Screen.adding(editor, articles)
    screen.name_all()
    screen.decide_all()
    screen.save()
    screen.data |= {"subjects-1-name": "Beauty salon"}
    assert screen.publish().status_code == 302
    keys = {"who-supervises": "Who supervises", "who-performs": "Who performs", "safety": "Safety"}
    assert published() == {
        "subjects": {"medical-spa": "Medical spa", "beauty-salon": "Beauty salon"},
        "criteria": keys,
        "cells": 6,
    }
    screen = Screen(editor, screen.address)
    screen.data |= {"subjects-1-name": "Day spa", "subjects-1-ORDER": "1", "subjects-0-ORDER": "2"}
    column = screen.add_column("Beauty salon")
    for row in range(3):
        screen.fill(row, column, verdict="neutral")
    assert screen.publish().status_code == 302
    assert published() == {
        "subjects": {"beauty-salon": "Day spa", "medical-spa": "Medical spa", "beauty-salon-2": "Beauty salon"},
        "criteria": keys,
        "cells": 9,
    }


def test_a_line_published_from_a_live_pages_draft_keeps_its_key(editor: Client, articles: ArticleIndexPage) -> None:
    """Wagtail's revision knows no id of such a line, even after it is published."""
    page = ComparisonArticlePageFactory()
    screen = Screen.editing(editor, page)
    row = screen.add_row("Downtime")
    screen.decide_all()
    screen.save()
    assert Screen.editing(editor, page).publish().status_code == 302
    screen = Screen.editing(editor, page)
    screen.data[f"criteria-{row}-label"] = "Days off work"
    screen.save()
    assert screen.publish().status_code == 302
    assert published()["criteria"]["downtime"] == "Days off work"
    assert published()["cells"] == 8


def test_keys_survive_unpublishing(editor: Client, articles: ArticleIndexPage) -> None:
    page = ComparisonArticlePageFactory()
    page.unpublish()
    screen = Screen.editing(editor, page)
    screen.data["subjects-0-name"] = "Clinic"
    row = screen.add_row("Pri")
    screen.autosave()
    screen.data[f"criteria-{row}-label"] = "Price"
    screen.autosave()
    assert stored()["subjects"][0] == ("medical-spa", "Clinic")
    assert stored()["criteria"][3] == ("price", "Price")


def test_publishing_needs_names_and_verdicts_and_loses_nothing(editor: Client, articles: ArticleIndexPage) -> None:
    screen = Screen.adding(editor, articles)
    screen.data |= {"title": "T", "slug": "t", "introduction": "I", "subjects-0-name": "Medical spa"}
    screen.data.pop("is_medical")
    screen.data |= {f"criteria-{n}-label": f"C {n}" for n in range(3)}
    screen.decide_all()
    screen.fill(1, 1, verdict="", text="Typed, not decided")
    screen.fill(2, 0, text="x" * 601)
    screen.data |= {"criteria-0-ORDER": "3", "criteria-1-ORDER": "1", "criteria-2-ORDER": "2"}
    response = screen.publish()
    assert screen.errors(response) == {
        "subjects-1-errors": ["Name this subject."],
        f"cells-{screen.cell(1, 1)}-verdict-errors": ["Choose a verdict."],
        f"cells-{screen.cell(2, 0)}-text-errors": ["At most 600 characters fit; this text has 601. Shorten it."],
    }
    sent = screen.data
    screen.read(response)
    assert screen.data | {"csrfmiddlewaretoken": ""} == sent | {"csrfmiddlewaretoken": ""}
    assert screen.table()[1] == ["C 1", "neutral|", "|Typed, not decided"]
    assert not ComparisonArticlePage.objects.exists()


def test_publishing_needs_enough_lines(editor: Client, articles: ArticleIndexPage) -> None:
    screen = Screen.adding(editor, articles)
    screen.name_all()
    screen.decide_all()
    screen.data |= {"subjects-1-DELETE": "on", "criteria-0-DELETE": "on", "criteria-2-DELETE": "on"}
    response = screen.publish()
    assert screen.errors(response) == {
        "grid": [
            "A comparison has 2 to 4 subjects; this one has 1. Add more.",
            "A comparison has 3 to 15 criteria; this one has 1. Add more.",
        ]
    }
    screen.read(response)
    assert screen.table() == [["", "Medical spa"], ["Who performs", "neutral|"]]
    assert screen.publish().status_code == 200
    screen.save()
    assert stored()["criteria"] == [("who-performs", "Who performs")]


def test_lines_beyond_the_most_and_doubles_are_refused_even_in_a_draft(
    editor: Client, articles: ArticleIndexPage
) -> None:
    screen = Screen.adding(editor, articles)
    screen.data |= {"title": "T", "slug": "t", "subjects-0-name": "Day spa", "subjects-1-name": " day  SPA"}
    for number in range(13):
        screen.add_row(f"C {number}")
    for number in range(3):
        screen.add_column(f"S {number}")
    response = screen.send()
    assert screen.errors(response) == {
        "grid": [
            "A comparison has at most 4 subjects. Remove some.",
            "A comparison has at most 15 criteria. Remove some.",
        ],
        "subjects-1-errors": ["Another subject is called “day SPA”. Rename or remove one."],
    }
    assert screen.autosave() == {
        "success": False,
        "error_code": "validation_error",
        "error_message": "There are validation errors, click save to highlight them.",
    }


def test_a_source_that_is_gone_is_named_at_its_cell(editor: Client, articles: ArticleIndexPage) -> None:
    source = SourceFactory()
    screen = Screen.editing(editor, ComparisonArticlePageFactory())
    screen.fill(0, 0, source=source.pk)
    source.delete()
    number = screen.cell(0, 0)
    assert screen.errors(screen.send()) == {
        f"cells-{number}-source-errors": ["This source no longer exists. Choose another."]
    }


def test_a_draft_whose_source_was_deleted_opens_without_it(editor: Client, articles: ArticleIndexPage) -> None:
    source = SourceFactory()
    page = ComparisonArticlePageFactory()
    screen = Screen.editing(editor, page)
    screen.fill(0, 0, source=source.pk)
    screen.save()
    Source.objects.filter(pk=source.pk)._raw_delete("default")
    assert Screen.editing(editor, page).data[f"cells-{screen.cell(0, 0)}-source"] == ""
    assert stored()["cells"]["criterion-1", "medical-spa"] == ("neutral", "", None)


def test_stray_cells_are_cleared_away_when_the_page_is_saved(editor: Client, articles: ArticleIndexPage) -> None:
    page = ComparisonArticlePageFactory(
        live=False, cells=[cell("criterion-1", "day-spa"), cell("criterion-1", "day-spa"), cell("gone", "day-spa")]
    )
    assert len(page.grid().strays) == 2
    Screen.editing(editor, page).save()
    assert stored()["cells"] == {("criterion-1", "day-spa"): ("neutral", "", None)}
    assert page.cells.count() == 1


def test_a_line_somebody_else_added_meanwhile_stays(editor: Client, articles: ArticleIndexPage) -> None:
    page = ComparisonArticlePageFactory(live=False)
    mine, theirs = Screen.editing(editor, page), Screen.editing(editor, page)
    theirs.fill(theirs.add_row("Theirs"), 0, verdict="favourable")
    theirs.save()
    mine.add_row("Mine")
    mine.save()
    assert {key for key, _ in stored()["criteria"]} == {"criterion-1", "criterion-2", "criterion-3", "theirs", "mine"}
    assert stored()["cells"]["theirs", "medical-spa"] == ("favourable", "", None)


def foreign(name: str) -> dict[str, str]:
    """The id of another page's row."""
    other = ComparisonArticlePageFactory(title="Other")
    return {f"{name}-0-id": str(getattr(other, name).first().pk)}


TAMPERED: dict[str, Any] = {
    "no number for an id": {"criteria-0-id": "abc", "cells-0-id": "1e9"},
    "a huge id": {"subjects-0-id": "9" * 400, "cells-0-id": "9" * 30},
    "another page's subject": lambda: foreign("subjects"),
    "another page's cell": lambda: foreign("cells"),
    "one id twice": lambda: {"criteria-1-id": str(ComparisonArticlePage.objects.get().criteria.first().pk)},
    "a cell of an unknown row": {"cells-0-row": "77"},
    "a cell of no row": {"cells-0-row": ""},
    "a cell of a negative column": {"cells-0-column": "-1"},
    "a cell of a column with odd digits": {"cells-0-column": "²"},
    "two cells in one place": {"cells-0-row": "1"},
    "an unknown verdict": {"cells-0-verdict": "marvellous"},
    "a source that is no number": {"cells-0-source": "drop table"},
    "a source beyond all numbers": {"cells-0-source": "9" * 40},
    "a negative source": {"cells-0-source": "-4"},
    "an order that is no number": {"criteria-0-ORDER": "first"},
    "an endless order": {"criteria-0-ORDER": "9" * 5000},
    "no total": {"cells-TOTAL_FORMS": ""},
    "a total that is no number": {"subjects-TOTAL_FORMS": "many"},
    "a huge total": {"criteria-TOTAL_FORMS": "99999999"},
    "more initial forms than forms": {"cells-INITIAL_FORMS": "5000"},
    "a NUL": {"criteria-0-label": "a\0b", "cells-0-text": "\0", "subjects-0-key": "\0", "subjects-0-id": "\0"},
    "a name too long": {"subjects-0-name": "x" * 500},
    "an odd key": {"subjects-0-key": "<script>" * 50, "subjects-0-id": ""},
}


def test_a_tampered_form_is_refused_or_harmless(
    editor: Client, articles: ArticleIndexPage, subtests: pytest.Subtests
) -> None:
    page = ComparisonArticlePageFactory()
    screen = Screen.editing(editor, page)
    honest = screen.data
    for name, change in TAMPERED.items():
        with subtests.test(name), transaction.atomic():
            screen.data = honest | (change() if callable(change) else change)
            assert screen.autosave()["success"] in {True, False}
            assert screen.publish().status_code in {200, 302}
            stored(page)
            others = ComparisonArticlePage.objects.exclude(pk=page.pk)
            assert all((it.subjects.count(), it.criteria.count(), it.cells.count()) == (2, 3, 6) for it in others)
            transaction.set_rollback(True)


def test_a_form_without_the_grid_is_refused(editor: Client, articles: ArticleIndexPage) -> None:
    screen = Screen.editing(editor, ComparisonArticlePageFactory())
    before = stored()
    for name in [name for name in screen.data if name.startswith(("subjects-", "criteria-", "cells-"))]:
        del screen.data[name]
    assert screen.errors(screen.send()) == {
        "grid": ["The grid did not arrive whole. Reload the page and try again."] * 3
    }
    assert stored() == before


def test_a_large_grid_costs_no_more_statements_to_open(editor: Client, articles: ArticleIndexPage) -> None:
    counts = []
    for columns, rows in ((2, 3), (4, 15)):
        source = SourceFactory()
        subjects = [subject(f"s-{n}", f"S {n}") for n in range(columns)]
        criteria = [criterion(f"c-{n}", f"C {n}") for n in range(rows)]
        cells = [cell(row.key, column.key, source=source) for row in criteria for column in subjects]
        page = ComparisonArticlePageFactory(subjects=subjects, criteria=criteria, cells=cells, live=False)
        page.revisions.all().delete()
        Screen.editing(editor, page)
        with CaptureQueriesContext(connection) as statements:
            Screen.editing(editor, page)
        counts.append(len(statements))
    assert counts[0] == counts[1]
