"""The same frozen moment and the same helpers as for the API."""

from tests.api.conftest import any_cost, now

__all__ = ["any_cost", "now"]
