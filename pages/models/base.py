"""What every page has: search-engine fields, one slug per type and site, and the gate before publishing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from wagtail.admin.panels import MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.models import Page, Site
from wagtail.search import index

from cms.admin.frontend import front_end_url, redirect_to_front_end
from cms.admin.preview import built_in_preview
from cms.api.declarations import Blocks, GraphQLFields, ToMany, pictures_of
from cms.media.alt_text import Place
from cms.media.references import without_taken_down
from cms.preview.front_end import front_end_preview
from cms.search.findable import Findable, Passage, passages
from pages.blocks.passages import block_passages
from pages.lines import is_blank

from .block_problems import body_problems
from .page_form import BasePageForm, Problems, merge_problems
from .pictures import picture_problems

MANAGEMENT_FIELDS = {"locked", "locked_by", "locked_at", "alias_of", "alias_of_id", "live_revision", "numchild"}

PLAIN = "plain"
"""The preview mode that needs no front end."""


class PageRefusedError(ValidationError):
    """A page may not be saved as it is; ``page`` is that page."""

    def __init__(self, page: Page, problems: Problems) -> None:
        super().__init__(dict(sorted(problems.items())))
        self.page = page


class BasePage(Findable, Page):
    """Common ground of all page types.

    ``problems`` keep even a draft from being saved; ``publish_problems`` keep a page from going live, by whatever way:
    the form shows them, and :meth:`save` refuses a live page that has any (bulk actions, schedules and imports end
    there).
    """

    canonical_override = models.URLField(
        "canonical URL",
        blank=True,
        help_text="Only if this text first appeared elsewhere: the address search engines should credit.",
    )
    hide_from_search_engines = models.BooleanField(
        default=False, help_text="Ask search engines not to list this page (noindex)."
    )
    social_image = models.ForeignKey(
        "media.MediaImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Shown when the page is shared. Left empty, the hero image is used.",
    )

    base_form_class = BasePageForm
    json_ld_loader = "pages.json_ld.web_pages"
    schema_type: Any = "WebPage"
    """What the page is about, as a type of schema.org or several."""
    schema_columns: tuple[str, ...] = ()
    """The columns that ``schema_type`` looks at."""
    schema_anchor = "page"
    preview_templates: tuple[str, ...] = ()
    """Templates that the built-in preview adds for what no panel of the edit form says; they get ``page``."""
    show_in_menus_default = False

    content_panels = Page.content_panels
    promote_panels = [
        MultiFieldPanel(["slug", "seo_title", "search_description"], heading="Search engines"),
        MultiFieldPanel(["social_image"], heading="Sharing"),
        MultiFieldPanel(["canonical_override", "hide_from_search_engines"], heading="Indexing"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("search_words"),
        index.FilterField("go_live_at"),
        index.FilterField("expire_at"),
    ]
    graphql_fields: GraphQLFields = []

    class Meta:
        abstract = True

    def save(self, clean: bool = True, **kwargs: Any) -> None:
        """Save, unless a live page has problems; ``update_fields`` of its management (locks, …) are not content."""
        names = set(kwargs.get("update_fields") or ())
        if not names or "slug" in names:
            self.slug = self.slug.lower()  # so that a path in other case finds it by the index
        if clean and not (names and names <= MANAGEMENT_FIELDS):
            problems = self.slug_problems()
            if self.live:
                problems = merge_problems(problems, self.problems(), self.publish_problems(), self.block_problems())
            if problems:
                raise PageRefusedError(self, problems)
        super().save(clean=clean, **kwargs)

    def get_url(self, request: HttpRequest | None = None, current_site: Site | None = None) -> str | None:
        """The page's address for people: on the front end, or without one on the CMS, which says so."""
        path = super().get_url(request, current_site)
        parts = self.get_url_parts(request)
        return front_end_url(parts, request) or path if parts else None

    url = property(get_url)

    def get_full_url(self, request: HttpRequest | None = None) -> str | None:
        """The page's absolute address, on the front end where there is one."""
        parts = self.get_url_parts(request)
        return front_end_url(parts, request) or super().get_full_url(request) if parts else None

    full_url = property(get_full_url)

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The CMS shows no page itself."""
        return redirect_to_front_end(request, request.path.lstrip("/"))

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The page as it is in memory: on the front end, or in a plain, readable view."""
        response = front_end_preview(self, request) if mode_name != PLAIN else None
        return response or built_in_preview(self, request)

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """How the admin offers to preview the page; the plain view is there for when the front end fails."""
        return [("", "Website"), (PLAIN, "Plain view")] if settings.FRONTEND_URL else [("", "Plain view")]

    def share_pictures(self) -> list[tuple[int | None, Place]]:
        """The ids of the pictures that may stand for the page, its own choice first, with what is said of each."""
        own = [(getattr(self, f"{picture.name}_id"), picture.place(self)) for picture in pictures_of(self)]
        return [(self.social_image_id, Place()), *own]

    def share_description(self) -> str:
        """The words search engines and shares show: the editor's own, else the page's introduction or summary."""
        return self.search_description or getattr(self, "introduction", "") or getattr(self, "summary", "")

    def search_passages(self) -> list[Passage]:
        return [*passages(getattr(self, "introduction", "")), *self.body_passages()]

    def body_passages(self) -> list[Passage]:
        """The words of its blocks, in their order."""
        return [passage for name in self.body_fields() for passage in block_passages(getattr(self, name).raw_data)]

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """The page as a version has it, without blocks whose picture was taken down since."""
        return super().with_content_json(without_taken_down(type(self), content))

    def slug_problems(self, parent_path: str | None = None) -> Problems:
        """Another page of this type on the same site has the slug already.

        ``parent_path`` is the treebeard path of the parent of a page that is not in the tree yet.
        """
        path = self.path or parent_path
        if not self.slug or not path:
            return {}
        root = site_root_path(path)
        others = type(self)._default_manager.exact_type(type(self)).filter(slug=self.slug, path__startswith=root)
        other = others.exclude(pk=self.pk).first()
        if other is None:
            return {}
        message = (
            f"The {self._meta.verbose_name} “{other.draft_title or other.title}” at {other.url_path} already has the "
            f"slug “{self.slug}”. Choose another."
        )
        return {"slug": [message]}

    @classmethod
    def body_fields(cls) -> dict[str, int]:
        """The fields that hold blocks, with how many each may hold."""
        return {field.name: field.maximum for field in cls.graphql_fields if isinstance(field, Blocks)}

    def problems(self) -> Problems:
        """What makes this page wrong even as a draft; child rows are read as they are in memory."""
        found: Problems = {}
        for field in self.graphql_fields:
            if isinstance(field, ToMany):
                relation, _, key = field.via.partition(".")
                found[relation] = list_problems(list(getattr(self, relation).all()), key, field.maximum)
        for name, maximum in self.body_fields().items():
            count = len(getattr(self, name))
            if count > maximum:
                found[name] = [f"At most {maximum} blocks fit here; there are {count}. Remove some."]
        return {name: messages for name, messages in found.items() if messages}

    def block_problems(self) -> Problems:
        """Blocks of a page that goes live in which something is missing or wrong; the edit form says what."""
        found = {
            name: body_problems(getattr(self, name), str(self._meta.get_field(name).verbose_name))
            for name in self.body_fields()
        }
        return {name: messages for name, messages in found.items() if messages}

    def publish_problems(self) -> Problems:
        """What is still missing before this page may go live: of every page, words for its pictures."""
        return picture_problems(self)

    def missing(self, **messages: str) -> Problems:
        """One problem for each named field that is empty."""
        return {field: [message] for field, message in messages.items() if is_blank(getattr(self, field))}


def list_problems(rows: Sequence[Any], key: str, maximum: int) -> list[str]:
    """Why child rows that refer to something by ``key`` may not stand as they are: too many, or one of them twice."""
    ids = [pk for pk in (getattr(row, f"{key}_id") for row in rows) if pk is not None]
    twice = [pk for pk, count in Counter(ids).items() if count > 1]
    named = {getattr(row, f"{key}_id"): getattr(row, key) for row in rows} if twice else {}
    found = [f"“{named[pk]}” is chosen twice. Remove one of the two." for pk in twice]
    if len(ids) > maximum:
        found.append(f"At most {maximum} fit here; there are {len(ids)}. Remove some.")
    return found


def site_root_path(path: str) -> str:
    """The treebeard path of the site root above ``path``; the path of the first level where no site holds it."""
    roots = [root for root in Site.objects.values_list("root_page__path", flat=True) if path.startswith(root)]
    return max(roots, key=len, default=path[: Page.steplen])


def tabs(
    content: list[Any],
    *,
    hours: list[Any] | None = None,
    clinical: list[Any] | None = None,
    relations: list[Any] | None = None,
) -> TabbedInterface:
    """The house's edit form: content, hours, clinical, relations, promotion/SEO; empty tabs are left out."""
    parts = [ObjectList(content, heading="Content")]
    if hours:
        parts.append(ObjectList(hours, heading="Hours"))
    if clinical:
        parts.append(ObjectList(clinical, heading="Clinical"))
    if relations:
        parts.append(ObjectList(relations, heading="Relations"))
    parts.append(ObjectList(BasePage.promote_panels, heading="Promotion and SEO"))
    parts.append(ObjectList(BasePage.settings_panels, heading="Settings"))
    return TabbedInterface(parts)
