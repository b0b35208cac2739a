"""The GraphQL types and root fields of the pages app."""

from . import blocks, types
from .query import Query

__all__ = ["Query", "blocks", "types"]
