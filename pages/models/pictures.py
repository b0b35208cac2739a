"""Pictures of pages: the hero image, and what editors say of it on its page."""

from __future__ import annotations

from typing import Any

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from cms.api.declarations import Picture, pictures_of
from cms.media.alt_text import ALT_LIMIT, Place
from pages.blocks.pictures import ALT_HELP, DECORATIVE_HELP

from .page_form import Problems


class HasHero(models.Model):
    """A page with a picture at its head, which may have another alt text there than elsewhere."""

    hero = models.ForeignKey(
        "media.MediaImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="hero image",
    )
    hero_alt = models.CharField("alt text here", max_length=ALT_LIMIT, blank=True, help_text=ALT_HELP)
    hero_decorative = models.BooleanField("decorative here", default=False, help_text=DECORATIVE_HELP)

    hero_panel = MultiFieldPanel(
        [FieldPanel("hero"), FieldPanel("hero_alt"), FieldPanel("hero_decorative")], heading="Hero image"
    )
    hero_field = Picture(
        "hero",
        alt="hero_alt",
        decorative="hero_decorative",
        description="The picture at the head of the page; null without a public one.",
    )

    class Meta:
        abstract = True


def picture_problems(page: Any) -> Problems:
    """Pictures in the fields of ``page`` that nobody describes, or by a file's name, and nobody calls decorative."""
    found: Problems = {}
    for picture in pictures_of(page):
        if picture.alt and (problem := picture.place(page).problem(getattr(page, picture.name))):
            found[picture.alt] = [problem]
    shared = page.social_image
    if shared is not None and (fault := Place().fault_of(shared)):
        message = (
            f"“{shared.title}”, the image for sharing, {fault}. Open the image and describe it, or tick "
            "“Decorative” there; or choose another (tab Promotion and SEO)."
        )
        found["social_image"] = [message]
    return found
