"""Loaders of the treatments app."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from cms.api.lookahead import Request, Values
from cms.api.reader import Reader
from cms.api.richtext import rich_texts
from cms.api.statements import Among, ask
from cms.api.titles import TitleKey

from .models import SECTIONS, TreatmentConcern, TreatmentPage


def sections(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
    """The sections of each treatment that are filled in: ``key``, ``heading``, ``html``."""
    stored = [(page.pk, section, getattr(page, section.field)) for page in parents for section in SECTIONS]
    texts = rich_texts([source for _, _, source in stored], reader)
    values: dict[Any, list[dict[str, str]]] = {page.pk: [] for page in parents}
    for (pk, section, _), text in zip(stored, texts, strict=True):
        if text.text:
            values[pk].append({"key": section.key, "heading": section.heading, "html": text.html})
    return dict(values)


def treatments_of_concerns(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
    """Ids of the public treatments that may help with each concern, by title."""
    links = ask(
        reader.gate,
        "treatments of concerns",
        lambda gate: (
            TreatmentConcern.objects.filter(Among("concern_id"), gate.pages("page__"))
            .order_by(TitleKey("page__title"), "page_id")
            .values_list("concern_id", "page_id")
        ),
        ids=[page.pk for page in parents],
    )
    ids: dict[Any, list[int]] = {page.pk: [] for page in parents}
    for concern, treatment in links:
        if treatment not in ids[concern]:
            ids[concern].append(treatment)
    reader.tags.listed(TreatmentPage, itertools.chain(*ids.values()))
    return dict(ids)
