"""The page behind the button “Take down”: it shows where a picture is used, asks why it has to go, and removes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import SET_NULL, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import FormView
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from cms.admin.deletion import Use, owner_of, uses
from cms.admin.takedowns import linked, progress_url
from cms.media.models import MediaImage
from cms.media.references import keys_to_pictures
from cms.media.takedowns import PERMISSION, Reference, Takedown, TakenDownError, take_down

SAME = "The same picture"
"""What the list of references calls a picture that was uploaded once more."""


def references_to(image: MediaImage) -> list[Reference]:
    """Everything that shows a picture, and what would once it is published; and the same picture uploaded again."""
    places = [*(Use(source) for source in holders(image)), *uses([image]).get(image.pk, [])]
    found = [reference(use) for use in places] + [{**reference(Use(twin)), "kind": SAME} for twin in twins(image)]
    return list({(each["kind"], each["model"], each["pk"]): each for each in found}.values())


def twins(image: MediaImage) -> QuerySet[MediaImage]:
    """Pictures with the very same file, each of which has to be taken down by itself."""
    return MediaImage.objects.exclude(pk=image.pk).filter(file_hash=image.file_hash).exclude(file_hash="")


def holders(image: MediaImage) -> Iterator[Model]:
    """What holds a picture by a foreign key, whether the reference index knows it or not."""
    for relation in keys_to_pictures():
        if relation.on_delete is SET_NULL:
            for row in relation.related_model._base_manager.filter(**{relation.field.name: image}):
                owner = owner_of(row)
                yield owner.specific if isinstance(owner, Page) else owner


def reference(use: Use) -> Reference:
    """What is kept of a use, which outlives both ends of it."""
    hidden = use.unpublished or (isinstance(use.source, Page) and not use.source.live)
    return {
        "kind": f"{use.kind}, {'not published' if hidden else 'live'}" if isinstance(use.source, Page) else use.kind,
        "title": use.title,
        "model": use.source._meta.label_lower,
        "pk": str(use.source.pk),
        "revision": None,
        "at": None,
    }


class TakedownForm(forms.ModelForm[Takedown]):
    """Why, and that it is meant."""

    sure = forms.BooleanField(
        label="Take it down. I know that nobody can bring it back.",
        error_messages={"required": "Tick this to take the picture down."},
    )

    class Meta:
        model = Takedown
        fields = ("reason",)
        widgets = {"reason": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"reason": {"required": "Say why: whoever looks at this later has to understand it."}}


class AskView(WagtailAdminTemplateMixin, FormView[TakedownForm]):
    """Shows where a picture is used, asks why it has to go, and takes it down."""

    template_name = "cms_admin/take_down.html"
    form_class = TakedownForm
    page_title = "Take down"
    header_icon = "bin"
    image: MediaImage

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not request.user.has_perm(PERMISSION):
            raise PermissionDenied
        if before := Takedown.objects.filter(image_id=kwargs["image_id"]).first():
            messages.warning(request, f"“{before.title}” was taken down by {before.asked_by_name} already.")
            return redirect(progress_url(before))
        self.image = get_object_or_404(MediaImage, pk=kwargs["image_id"])
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return str(self.image.title)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        """From the pictures by the picture to here."""
        return [
            *self.breadcrumbs_items,
            {"url": reverse("wagtailimages:index"), "label": "Images"},
            {"url": reverse("wagtailimages:edit", args=[self.image.pk]), "label": self.image.title},
            {"url": "", "label": "Take down"},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            image=self.image,
            references=linked(references_to(self.image), AdminURLFinder(self.request.user)),
            edit_url=reverse("wagtailimages:edit", args=[self.image.pk]),
        )

    def form_valid(self, form: TakedownForm) -> HttpResponse:
        try:
            takedown = take_down(self.image.pk, self.request.user, form.cleaned_data["reason"], references_to)
        except TakenDownError:
            messages.warning(self.request, f"“{self.image.title}” is gone already: somebody else was faster.")
            return redirect("takedowns:index")
        messages.success(
            self.request,
            f"“{takedown.title}” is out of the website’s content. Its files and copies follow: this page says how far "
            "that is.",
        )
        return redirect(progress_url(takedown))
