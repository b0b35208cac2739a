"""What the public may see of availability: rows in force between three public pages."""

from __future__ import annotations

from django.db.models import Q

from cms.api.visibility import Gate, register

from .models import Availability


def register_rules() -> None:
    """Tell the gate; called once the app is ready."""
    register(Availability, in_force)


def in_force(gate: Gate) -> Q:
    return (
        gate.dated("starts", "ends") & gate.pages("treatment__") & gate.pages("provider__") & gate.pages("location__")
    )
