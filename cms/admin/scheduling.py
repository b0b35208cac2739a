"""What editors are told of a schedule that could not be kept: above the edit form, on the dashboard, in the history."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from wagtail.admin import messages
from wagtail.log_actions import LogFormatter
from wagtail.models import DraftStateMixin, Page
from wagtail.permissions import page_permission_policy

from cms.admin.attention import LIMIT, AttentionItem, AttentionList
from cms.delivery import failures
from cms.delivery.models import ScheduleFailure

What = ScheduleFailure.What
HEADINGS = {
    What.PUBLICATION: "Scheduled pages that could not go live",
    What.EXPIRY: "Expired pages that could not be taken off",
}


def moment(value: datetime) -> str:
    """A moment in the installation's time, for people."""
    return str(date_format(timezone.localtime(value), "DATETIME_FORMAT"))


def warn(request: HttpRequest, instance: Any) -> None:
    """Say above the edit form of ``instance`` what has failed. A Wagtail hook."""
    if request.method == "GET":
        for failure in failures.of(instance):
            noun = "page" if isinstance(instance, Page) else instance._meta.verbose_name
            messages.warning(request, warning(failure, noun))


def warn_of_drafts(request: HttpRequest, instance: Any) -> None:
    """The same above a snippet's form, where it has drafts. A Wagtail hook."""
    if isinstance(instance, DraftStateMixin):
        warn(request, instance)


def warning(failure: ScheduleFailure, noun: str) -> str:
    """What has happened, why, and what to do."""
    when = moment(failure.due)
    if failure.what == What.EXPIRY:
        return (
            f"This {noun} expired on {when}. Visitors do not see it any more, but it could not be taken off here: "
            f"{failure.reason} It is tried again each minute."
        )
    is_unexpected = failure.reason == failures.UNEXPECTED
    remedy = "" if is_unexpected else " To change it, cancel the scheduled publication; then correct it and publish it."
    return (
        f"This {noun} was to go live on {when} and {'could not' if is_unexpected else 'was refused'}: {failure.reason} "
        f"It is tried again each minute.{remedy}"
    )


def not_published(request: HttpRequest) -> AttentionList | None:
    """Scheduled pages that were refused, for those who may publish them."""
    return attention(request, What.PUBLICATION)


def not_expired(request: HttpRequest) -> AttentionList | None:
    """Expired pages that are still marked as live, for those who may unpublish them."""
    return attention(request, What.EXPIRY)


def attention(request: HttpRequest, what: ScheduleFailure.What) -> AttentionList | None:
    """The failures of the pages that the user may publish, the longest overdue first."""
    found = failures.of_pages(what)
    if not found:
        return None
    allowed = page_permission_policy.instances_user_has_permission_for(request.user, "publish")
    pages: dict[str, Page] = {
        str(page.pk): page for page in allowed.filter(pk__in=[failure.object_id for failure in found])
    }
    mine = [failure for failure in found if failure.object_id in pages]
    if not mine:
        return None
    items = [item(failure, pages[failure.object_id]) for failure in mine[:LIMIT]]
    history = f"{reverse('wagtailadmin_reports:site_history')}?action={failures.LOG_ACTIONS[what]}"
    return AttentionList(HEADINGS[what], "warning", items, len(mine), history)


def item(failure: ScheduleFailure, page: Page) -> AttentionItem:
    """One page, when it was due and why it failed."""
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return AttentionItem(page.get_admin_display_title(), edit, f"due {moment(failure.due)} – {failure.reason}")


class PublicationFailed(LogFormatter):
    """A line of the history: the page did not go live."""

    label = "Scheduled publication failed"
    words = "Could not go live as scheduled for"

    def format_message(self, log_entry: Any) -> str:
        """Say when it was due, and why it failed."""
        due = parse_datetime(log_entry.data.get("due", ""))
        return f"{self.words} {moment(due) if due else '?'} – {log_entry.data.get('reason', '')}"


class ExpiryFailed(PublicationFailed):
    """A line of the history: the page could not be taken off."""

    label = "Expiry failed"
    words = "Could not be taken off at its expiry on"


def register_log_actions(actions: Any) -> None:
    """Name the failures in the history. A Wagtail hook."""
    actions.register_action(failures.LOG_ACTIONS[What.PUBLICATION])(PublicationFailed)
    actions.register_action(failures.LOG_ACTIONS[What.EXPIRY])(ExpiryFailed)
