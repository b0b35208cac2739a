"""Treatments, concerns and their registers."""

from .concerns import ConcernIndexPage, ConcernPage
from .links import (
    ConcernArea,
    TreatmentArea,
    TreatmentBrand,
    TreatmentComponent,
    TreatmentConcern,
    TreatmentDevice,
    TreatmentRelated,
    TreatmentSource,
)
from .registers import BodyArea, Device, ProductBrand, Technology
from .sections import SECTIONS, SectionKind
from .treatments import TreatmentIndexPage, TreatmentPage

__all__ = [
    "SECTIONS",
    "BodyArea",
    "ConcernArea",
    "ConcernIndexPage",
    "ConcernPage",
    "Device",
    "ProductBrand",
    "SectionKind",
    "Technology",
    "TreatmentArea",
    "TreatmentBrand",
    "TreatmentComponent",
    "TreatmentConcern",
    "TreatmentDevice",
    "TreatmentIndexPage",
    "TreatmentPage",
    "TreatmentRelated",
    "TreatmentSource",
]
