"""The clinic's registers: areas, devices, brands, boards, sources, questions and the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model

from demo.reading import ContentError, Table, table
from locations.models import BookingHost
from pages.models import Disclaimer, Faq, Source, Topic
from providers.models import IssuingBoard, LicenceType
from treatments.models import BodyArea, Device, ProductBrand, Technology

from .library import Library


def load(library: Library) -> None:
    """Write every register that refers to no page."""
    tables = table("registers")
    for key, values in tables["areas"].items():
        add(library, "areas", key, BodyArea, slug=key, **taxonomy(library, "areas", values))
    for key, values in tables["technologies"].items():
        add(library, "technologies", key, Technology, slug=key, **taxonomy(library, "technologies", values))
    for key, values in tables["devices"].items():
        technology = library.entry("technologies", values["technology"])
        add(library, "devices", key, Device, **{**values, "technology": technology})
    for key, values in tables["sources"].items():
        days = {name: library.day(values.get(name)) for name in ("published", "accessed")}
        add(library, "sources", key, Source, **{**values, **days})
    for key, values in tables["brands"].items():
        label = library.entry("sources", values["label_source"])
        names = "\n".join(values["plain_names"])
        add(library, "brands", key, ProductBrand, slug=key, **{**values, "plain_names": names, "label_source": label})
    for key, values in tables["boards"].items():
        add(library, "boards", key, IssuingBoard, **values)
    for key, values in tables["licence_types"].items():
        board = library.entry("boards", values["board"])
        reviewed = library.day(values["rule_reviewed_on"])
        add(library, "licence_types", key, LicenceType, **{**values, "board": board, "rule_reviewed_on": reviewed})
    for key, name in tables["topics"].items():
        add(library, "topics", key, Topic, slug=key, name=name)
    for key, values in tables["disclaimers"].items():
        add(library, "disclaimers", key, Disclaimer, name=values["name"], content=library.html(values["content"]))
    for host in table("clinic")["organization"]["booking_hosts"]:
        add(library, "booking hosts", host, BookingHost, host=host, purpose="Larkfield's booking system")


def load_questions(library: Library) -> None:
    """Write the questions and answers: they link to pages and name who checked them."""
    for key, values in table("faqs").items():
        reviewer = library.provider(values.get("reviewed_by"))
        answer = library.html(values["answer"])
        add(
            library, "questions", key, Faq,
            question=values["question"], answer=answer, scope=values["scope"], reviewed_by=reviewer,
        )  # fmt: skip


def taxonomy(library: Library, register: str, values: Table) -> Mapping[str, Any]:
    """The fields of an entry in a tree of names."""
    return {
        "name": values["name"],
        "parent": library.entry(register, values.get("parent")),
        "synonyms": "\n".join(values.get("synonyms", ())),
    }


def add(library: Library, register: str, key: str, model: type[Model], **values: Any) -> Any:
    """Write one entry, checked as the admin would check it, with the first line of its history."""
    entry: Any = model(**values)
    try:
        entry.full_clean()
    except ValidationError as error:
        raise ContentError(f"{register}, {key}: {'; '.join(error.messages)}") from error
    entry.save()
    entry.save_revision()
    library.keep(register, key, entry)
    return entry
