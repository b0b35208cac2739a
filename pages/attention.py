"""What needs attention among pages: drafts not yet live, and clinical reviews that are due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain
from operator import attrgetter
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.models import Revision
from wagtail.permissions import page_permission_policy

from cms.admin.attention import LIMIT, AttentionItem, AttentionList
from cms.admin.columns import SOON_DAYS

from .models import Reviewed


def editable(request: HttpRequest) -> QuerySet[Any]:
    """The pages the user may edit."""
    pages: QuerySet[Any] = page_permission_policy.instances_user_has_permission_for(request.user, "change")
    return pages


def edit_url(page: Any) -> str:
    """Where a page is edited."""
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def reviews_due(request: HttpRequest) -> AttentionList | None:
    """Live pages whose review is due, the longest overdue first."""
    until = timezone.localdate() + timedelta(days=SOON_DAYS)
    mine = editable(request).values("pk")
    types: list[Any] = [
        model for model in apps.get_models() if issubclass(model, Reviewed) and not model._meta.abstract
    ]
    tops = [model for model in types if not any(base in types for base in model.__mro__[1:])]
    due = [
        model._default_manager.filter(live=True, next_review_due__lte=until, pk__in=mine).order_by("next_review_due")
        for model in tops
    ]
    total = sum(pages.count() for pages in due)
    if not total:
        return None
    first = sorted(chain.from_iterable(pages[:LIMIT] for pages in due), key=attrgetter("next_review_due"))[:LIMIT]
    items = [AttentionItem(page.draft_title, edit_url(page), day=page.next_review_due) for page in first]
    return AttentionList("Reviews due", "clipboard-list", items, total, reverse("articles:index"))


def drafts(request: HttpRequest) -> AttentionList | None:
    """Pages with changes that are not live, the newest first."""
    pages = editable(request).filter(has_unpublished_changes=True).order_by("-latest_revision_created_at")
    total = pages.count()
    if not total:
        return None
    shown = list(pages[:LIMIT])
    scheduled = schedules(shown)
    items = [AttentionItem(page.draft_title, edit_url(page), state(page, scheduled.get(page.pk))) for page in shown]
    return AttentionList("Drafts", "draft", items, total, reverse("wagtailadmin_reports:aging_pages"))


def schedules(pages: Sequence[Any]) -> dict[int, datetime]:
    """When the scheduled ones of ``pages`` go live, by primary key."""
    approved = Revision.page_revisions.filter(
        object_id__in=[str(page.pk) for page in pages], approved_go_live_at__isnull=False
    )
    return {int(pk): moment for pk, moment in approved.values_list("object_id", "approved_go_live_at")}


def state(page: Any, scheduled: datetime | None) -> str:
    """What sort of draft it is."""
    if scheduled:
        day = date_format(timezone.localtime(scheduled), "DATE_FORMAT")
        return f"changes scheduled for {day}" if page.live else f"scheduled for {day}"
    if page.live:
        return "changes to a live page"
    return "taken off the site" if page.first_published_at else "never published"
