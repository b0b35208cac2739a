"""Providers and the credentials they hold."""

from .pages import ProviderIndexPage, ProviderPage
from .registers import STATE_CHOICES, Certification, IssuingBoard, Licence, LicenceType

__all__ = [
    "STATE_CHOICES",
    "Certification",
    "IssuingBoard",
    "Licence",
    "LicenceType",
    "ProviderIndexPage",
    "ProviderPage",
]
