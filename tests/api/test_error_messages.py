"""What an error tells: the field that it is about, in GraphQL's words, and never more than somebody can read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cms.api import lookahead
from cms.api.messages import in_graphql
from tests.factories import ImageFactory, SmallSite, TreatmentPageFactory

Post = Callable[..., tuple[int, dict[str, Any]]]
LONG = "x" * 90_000
CUT = "x" * 100 + "…"


def bad(message: str, line: int, column: int, *path: str | int) -> dict[str, Any]:
    told = {"path": list(path)} if path else {}
    location = {"line": line, "column": column}
    return {"message": message, "locations": [location], **told, "extensions": {"code": "BAD_REQUEST"}}


@pytest.fixture
def peels(site: SmallSite) -> None:
    """Two treatments; the second has a picture."""
    TreatmentPageFactory(title="A peel", slug="a")
    TreatmentPageFactory(title="B peel", slug="b", hero=ImageFactory())


FORGED = (
    "The cursor in `after` is not one of this list in this order. "
    "Use a `cursor`, `startCursor` or `endCursor` that it gave you."
)


@pytest.mark.parametrize(
    ("query", "error"),
    [
        (
            "{ treatments(first: 500) { totalCount } }",
            bad("`first` must be between 1 and 100; it is 500.", 1, 3, "treatments"),
        ),
        (
            "{\n  all: treatments {\n    nodes { title r: related(first: 500) { nodes { title } } }\n  }\n}",
            bad("`first` must be between 1 and 100; it is 500.", 3, 19, "all", "nodes", 0, "r"),
        ),
        (
            '{ pages { edges { node { children(after: "forged") { totalCount } } } } }',
            bad(FORGED, 1, 26, "pages", "edges", 0, "node", "children"),
        ),
    ],
)
def test_an_argument_is_refused_at_its_own_field(peels: None, post: Post, query: str, error: dict[str, Any]) -> None:
    assert post(query) == (200, {"data": None, "errors": [error]})


def test_what_is_beside_a_refused_field_that_may_be_null_is_answered(peels: None, post: Post) -> None:
    query = """query ($preset: ImagePreset = HERO) {
      treatments { nodes { title hero { alt big: rendition(preset: $preset) { url } } } }
    }"""
    message = 'Argument "preset" of non-null type "ImagePreset!" must not be null.'
    treatments = post(query, preset=None)[1]["data"]["treatments"]["nodes"]
    assert [(one["title"], one["hero"] and one["hero"]["big"]) for one in treatments] == [
        ("A peel", None),
        ("B peel", None),
    ]
    assert post(query, preset=None)[1]["errors"] == [
        bad(message, 2, 68, "treatments", "nodes", 1, "hero", "big"),
    ]


def test_a_directive_without_a_value_is_told_where_it_stands(peels: None, post: Post) -> None:
    query = "query ($if: Boolean = true) { treatments { nodes { title @include(if: $if) } } }"
    message = 'Argument "if" of non-null type "Boolean!" must not be null.'
    assert post(query, **{"if": None}) == (
        200,
        {"data": None, "errors": [bad(message, 1, 71, "treatments", "nodes", 0)]},
    )


DAY = 'A date is a text such as "2026-03-04": year, month and day.'


@pytest.mark.parametrize(
    "literal", ['"x"', "5", "true", "TODAY", '"20260304"', '"2026-13-01"', '"2026-03-04T00:00:00Z"']
)
def test_a_date_that_is_none_is_told_where_it_stands(site: SmallSite, post: Post, literal: str) -> None:
    _, answer = post(f"{{ treatments(filter: {{ reviewDueBefore: {literal} }}) {{ totalCount }} }}")
    assert answer == {
        "errors": [
            {
                "message": f'Expected value of type "Date", found {literal}; {DAY}',
                "locations": [{"line": 1, "column": 41}],
                "extensions": {"code": "GRAPHQL_VALIDATION_FAILED"},
            }
        ]
    }


@pytest.mark.parametrize(
    ("kind", "passed", "value", "message"),
    [
        (
            "Date",
            "treatments(filter: { reviewDueBefore: $v })",
            "2026-13-01",
            f'Variable "$v" got invalid value "2026-13-01"; Expected type "Date". {DAY}',
        ),
        (
            "Int",
            "treatments(first: $v)",
            "it's",
            'Variable "$v" got invalid value "it\'s"; Int cannot represent non-integer value: "it\'s"',
        ),
        (
            "Int",
            "treatments(first: $v)",
            True,
            'Variable "$v" got invalid value true; Int cannot represent non-integer value: true',
        ),
        (
            "TreatmentFilter",
            "treatments(filter: $v)",
            {"slugs": [None]},
            (
                'Variable "$v" got invalid value null at "v.slugs[0]"; '
                'Expected non-nullable type "String!" not to be null.'
            ),
        ),
        (
            "TreatmentFilter",
            "treatments(filter: $v)",
            "None",
            'Variable "$v" got invalid value "None"; Expected type "TreatmentFilter" to be an object.',
        ),
        (
            "[TreatmentOrder!]",
            "treatments(orderBy: $v)",
            "OLDEST",
            'Variable "$v" got invalid value "OLDEST"; Value "OLDEST" does not exist in "TreatmentOrder" enum.',
        ),
        (
            "TreatmentFilter",
            "treatments(filter: $v)",
            {"slugs": {"a": [True, {"b": None}]}},
            (
                'Variable "$v" got invalid value {"a": [true, {...}]} at "v.slugs"; '
                'String cannot represent a non string value: {"a": [true, {...}]}'
            ),
        ),
    ],
)
def test_a_variable_that_is_wrong_is_told_in_graphqls_words(
    site: SmallSite, post: Post, settings: Any, kind: str, passed: str, value: Any, message: str
) -> None:
    settings.GRAPHQL_INTROSPECTION = False
    assert post(f"query ($v: {kind}) {{ {passed} {{ totalCount }} }}", v=value) == (
        200,
        {"errors": [bad(message, 1, 8)]},
    )


@pytest.mark.parametrize(
    ("query", "variables", "message"),
    [
        (f"{{ {LONG} }}", {}, f'Cannot query field "{CUT}" on type "Query".'),
        (f"{{ ...{LONG} }}", {}, f'Unknown fragment "{CUT}".'),
        (f'{{ pages(first: "{LONG}") {{ totalCount }} }}', {}, f'Int cannot represent non-integer value: "{CUT}"'),
        (f"{{ pages(first: {LONG}) {{ totalCount }} }}", {}, f"Int cannot represent non-integer value: {CUT}"),
        (
            "{ pages(first: [" + "1, " * 800 + "1]) { totalCount } }",
            {},
            "Int cannot represent non-integer value: [" + "1, " * 33 + "…",
        ),
        (
            "query ($v: PageFilter) { pages(filter: $v) { totalCount } }",
            {"v": {LONG: 1}},
            'Variable "$v" got invalid value {"' + "x" * 98 + f'…; Field "{CUT}" is not defined by type "PageFilter".',
        ),
        (
            "{ " + LONG + ": pages(first: 100) { nodes { children(first: 100) { nodes { id } } } } }",
            {},
            (
                "The query may cost 10,201; at most 10,000 are allowed. Its dearest root field is "
                f"`{CUT}` (10,201): ask for fewer rows with `first`, or for fewer lists below each other."
            ),
        ),
        (
            "query a { __typename } query b { __typename }",
            {},
            ("The document holds several operations: `operationName` must name one of them."),
        ),
    ],
)
def test_a_long_name_or_value_is_cut(
    site: SmallSite, post: Post, query: str, variables: dict[str, Any], message: str
) -> None:
    _, answer = post(query, **variables)
    assert [error["message"] for error in answer["errors"]] == [message]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (
            "Syntax Error: Expected Name, found String 'x \"y\"'.",
            'Syntax Error: Expected Name, found String "x \\"y\\"".',
        ),
        (
            "Syntax Error: Unexpected single quote character ('), did you mean to use a double quote (\")?",
            "Syntax Error: Unexpected single quote character ('), did you mean to use a double quote (\")?",
        ),
        (
            "Syntax Error: Invalid character escape sequence: '\\q'.",
            'Syntax Error: Invalid character escape sequence: "\\\\q".',
        ),
        ("Syntax Error: Unexpected character: '\"'.", 'Syntax Error: Unexpected character: "\\"".'),
        ("Value 'None' does not exist in 'Kind' enum.", 'Value "None" does not exist in "Kind" enum.'),
        ("Expected value of type 'Int', found None.", 'Expected value of type "Int", found None.'),
        ("Variable '$v' got invalid value ''; x", 'Variable "$v" got invalid value ""; x'),
        ("Variable '$v' got invalid value '\\ud800'; x", 'Variable "$v" got invalid value "?"; x'),
        (
            "Field 'a' of required type '[String!]!' was not provided.",
            'Field "a" of required type "[String!]!" was not provided.',
        ),
    ],
)
def test_a_message_is_put_into_graphqls_words(said: str, told: str) -> None:
    assert in_graphql(said) == told


def test_of_a_thousand_refusals_there_is_one(peels: None, post: Post) -> None:
    """Each costs time: the root field tells instead, and where in the document the fault is."""
    query = "query ($preset: ImagePreset = HERO) { treatments { nodes {"
    fields = " ".join(f"a{n}: hero {{ alt big: rendition(preset: $preset) {{ url }} }}" for n in range(2))
    message = 'Argument "preset" of non-null type "ImagePreset!" must not be null.'
    _, answer = post(f"{query} {fields} }} }} }}", preset=None)
    assert [error["path"] for error in answer["errors"]] == [
        ["treatments", "nodes", 1, f"a{n}", "big"] for n in range(2)
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lookahead, "REFUSALS", 1)
        assert post(f"{query} {fields} }} }} }}", preset=None) == (
            200,
            {"data": None, "errors": [bad(message, 1, 155, "treatments")]},
        )
        assert post("{ treatments { nodes { related(first: 0) { totalCount } } } }") == (
            200,
            {"data": None, "errors": [bad("`first` must be between 1 and 100; it is 0.", 1, 24, "treatments")]},
        )
