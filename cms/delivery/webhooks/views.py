"""The screen of one webhook: its secret, a test, and the log of what was sent; and what its buttons do."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView, View
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.log_actions import log

from cms.admin.columns import TextColumn
from cms.delivery.changes import models_by_name, type_name
from cms.delivery.models import Change

from . import courier, queue
from .models import OLD_SECRET_HOURS, Delivery, Webhook
from .sending import Answer
from .targets import TargetError, parse

PER_PAGE = 50
ROLLED = "delivery.roll_secret"
"""What the history of a webhook calls a new secret; the secret itself is not in it."""


def log_url(webhook: Webhook) -> str:
    """The screen of one webhook."""
    return reverse("webhooks:deliveries", args=[webhook.pk])


class WebhookIndexView(generic.IndexView):
    """The list: which receivers there are, and which of them have not taken what they were sent."""

    def get_base_queryset(self) -> QuerySet[Webhook]:
        """With how much waits and how much is parked."""
        count = {state: Count("deliveries", filter=Q(deliveries__state=state)) for state in ("waiting", "parked")}
        found: QuerySet[Webhook] = super().get_base_queryset()
        return found.select_related("site").annotate(**count)

    @property
    def columns(self) -> list[Column]:
        return [
            self._get_title_column_class(TitleColumn)("name", label="Name", get_url=log_url, sort_key="name"),
            TextColumn("url", lambda row: host_of(row.url), label="Receiver"),
            TextColumn("site", lambda row: row.site.hostname, label="Site"),
            TextColumn("active", lambda row: "On" if row.active else "Off", label="Sending", sort_key="active"),
            TextColumn("waiting", lambda row: row.waiting, label="Waiting"),
            TextColumn("parked", lambda row: row.parked, label="Parked"),
        ]


def host_of(url: str) -> str:
    """Whose address it is; the rest of it may be secret."""
    try:
        return parse(url).authority
    except TargetError:
        return ""


class WebhookCreateView(generic.CreateView):
    """The add form; from it to the secret."""

    def get_success_url(self) -> str:
        return log_url(self.object)


class WebhookEditView(generic.EditView):
    """The edit form."""

    def get_success_url(self) -> str:
        return log_url(self.object)

    @property
    def header_more_buttons(self) -> list[Button]:
        log_button = Button("Secret and deliveries", url=log_url(self.object), icon_name="list-ul", priority=10)
        return [*super().header_more_buttons, log_button]


class OfWebhookMixin(PermissionCheckedMixin):
    """Of one webhook, for those who may change it."""

    model = Webhook
    permission_required = "change"
    webhook: Webhook

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.user_has_permission(self.permission_required):
            self.webhook = get_object_or_404(Webhook.objects.select_related("site__root_page"), pk=kwargs["pk"])
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


class DeliveriesView(OfWebhookMixin, WagtailAdminTemplateMixin, TemplateView):
    """The screen of one webhook."""

    template_name = "delivery/webhook.html"
    header_icon = "link-external"
    http_method_names = ["get", "head"]

    def get_page_title(self) -> str:
        return str(self.webhook)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """From the list to here."""
        index = {"url": reverse("webhooks:index"), "label": "Webhooks"}
        return [*self.breadcrumbs_items, index, {"url": "", "label": str(self.webhook)}]

    def get_header_buttons(self) -> list[Any]:
        return [HeaderButton("Edit", url=reverse("webhooks:edit", args=[self.webhook.pk]), icon_name="edit")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self.request.GET.get("state", "")
        chosen = state if state in Delivery.State else ""
        page, root = self.page(chosen), self.webhook.site.root_page.url_path
        return super().get_context_data(
            **kwargs,
            webhook=self.webhook,
            old_secret_until=self.webhook.old_secret_until,
            counts=self.counts(chosen),
            page_obj=page,
            elided_page_range=page.paginator.get_elided_page_range(page.number),
            parked=self.webhook.deliveries.filter(state=Delivery.State.PARKED).exists(),
            deliveries=[(delivery, described(delivery, root)) for delivery in page],
        )

    def page(self, state: str) -> Page[Delivery]:
        """One page of the log, the newest first."""
        deliveries = self.webhook.deliveries.filter(**{"state": state} if state else {})
        return Paginator(deliveries, PER_PAGE).get_page(self.request.GET.get("p"))

    def counts(self, chosen: str) -> list[dict[str, Any]]:
        """The log's parts: name, value, how many, and whether it is the one shown."""
        found = dict(self.webhook.deliveries.order_by().values_list("state").annotate(Count("pk")))
        parts = [
            ("All", "", sum(found.values())),
            *((state.label, state.value, found.get(state.value, 0)) for state in Delivery.State),
        ]
        return [
            {"label": label, "state": value, "count": count, "chosen": value == chosen} for label, value, count in parts
        ]


def described(delivery: Delivery, root: str) -> str:
    """What changed, for the log: the type as the API names it, the id, and the path of a page below ``root``."""
    facts = delivery.facts
    model = models_by_name().get(facts["type"])
    if model is None:
        return "everything" if facts["type"] == Change.EVERYTHING else str(facts["type"])
    paths = (facts["path"] or "", facts["old_path"] or "")
    path = next((f"/{path.removeprefix(root)}" for path in paths if path.startswith(root)), "")
    return f"{type_name(model)} {facts['object']} {path}".strip()


class ActionView(OfWebhookMixin, View):
    """A button: does something and leads back to the log."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.act(request, **kwargs)
        return redirect(log_url(self.webhook))

    def act(self, request: HttpRequest, **kwargs: Any) -> None:
        raise NotImplementedError


class TestView(ActionView):
    """Sends a test message now, and says what came back."""

    def act(self, request: HttpRequest, **kwargs: Any) -> None:
        answer = courier.send_test(self.webhook)
        if answer.is_delivered:
            messages.success(request, f"The test was delivered{what_came(answer)}")
        else:
            messages.error(request, f"The test was not delivered. {answer.reason} {what_came(answer)}".strip())


def what_came(answer: Answer) -> str:
    """The receiver's own words, shortened."""
    text = answer.excerpt.strip()
    shown = json.dumps(text[:200], ensure_ascii=False) + ("…" if len(text) > 200 else "")
    if answer.is_delivered:
        return f" ({answer.status})." + (f" Its answer: {shown}" if text else "")
    return f"Its answer: {shown}" if text else ""


class RollSecretView(ActionView):
    """Makes a new secret."""

    def act(self, request: HttpRequest, **kwargs: Any) -> None:
        self.webhook.roll_secret()
        log(self.webhook, ROLLED, user=request.user)
        messages.success(
            request,
            f"There is a new secret. Messages are signed with the old one too for {OLD_SECRET_HOURS} hours: give the "
            "receiver the new one until then.",
        )


class RedeliverParkedView(ActionView):
    """Sends everything parked again."""

    def act(self, request: HttpRequest, **kwargs: Any) -> None:
        count = queue.send_again(self.webhook.deliveries.filter(state=Delivery.State.PARKED))
        messages.success(request, f"{count} parked {'delivery is' if count == 1 else 'deliveries are'} sent again.")


class RedeliverView(ActionView):
    """Sends one delivery again."""

    def act(self, request: HttpRequest, **kwargs: Any) -> None:
        chosen = self.webhook.deliveries.filter(pk=kwargs["delivery"])
        if queue.send_again(chosen):
            messages.success(request, "It is sent again, once older changes of the same object are.")
        else:
            messages.error(request, "It is being sent this moment, or no longer kept. Look again in a minute.")
