"""Editors at their screens, and the front end that reads what they preview."""

from __future__ import annotations

from tests.admin.conftest import sign_in, site, superuser
from tests.api.conftest import any_cost

__all__ = ["any_cost", "sign_in", "site", "superuser"]
