"""Titles in order: capital and small letters alike, and the same on every database.

Only ASCII letters are folded, for SQLite knows no others, and the rest goes by code points: a title that begins with É
comes behind Z, on PostgreSQL too, whatever the collation of its database.
"""

from __future__ import annotations

import string
from functools import lru_cache
from typing import Any

from django.db.models.functions import Lower

FOLD = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


@lru_cache(maxsize=4_096)
def title_key(title: str) -> str:
    """What ``title`` is sorted by; compare with ``<``."""
    return title.lower() if title.isascii() else title.translate(FOLD)


class TitleKey(Lower):
    """The same, in the database."""

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template='%(function)s(%(expressions)s COLLATE "C")', **context)
