"""What a front end does: it is led to a path with a token, and asks the content API for what is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.test import Client
from django.urls import reverse
from graphql import get_named_type, is_composite_type, is_required_argument

from cms.api.schema import schema

BUILT: Any = schema().graphql_schema
FRONT_END = "https://www.example.com"


@dataclass(frozen=True)
class Link:
    """Where the admin's preview leads."""

    address: str
    token: str
    path: str

    @classmethod
    def of(cls, response: Any) -> Link:
        assert response.status_code == 302, response.status_code
        assert set(response["Cache-Control"].split(", ")) >= {"private", "no-store"}
        parts = urlsplit(response["Location"])
        given = parse_qs(parts.query, strict_parsing=True)
        assert given.keys() == {"token", "path"}
        return cls(f"{parts.scheme}://{parts.netloc}{parts.path}", given["token"][0], given["path"][0])


def preview_form(client: Client, address: str, data: dict[str, Any]) -> Link:
    """Preview a form as it is on the screen."""
    answer = client.post(address, data)
    assert answer.json() == {"is_valid": True, "is_available": True}
    return Link.of(client.get(address, {"in_preview_panel": "true"}))


def adding(model: Any, parent: Any) -> str:
    """The address of the preview beside the form for a new page."""
    return reverse("wagtailadmin_pages:preview_on_add", args=[model._meta.app_label, model._meta.model_name, parent.pk])


def editing(page: Any) -> str:
    """The address of the preview beside a page's edit form."""
    return reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])


def send(query: str, variables: dict[str, Any] | None = None, **headers: str) -> Any:
    """Ask the content API as somebody without a session."""
    body = {"query": query, "variables": variables or {}}
    return Client().post("/graphql/", body, content_type="application/json", headers=headers)


def read(query: str, token: str = "", **variables: Any) -> dict[str, Any]:
    """The data of an answer without errors, with a preview token if there is one."""
    answer = send(query, variables, **({"X-Preview-Token": token} if token else {})).json()
    assert "errors" not in answer, answer["errors"]
    data: dict[str, Any] = answer["data"]
    return data


def every_field(type_name: str) -> str:
    """A query for all there is on a page of one type, blocks and child rows included; of other pages, the path."""
    return (
        f"query ($path: String!) {{ route(path: $path) {{ path redirect {{ to }} "
        f"page {{ ... on {type_name} {selection(BUILT.type_map[type_name], 2)} }} }} }}"
    )


def selection(kind: Any, depth: int) -> str:
    """All fields of ``kind`` that need no argument, as many steps deep."""
    if kind.name == "Block":
        return braces(f"... on {block.name} {selection(block, 1)}" for block in BUILT.get_possible_types(kind))
    if depth == 0 or not hasattr(kind, "fields"):
        return "{ __typename }"
    return braces(
        f"{name} {selection(named, depth - 1) if is_composite_type(named) else ''}"
        for name, field in kind.fields.items()
        if not any(map(is_required_argument, field.args.values()))
        for named in [get_named_type(field.type)]
    )


def braces(parts: Iterable[str]) -> str:
    return f"{{ {' '.join(['__typename', *parts])} }}"
