"""Which faults of the database become a 503, and what the two kinds of client are told."""

import json
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from cms.outage import MESSAGE, is_outage


def fail(request: HttpRequest) -> HttpResponse:
    raise OperationalError("connection to server at 10.0.0.5 failed")


class FailingMiddleware:
    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        raise InterfaceError("the connection is closed")


urlpatterns = [path("fails/", fail), path("graphql/", fail)]
OUTER = "cms.outage.OutageMiddleware"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (OperationalError("the database did not answer within 2 s"), True),
        (OperationalError("database is locked"), True),
        (OperationalError("unable to open database file"), True),
        (OperationalError("canceling statement due to statement timeout"), True),
        (InterfaceError("the connection is closed"), True),
        (OperationalError("no such column: pages_homepage.colour"), False),
        (OperationalError("no such table: pages_homepage"), False),
        (ProgrammingError('relation "pages_homepage" does not exist'), False),
        (ValueError("database"), False),
    ],
)
def test_an_outage_is_told_from_a_fault_of_ours(error: Exception, expected: bool) -> None:
    assert is_outage(error) is expected


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("middleware", [[OUTER], [OUTER, f"{__name__}.FailingMiddleware"]])
def test_a_person_gets_a_plain_page(middleware: list[str], debug: bool) -> None:
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=middleware, DEBUG=debug):
        response = Client(raise_request_exception=False).get("/fails/")
    assert (response.status_code, response["Retry-After"], response["Cache-Control"]) == (503, "5", "no-store")
    assert MESSAGE in response.text
    assert "10.0.0.5" not in response.text


@pytest.mark.parametrize("accept", ["application/json", "application/graphql-response+json"])
def test_a_program_gets_an_error_of_the_content_api(accept: str) -> None:
    with override_settings(ROOT_URLCONF=__name__, MIDDLEWARE=[OUTER]):
        response = Client(raise_request_exception=False).post("/graphql/", headers={"accept": accept})
    assert (response.status_code, response["Content-Type"], response["Access-Control-Allow-Origin"]) == (
        503,
        accept,
        "*",
    )
    assert json.loads(response.content) == {
        "errors": [{"message": MESSAGE, "extensions": {"code": "SERVICE_UNAVAILABLE"}}]
    }


def test_another_fault_stays_an_error() -> None:
    def broken(request: HttpRequest) -> HttpResponse:
        raise ValueError("ours")

    with override_settings(ROOT_URLCONF=(path("broken/", broken),), MIDDLEWARE=[OUTER]):
        response = Client(raise_request_exception=False).get("/broken/")
    assert response.status_code == 500
