"""How much one answer may hold: what would be more is refused before any of it is made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest

from cms.api import lookahead
from locations.models import Availability
from tests.factories import (
    ArticlePageFactory,
    ConcernPageFactory,
    ImageFactory,
    LocationPageFactory,
    ProviderPageFactory,
    TreatmentPageFactory,
    make_site,
    stored_blocks,
)
from treatments.models import ConcernPage, TreatmentConcern

from .conftest import Ask

SIDE = 5
REFUSED = {
    "message": "The answer would hold more than 20,000 objects. Ask for fewer rows, or for less below each.",
    "extensions": {"code": "QUERY_TOO_COMPLEX"},
}
TOO_LARGE = "The answer would be larger than 5,242,880 bytes. Ask for fewer rows, or for less of each."
SHARED = """
{
  treatments {
    pageInfo { hasNextPage }
    edges { cursor node { ...Places } }
    nodes { ...Places hero { focalPoint { x } rendition(preset: CARD) { url } } }
  }
  locations { nodes { address { city } medicalDirector { title } ...Gives } }
}
fragment Places on TreatmentPage { a: locations { ...Gives } locations { ...Gives body { __typename } } }
fragment Gives on LocationPage { treatments { title parent { title } seo { openGraph { title } } } }
"""


@pytest.fixture(scope="module")
def dense(lasting: Callable[[], AbstractContextManager[None]]) -> Iterator[None]:
    """Each treatment at each location, by one provider."""
    with lasting():
        make_site()
        provider = ProviderPageFactory(history=False, role="physician")
        hero = ImageFactory(focal_point_x=5, focal_point_y=5, focal_point_width=2, focal_point_height=2)
        treatments = [TreatmentPageFactory(hero=hero, history=False) for _ in range(SIDE)]
        locations = [
            LocationPageFactory(medical_director=provider, title=f"Place {n}", history=False) for n in range(SIDE)
        ]
        Availability.objects.bulk_create(
            Availability(treatment=treatment, provider=provider, location=location)
            for treatment in treatments
            for location in locations
        )
        yield


def objects_in(value: Any) -> int:
    """How many objects an answer holds."""
    if isinstance(value, list):
        return sum(map(objects_in, value))
    return 1 + sum(map(objects_in, value.values())) if isinstance(value, dict) else 0


def back_and_forth(levels: int) -> str:
    names = ["locations" if level % 2 == 0 else "treatments" for level in range(levels)]
    return "{ treatments { nodes { " + "".join(f"{name} {{ " for name in names) + "title" + " }" * (levels + 3)


def test_an_answer_that_doubles_back_is_refused(dense: None, db: None, any_cost: None, post: Any) -> None:
    status, answer = post(back_and_forth(6))
    [error] = answer["errors"]
    assert (status, answer["data"]) == (200, None)
    assert {name: error[name] for name in REFUSED} == REFUSED
    assert error["path"] == ["treatments"]


def test_what_is_below_the_bound_is_answered(dense: None, db: None, any_cost: None, ask: Ask) -> None:
    assert objects_in(ask(back_and_forth(4))) == 2 + sum(SIDE**power for power in range(1, 6))


def test_every_object_is_counted_as_often_as_the_answer_holds_it(
    dense: None, db: None, any_cost: None, post: Any, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = objects_in(ask(SHARED)) - 1
    monkeypatch.setattr(lookahead, "OBJECTS", held)
    ask(SHARED)
    monkeypatch.setattr(lookahead, "OBJECTS", held - 1)
    status, answer = post(SHARED)
    assert (status, [error["extensions"] for error in answer["errors"]]) == (200, [{"code": "QUERY_TOO_COMPLEX"}])
    assert f"more than {held - 1:,} objects" in answer["errors"][0]["message"]


def test_the_root_fields_of_a_request_count_together(
    dense: None, db: None, post: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookahead, "OBJECTS", 2 * (1 + SIDE) - 1)
    half = "treatments { nodes { title } }"
    assert "errors" not in post(f"{{ a: {half} }}")[1]
    status, answer = post(f"{{ a: {half} b: {half} }}")
    assert (status, [error["path"] for error in answer["errors"]]) == (200, [["b"]])


def test_sets_of_picture_files_count_as_objects(
    dense: None, db: None, post: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = "{ treatments { nodes { hero { a: srcSet(preset: CARD) b: srcSet(preset: HERO) } } } }"
    held = 1 + SIDE * (1 + 1 + 2)
    monkeypatch.setattr(lookahead, "OBJECTS", held)
    assert "errors" not in post(query)[1]
    monkeypatch.setattr(lookahead, "OBJECTS", held - 1)
    assert [error["extensions"]["code"] for error in post(query)[1]["errors"]] == ["QUERY_TOO_COMPLEX"]


def test_a_hundred_concerns_with_almost_as_many_treatments_each_are_answered(dense: None, db: None, ask: Ask) -> None:
    concerns = list(ConcernPage.objects.all())
    concerns += [ConcernPageFactory(title=f"Sign {n}", history=False) for n in range(100 - len(concerns))]
    treatments = [TreatmentPageFactory(concern_links=concerns[:1], history=False) for _ in range(100)]
    TreatmentConcern.objects.all().delete()
    TreatmentConcern.objects.bulk_create(
        TreatmentConcern(page=treatment, concern=concern) for treatment in treatments for concern in concerns
    )
    answer = ask("{ concerns(first: 100) { nodes { treatments(first: 98) { title } } } }")
    assert objects_in(answer) == 2 + 100 + 9_800


def test_an_answer_of_too_many_bytes_is_refused(dense: None, db: None, post: Any) -> None:
    ArticlePageFactory(body=stored_blocks(("rich_text", {"text": f"<p>{'word ' * 20_000}</p>"})))

    def bodies(number: int) -> str:
        texts = " ".join(f"b{n}: body {{ ... on RichTextBlock {{ html }} }}" for n in range(number))
        return f"{{ articles(first: 1) {{ nodes {{ {texts} }} }} }}"

    assert "errors" not in post(bodies(52))[1]
    status, answer = post(bodies(53))
    assert (status, answer["data"]) == (200, None)
    assert answer["errors"] == [{**REFUSED, "message": TOO_LARGE}]
