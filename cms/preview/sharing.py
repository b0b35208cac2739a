"""“Review links” of a page in the admin: those there are, a form to make one, and a button to revoke each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import include, path, reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST
from django.views.generic import FormView
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import Button
from wagtail.models import Page

from cms.admin.frontend import front_end_url

from .review_links import DAYS, MADE, PERMISSION, REVOKED, ReviewLink, make_review_link, may_share, revoke
from .views import PARAMETER

LISTED = 100
"""How many of the links that are over are listed; those that are good are all there."""


class ReviewLinkForm(forms.ModelForm[ReviewLink]):
    """Who a link is for, and for how long."""

    days = forms.IntegerField(
        min_value=1,
        max_value=DAYS,
        initial=14,
        label="Days it is valid",
        help_text=f"{DAYS} at most. You can revoke it before.",
    )

    class Meta:
        model = ReviewLink
        fields = ("reader",)


def shared_page(request: HttpRequest, page_id: int) -> Any:
    """The page in its own type; ``PermissionDenied`` for whoever may not share it."""
    page = get_object_or_404(Page, pk=page_id, depth__gt=1).specific
    if not may_share(request.user, page):
        raise PermissionDenied
    return page


class ReviewLinksView(WagtailAdminTemplateMixin, FormView[ReviewLinkForm]):
    """All links to a page's draft; makes one, and shows it this one time."""

    template_name = "cms_preview/review_links.html"
    form_class = ReviewLinkForm
    page_title = "Review links"
    header_icon = "link-external"
    page: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.page = shared_page(request, kwargs["page_id"])
        self.on_website = front_end_url(self.page.get_url_parts(request), request) is not None
        response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    def get_page_subtitle(self) -> str:
        return str(self.page.get_admin_display_title())

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """From the page's edit form to here."""
        edit = {"url": edit_url(self.page), "label": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, edit, {"url": "", "label": "Review links"}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        links = ReviewLink.objects.filter(page=self.page).select_related("made_by")
        good = links.filter(revoked_at=None, ends_at__gt=timezone.now())
        over = links.exclude(pk__in=good)[:LISTED]
        return super().get_context_data(
            **kwargs, page=self.page, links=[*good, *over], on_website=self.on_website, edit_url=edit_url(self.page)
        )

    def form_valid(self, form: ReviewLinkForm) -> HttpResponse:
        """Answer without a redirect: the link is nowhere but in this answer."""
        if not self.on_website:
            raise PermissionDenied
        given = form.cleaned_data
        link, secret = make_review_link(self.page, self.request.user, given["days"], given["reader"])
        address = f"{reverse('review_link')}?{urlencode({PARAMETER: secret})}"
        new = {"new_link": link, "new_address": self.request.build_absolute_uri(address)}
        return self.render_to_response(self.get_context_data(form=self.get_form_class()(), **new))


def edit_url(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


@require_POST
def revoke_view(request: HttpRequest, page_id: int, link_id: Any) -> HttpResponse:
    """Revoke a link at once."""
    page = shared_page(request, page_id)
    link = get_object_or_404(ReviewLink, pk=link_id, page_id=page.pk)
    if revoke(link, request.user):
        messages.success(request, "The link is revoked: nobody sees the draft by it any more.")
    else:
        messages.warning(request, "The link had ended already.")
    return redirect("review_links:page", page.pk)


def admin_urls() -> list[Any]:
    """The addresses in the admin. A Wagtail hook."""
    patterns = [
        path("", require_admin_access(ReviewLinksView.as_view()), name="page"),
        path("<uuid:link_id>/revoke/", require_admin_access(revoke_view), name="revoke"),
    ]
    return [path("pages/<int:page_id>/review-links/", include((patterns, "review_links")))]


def header_button(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """The button in the menu of a page's edit screen. A Wagtail hook."""
    if view_name == "edit" and page.pk and may_share(user, page.specific):
        count = ReviewLink.objects.filter(page_id=page.pk, revoked_at=None, ends_at__gt=timezone.now()).count()
        label = f"Review links ({count})" if count else "Review links"
        yield Button(label, reverse("review_links:page", args=[page.pk]), icon_name="link-external", priority=66)


def register_permissions() -> QuerySet[Any]:
    """What a group may be given. A Wagtail hook."""
    app_label, codename = PERMISSION.split(".")
    return Permission.objects.filter(content_type__app_label=app_label, codename=codename)


def register_log_actions(actions: Any) -> None:
    """Name what a link writes into the history. A Wagtail hook."""
    actions.register_action(MADE, "Make a review link", "Made a review link to the draft")
    actions.register_action(REVOKED, "Revoke a review link", "Revoked a review link")
