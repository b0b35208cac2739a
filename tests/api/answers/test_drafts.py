"""Drafts of every type: one that changes nothing answers as the published page does, statement for statement."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from tests.preview.drafting import bearer, preview_of
from tests.preview.reading import every_field, send

from .clinic import Clinic

OVERHEAD = 12
"""Statements that finding a draft takes, whichever page it is of and however much is in it."""


def counted(query: str, path: str, **headers: str) -> tuple[dict[str, Any], int]:
    with CaptureQueriesContext(connection) as captured:
        answer = send(query, {"path": path}, **headers).json()
    return answer, len(captured)


def pages(clinic: Clinic) -> list[Any]:
    found = {thing.pk: thing for thing in clinic.things.values() if isinstance(thing, Page)}
    return [Page.objects.get(pk=pk).specific for pk in found]


def test_a_draft_that_changes_nothing_answers_as_the_published_page(clinic: Clinic, db: None, any_cost: None) -> None:
    seen = set()
    token = bearer()
    for page in pages(clinic):
        page.save_revision(clean=False)
        query = every_field(type(page).__name__)
        newest = query.replace("route(path: $path)", "route(path: $path, version: DRAFT)")
        path = page.get_url_parts()[2]
        published, statements = counted(query, path)
        if published["data"]["route"] is None:
            continue
        seen.add(type(page).__name__)
        assert "errors" not in published
        for asked, headers in ((query, {"X-Preview-Token": preview_of(page)}), (newest, {"Authorization": token})):
            draft, more = counted(asked, path, **headers)
            assert draft == published
            assert more <= statements + OVERHEAD, (page, statements, more)
    assert len(seen) == 13
