"""Editors at their screens, and the front end that reads what they preview."""

from __future__ import annotations

from tests.admin.conftest import sign_in, site, superuser

__all__ = ["sign_in", "site", "superuser"]
