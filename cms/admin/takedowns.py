"""Takedowns in the admin: all of them, how far each is, and what referred to the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import include, path, reverse
from django.utils import dateformat, timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import capfirst
from django.views.generic import TemplateView
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page
from wagtail.permission_policies import ModelPermissionPolicy

from cms.admin.columns import TextColumn
from cms.media.deletions import PendingDeletion
from cms.media.takedowns import ASKED, DONE, PERMISSION, Reference, Takedown

VIEW = "media.view_takedown"
BEGINS_WITHIN = timedelta(minutes=2)
"""After this, a worker that has not begun is not running."""


@dataclass(frozen=True)
class Step:
    """One part of a takedown, and when it was found to be done."""

    what: str
    at: datetime | None
    waiting: str = ""


def steps(takedown: Takedown) -> list[Step]:
    """How far a takedown is, in the words of editors."""
    left = PendingDeletion.objects.filter(image_id=takedown.image_id).count() if not takedown.files_gone_at else 0
    total = len(takedown.files)
    purged_once = takedown.pictures_purged_at is not None
    return [
        Step("Taken out of the content: no page, block or address of the content API gives it", takedown.asked_at),
        Step(
            f"All {total} files deleted from the file store, with every earlier version",
            takedown.files_gone_at,
            f"{left} of {total} files are left" if left else "being looked after",
        ),
        Step(
            "The CDN has forgotten all content that showed it",
            takedown.answers_purged_at,
            "it is told twice, which takes some seconds",
        ),
        Step(
            "The CDN has forgotten the picture’s files, and a stranger who asks for each gets nothing",
            takedown.pictures_gone_at,
            "it is told twice, which takes some seconds" if purged_once else "follows once the files are deleted",
        ),
        Step(
            "Old versions that name it are listed",
            takedown.versions_listed_at,
            "the history of pages is being read",
        ),
    ]


def state(takedown: Takedown) -> str:
    """How far it is, in a few words."""
    if takedown.done_at:
        return "Done"
    if takedown.tried_at is None:
        late = timezone.now() > takedown.asked_at + BEGINS_WITHIN
        return "Waits for the worker, which does not seem to run" if late else "Waits for the worker"
    if not takedown.files_gone_at:
        return "Waits for the file store"
    if not (takedown.answers_purged_at and takedown.pictures_gone_at):
        return "Waits for the CDN"
    return "Reads old versions"


def may_see(user: Any) -> bool:
    """Whether somebody may look at takedowns: who may make them may."""
    return bool(user.has_perm(VIEW) or user.has_perm(PERMISSION))


class MaySeeMixin:
    """For those who may look at takedowns."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_see(request.user):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        return response


class TakedownIndexView(MaySeeMixin, generic.IndexView):
    """All takedowns, the newest first."""

    model = Takedown
    permission_policy = ModelPermissionPolicy(Takedown)
    any_permission_required = None
    permission_required = None
    index_url_name = "takedowns:index"
    page_title = "Takedowns"
    header_icon = "bin"
    default_ordering = "-asked_at"
    is_searchable = False
    paginate_by = 50
    template_name = "cms_admin/takedowns.html"
    results_template_name = "cms_admin/takedowns_results.html"

    @property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("title", label="Picture", get_url=progress_url),
            TextColumn("state", state, label="State"),
            TextColumn("asked_by_name", lambda row: row.asked_by_name, label="Asked for by"),
            TextColumn("asked_at", lambda row: moment(row.asked_at), label="Asked for", sort_key="asked_at"),
            TextColumn("done_at", lambda row: moment(row.done_at), label="Done everywhere"),
        ]

    def get_base_queryset(self) -> QuerySet[Takedown]:
        return Takedown.objects.all()

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        running = Takedown.objects.filter(done_at=None).exists()
        return {**context, "running": running}


def moment(at: datetime | None) -> str:
    """A moment as the admin shows it; empty for none."""
    return dateformat.format(timezone.localtime(at), "M j, Y, H:i:s") if at else ""


def progress_url(takedown: Takedown) -> str:
    """The page of one takedown."""
    return reverse("takedowns:progress", args=[takedown.pk])


class ProgressView(MaySeeMixin, WagtailAdminTemplateMixin, TemplateView):
    """How far one takedown is, and what referred to the picture."""

    template_name = "cms_admin/takedown.html"
    header_icon = "bin"
    http_method_names = ["get", "head"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        takedown = get_object_or_404(Takedown, pk=kwargs["pk"])
        self.page_title = str(takedown)
        finder = AdminURLFinder(self.request.user)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {
            **context,
            "takedown": takedown,
            "state": state(takedown),
            "steps": steps(takedown),
            "references": linked(takedown.references, finder),
            "versions": linked(takedown.versions, finder),
        }

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """From the list to here."""
        index = {"url": reverse("takedowns:index"), "label": "Takedowns"}
        return [*self.breadcrumbs_items, index, {"url": "", "label": self.page_title}]


def linked(references: Sequence[Reference], finder: AdminURLFinder) -> list[dict[str, Any]]:
    """References with the address where they are edited, for who may; none where they are gone."""
    found = objects(references)
    urls = {key: finder.get_edit_url(source) for key, source in found.items()}
    return [
        {
            "kind": capfirst(each["kind"]),
            "title": each["title"],
            "at": parse_datetime(each["at"]) if each["at"] else None,
            "url": version_url(each, urls.get((each["model"], each["pk"]))),
        }
        for each in references
    ]


def objects(references: Sequence[Reference]) -> dict[tuple[str, str], Any]:
    """What is referred from, as far as it is there, by model and primary key; one statement a model."""
    wanted: dict[str, set[str]] = {}
    for each in references:
        wanted.setdefault(each["model"], set()).add(each["pk"])
    found: dict[tuple[str, str], Any] = {}
    for label, pks in wanted.items():
        try:
            model: Any = apps.get_model(label)
        except LookupError:
            continue
        found |= {(label, str(pk)): row for pk, row in model._base_manager.in_bulk(pks).items()}
    return found


def version_url(reference: Reference, edit_url: str | None) -> str | None:
    """Where to look at a version of a page; of anything else where that is edited."""
    if edit_url is None or reference["revision"] is None or not issubclass(apps.get_model(reference["model"]), Page):
        return edit_url
    return reverse("wagtailadmin_pages:revisions_view", args=[reference["pk"], reference["revision"]])


class TakedownURLFinder:
    """Leads from the history to a takedown."""

    def __init__(self, user: Any) -> None:
        self.user = user

    def get_edit_url(self, instance: Takedown) -> str | None:
        return progress_url(instance) if may_see(self.user) else None


class TakedownsMenuItem(MenuItem):
    """In the menu of reports, for those who may look."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_see(request.user)


def menu_item() -> MenuItem:
    """The entry of the reports' menu. A Wagtail hook."""
    return TakedownsMenuItem("Takedowns", reverse("takedowns:index"), name="takedowns", icon_name="bin", order=1_200)


def admin_urls() -> list[Any]:
    """The addresses of takedowns. A Wagtail hook."""
    from cms.admin.taking_down import AskView

    patterns = [
        path("", TakedownIndexView.as_view(), name="index"),
        path("results/", TakedownIndexView.as_view(results_only=True), name="index_results"),
        path("<int:pk>/", ProgressView.as_view(), name="progress"),
        path("of/<int:image_id>/", AskView.as_view(), name="ask"),
    ]
    return [path("takedowns/", include((patterns, "takedowns")))]


def register_permissions() -> QuerySet[Any]:
    """What a group may be given. A Wagtail hook."""
    return Permission.objects.filter(content_type__app_label="media", codename__in=("take_down", "view_takedown"))


def register_log_actions(actions: Any) -> None:
    """Name what a takedown writes into the history. A Wagtail hook."""
    actions.register_action(ASKED, "Take down", "Taken down, to be removed everywhere")
    actions.register_action(DONE, "Taken down everywhere", "Removed everywhere")
