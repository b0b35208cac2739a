"""What the public may see of credentials: those of public providers, while they are valid."""

from __future__ import annotations

from django.db.models import Q

from cms.api.visibility import Gate, register

from .models import Certification, IssuingBoard, Licence, LicenceType


def register_rules() -> None:
    """Tell the gate; called once the app is ready."""
    register(IssuingBoard)
    register(LicenceType)
    register(Licence, valid_licence)
    register(Certification, valid_certification)


def valid_licence(gate: Gate) -> Q:
    return Q(status=Licence.Status.ACTIVE) & gate.dated("issued", "expires") & gate.pages("provider__")


def valid_certification(gate: Gate) -> Q:
    valid = Q(lifetime=True) | Q(expires__gte=gate.today)
    return valid & (Q(issued=None) | Q(issued__lte=gate.today)) & gate.pages("provider__")
