"""The scalars that GraphQL does not have itself. What a client gives for one is refused with the form that is meant."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import graphene
from graphql import StringValueNode, ValueNode, print_ast

DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
"""Python takes other forms of ISO 8601 for days too, each version its own."""


class Date(graphene.Date):
    """A day, as 2026-03-04 (ISO 8601: year, month and day)."""

    @classmethod
    def parse_literal(cls, node: ValueNode, _variables: Any = None) -> date:
        """The day that a document gives. ``ValueError``, for graphql-core adds where it stands."""
        return cls.parse_value(node.value if isinstance(node, StringValueNode) else print_ast(node))

    @staticmethod
    def parse_value(value: Any) -> date:
        """The day that a variable gives; ``ValueError`` for what is none."""
        try:
            if isinstance(value, str) and DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise ValueError('A date is a text such as "2026-03-04": year, month and day.') from None


class DateTime(graphene.DateTime):
    """A moment, as 2026-03-04T15:00:00+00:00 (ISO 8601, with its distance from UTC)."""


class Time(graphene.Time):
    """A time of day, as 09:30:00 (ISO 8601). The time zone is the location's."""
