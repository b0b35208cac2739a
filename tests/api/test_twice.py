"""A relation that is asked for twice, each time for something else: both are answered, in as many statements as one."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import get_page_models

from tests.factories import SmallSite, TreatmentPageFactory

from .conftest import Ask

TITLES = [{"title": "Laser"}, {"title": "Light"}, {"title": "Peel"}]
KINDS = [{"kind": "PEEL", "summary": name} for name in ("Of Laser.", "Of Light.", "Of Peel.")]


@pytest.fixture(autouse=True)
def pages(site: SmallSite) -> None:
    for name in ("Laser", "Light", "Peel"):
        TreatmentPageFactory(title=name, slug=name.lower(), kind="peel", summary=f"Of {name}.")


def asked(ask: Ask, query: str) -> tuple[Any, int]:
    """The first root field's answer, and how many statements that took once content types are known."""
    ContentType.objects.get_for_models(*get_page_models())
    with CaptureQueriesContext(connection) as captured:
        answer = ask(query)
    return next(iter(answer.values())), len(captured)


CHILDREN = '{ page(path: "/treatments/") { %s } }'
COUNTED = "one: children(first: 5) { totalCount }"
NAMED = "two: children(first: 5) { nodes { title } }"
READ = "three: children(first: 5) { nodes { ... on TreatmentPage { kind summary } } }"


@pytest.mark.parametrize(
    "parts", [(COUNTED, NAMED), (NAMED, COUNTED), (NAMED, READ), (READ, NAMED), (COUNTED, READ, NAMED)]
)
def test_below_one_another_on_the_same_row(ask: Ask, parts: tuple[str, ...]) -> None:
    whole = {"one": {"totalCount": 3}, "two": {"nodes": TITLES}, "three": {"nodes": KINDS}}
    answer, statements = asked(ask, CHILDREN % " ".join(parts))
    assert answer == {(name := part.partition(":")[0]): whole[name] for part in parts}
    assert statements == asked(ask, CHILDREN % (READ if READ in parts else NAMED))[1]


def test_on_a_row_that_two_ways_lead_to(ask: Ask) -> None:
    """The index is reached from each of its pages, and asked for something else each time."""
    peel = '{ page(path: "/treatments/peel/") { %s } }'
    one = "parent { children(first: 5) { totalCount } }"
    other = "again: parent { children(first: 5) { nodes { ... on TreatmentPage { kind summary } } } }"
    answer, statements = asked(ask, peel % f"{one} {other}")
    assert answer == {"parent": {"children": {"totalCount": 3}}, "again": {"children": {"nodes": KINDS}}}
    assert statements == asked(ask, peel % other)[1]


def test_the_same_name_may_stand_for_different_fields_below(ask: Ask) -> None:
    answer, _ = asked(
        ask,
        CHILDREN % "one: children(first: 2) { nodes { it: title } }"
        " two: children(first: 2) { nodes { ... on TreatmentPage { it: summary } } }",
    )
    assert answer == {
        "one": {"nodes": [{"it": "Laser"}, {"it": "Light"}]},
        "two": {"nodes": [{"it": "Of Laser."}, {"it": "Of Light."}]},
    }
