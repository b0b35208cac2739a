"""The built-in preview: a plain, readable view of a page as it is in memory, for as long as no front end shows one.

It follows the page's own edit form, tab by tab, so every field of every type appears without being named here. Whatever
cannot be shown is left out with a word about it; a preview never fails for one bad value.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import date as date_filter
from django.template.defaultfilters import time as time_filter
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.timezone import is_aware, localtime
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, Panel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.rich_text import expand_db_html

from cms.admin.preview_blocks import figure, render_stream
from cms.api.declarations import pictures_of
from cms.media.alt_text import placed
from cms.media.models import MediaImage

logger = logging.getLogger(__name__)

IN_HEADER = {"title"}
UNSHOWABLE = "This cannot be shown: it is incomplete."


@dataclass
class Entry:
    """One field or list of a page: its label, and its value as HTML; ``prose`` ones read as a section of text."""

    label: str
    html: SafeString
    prose: bool = False


@dataclass
class Section:
    """One tab of the edit form."""

    heading: str
    entries: list[Entry] = field(default_factory=list)


def built_in_preview(page: Any, request: HttpRequest) -> HttpResponse:
    """Answer with the preview of ``page``, saved or not."""
    context = {
        "page": page,
        "kind": capfirst(str(page._meta.verbose_name)),
        "sections": [section for section in sections(page) if section.entries],
        "templates": page.preview_templates,
    }
    response = TemplateResponse(request, "cms_admin/preview.html", context)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def sections(page: Any) -> Iterator[Section]:
    """The tabs of the page's edit form with what is filled in."""
    for tab in page.get_edit_handler().children:
        section = Section(str(tab.heading))
        for panel in leaves(tab):
            entry = shown(page, panel)
            if entry is not None and entry.html:
                section.entries.append(entry)
        yield section


def leaves(panel: Panel) -> Iterator[Panel]:
    """The panels below ``panel`` that hold a field or a list of child rows."""
    if isinstance(panel, FieldPanel | InlinePanel):
        yield panel
        return
    for child in getattr(panel, "children", ()):
        yield from leaves(child)


def shown(page: Any, panel: Panel) -> Entry | None:
    """What ``panel`` has to show of ``page``; None for nothing."""
    try:
        if isinstance(panel, InlinePanel):
            label = panel.heading or panel.relation_name
            return Entry(capfirst(str(label).replace("_", " ")), child_rows(page, panel))
        if panel.field_name in IN_HEADER:
            return None
        return field_entry(page, panel.field_name, str(panel.heading or ""))
    except Exception:
        logger.exception("The preview of %s leaves out %s", page, panel)
        return Entry(str(panel.heading or "Something"), mark_safe(f"<em>{UNSHOWABLE}</em>"))  # noqa: S308


def field_entry(instance: Any, name: str, heading: str = "") -> Entry | None:
    """One model field of ``instance``; None where it is empty or no model field."""
    try:
        model_field = instance._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    label = capfirst(heading or str(model_field.verbose_name))
    if isinstance(model_field, StreamField):
        return Entry(label, render_stream(getattr(instance, name)), prose=True)
    if isinstance(model_field, RichTextField):
        text = getattr(instance, name) or ""
        return Entry(label, mark_safe(expand_db_html(text)), prose=True)  # noqa: S308 - cleaned when it was saved
    html = value_html(instance, model_field)
    return Entry(label, html) if html else None


def value_html(instance: Any, model_field: Any) -> SafeString:
    """The value of a plain field as HTML; empty for nothing."""
    if model_field.is_relation:
        return related_html(related(instance, model_field.name) if model_field.many_to_one else None)
    value = getattr(instance, model_field.attname)
    if value is None or value == "" or value is False:
        return SafeString("")
    if model_field.choices:
        return format_html("{}", getattr(instance, f"get_{model_field.name}_display")())
    if value is True:
        return SafeString("Yes")
    if isinstance(model_field, models.URLField):
        return format_html('<a href="{0}" rel="noopener noreferrer" target="_blank">{0}</a>', value)
    if isinstance(model_field, models.TextField):
        return format_html_join(SafeString("<br>"), "{}", ((line,) for line in str(value).splitlines()))
    return format_html("{}", readable(value))


def readable(value: Any) -> Any:
    """Days, times and numbers the way templates print them."""
    if hasattr(value, "year"):
        moment = localtime(value) if hasattr(value, "hour") and is_aware(value) else value
        return date_filter(moment, "DATETIME_FORMAT" if hasattr(value, "hour") else "DATE_FORMAT")
    return time_filter(value, "H:i") if hasattr(value, "hour") else value


def related(instance: Any, name: str) -> Any:
    """What a foreign key leads to; a picture as it is described there."""
    found = getattr(instance, name)
    places = [picture.place(instance) for picture in pictures_of(instance) if picture.name == name]
    return placed(found, places[0]) if places else found


def related_html(related: Any) -> SafeString:
    """A picture, or the name of anything else."""
    if related is None:
        return SafeString("")
    if isinstance(related, MediaImage):
        return figure(related)
    if isinstance(related, Page):
        return format_html("{}{}", related.title, "" if related.live else " (not live)")
    return format_html("{}", related)


def child_rows(page: Any, panel: InlinePanel) -> SafeString:
    """The rows of a child relation: names in a line where a row is one choice, else a table."""
    rows = list(getattr(page, panel.relation_name).all())
    if not rows:
        return SafeString("")
    fields = [
        row_field
        for row_field in rows[0]._meta.concrete_fields
        if row_field.editable and row_field.name not in {"id", "sort_order"} and not is_parent(row_field)
    ]
    if len(fields) == 1:
        names = ((value_html(row, fields[0]),) for row in rows)
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", names))
    head = format_html_join("", '<th scope="col">{}</th>', ((capfirst(str(each.verbose_name)),) for each in fields))
    body = format_html_join(
        "",
        "<tr>{}</tr>",
        ((format_html_join("", "<td>{}</td>", ((value_html(row, each),) for each in fields)),) for row in rows),
    )
    return format_html("<table><thead><tr>{}</tr></thead><tbody>{}</tbody></table>", head, body)


def is_parent(row_field: Any) -> bool:
    """Whether the field of a child row leads to the page it belongs to."""
    return isinstance(row_field, ParentalKey)
