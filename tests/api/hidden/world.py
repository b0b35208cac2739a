"""A site where every relation leads to something everybody may see, and to its hidden twins.

Every text of a hidden thing holds ``MARK``, so that an answer without it has told nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db.models import CharField, ForeignKey, Model, OneToOneField, TextField, URLField
from django.utils import timezone
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from phonenumber_field.modelfields import PhoneNumberField
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from cms.media.models import MediaImage
from tests import factories

MARK = "zzhidden"
REASONS = ("draft", "private", "below private", "expired", "not begun", "other site", "nested site")
"""Why a page is hidden."""

INDEXES = {
    "ArticlePage": "ArticleIndexPage",
    "ComparisonArticlePage": "ArticleIndexPage",
    "TreatmentPage": "TreatmentIndexPage",
    "ConcernPage": "ConcernIndexPage",
    "LocationPage": "LocationIndexPage",
    "ProviderPage": "ProviderIndexPage",
}
PAGE_TYPES = ("HomePage", "StandardPage", *dict.fromkeys(INDEXES.values()), *INDEXES)
WITH_BODY = {"HomePage", "StandardPage", "ArticlePage", "ComparisonArticlePage", "LocationPage"}


@dataclass
class World:
    """What was planted, by type: pages whose relations lead somewhere, bare ones below hidden ones, hidden ones."""

    site: Any
    pages: dict[str, list[Any]] = field(default_factory=dict)
    below_hidden: dict[str, list[Any]] = field(default_factory=dict)
    hidden: dict[str, dict[str, Any]] = field(default_factory=dict)
    image: Any = None
    hidden_images: list[Any] = field(default_factory=list)
    document: Any = None
    hidden_documents: list[Any] = field(default_factory=list)

    def add(self, page: Any) -> Any:
        """Take in a visible page, with pictures where it may have them."""
        names = [key.name for key in foreign_keys(type(page)) if key.related_model is MediaImage]
        type(page).objects.filter(pk=page.pk).update(**dict.fromkeys(names, self.image))
        page = type(page).objects.get(pk=page.pk)
        self.pages.setdefault(type(page).__name__, []).append(page)
        return page

    def first(self, kind: str) -> Any:
        return self.pages[kind][0]

    def every_page(self) -> list[Any]:
        return [page for pages in self.pages.values() for page in pages]

    def every_hidden_page(self) -> Iterator[Any]:
        for pages in self.hidden.values():
            yield from pages.values()


def make_page(kind: str, parent: Any, title: str, **fields: Any) -> Any:
    """A bare page of ``kind``; nothing made up along with it."""
    factory = getattr(factories, f"{kind}Factory")
    return factory(parent=Page.objects.get(pk=parent.pk), title=title, history=False, **fields)


def build() -> World:
    small = factories.make_site()
    world = World(small.site)
    add_visible(world, small)
    add_hidden_pages(world)
    add_hidden_files(world)
    add_hidden_links(world)
    add_children_and_parents(world)
    add_bodies(world)
    add_dated_rows(world)
    add_site_content(world)
    point_at(world, None)
    call_command("update_index", verbosity=0)
    return world


def add_visible(world: World, small: Any) -> None:
    """A page of each type whose relations all lead somewhere, and where pages of one type refer to each other, two."""
    make = factories
    world.document = make.DocumentFactory()
    world.image = make.ImageFactory(focal_point_x=5, focal_point_y=5, focal_point_width=4, focal_point_height=4)
    for page in (small.home, small.articles, small.treatments, small.concerns, small.locations, small.providers):
        world.add(page)
    parent = small.home
    for number in range(4):
        parent = world.add(make_page("StandardPage", parent, f"Standard {number}"))
    source = make.SourceFactory()
    face = make.BodyAreaFactory(parent=make.BodyAreaFactory(parent=make.BodyAreaFactory()))
    provider = world.add(make.ProviderPageFactory(role="physician"))
    concern = world.add(make.ConcernPageFactory(area_links=[face]))
    clinical = {
        "author": provider, "reviewed_by": provider, "last_reviewed": timezone.localdate(), "source_links": [source]
    }  # fmt: skip
    part = make.TreatmentPageFactory(concern_links=[concern])
    component = part
    for _ in range(2):
        component = world.add(make.TreatmentPageFactory(
            kind="composite", component_links=[component], concern_links=[concern], area_links=[face],
            brand_links=[make.ProductBrandFactory(label_source=source)], device_links=[make.DeviceFactory()],
            sessions_minimum=1, lasts_months_minimum=1, **clinical,
        ))  # fmt: skip
    add_visible_locations(world)
    for kind in ("ArticlePage", "ComparisonArticlePage") * 2:
        places = [(f"criterion-{number}", key) for number in (1, 2, 3) for key in ("medical-spa", "day-spa")]
        grid = {"cells": [make.cell(*place, source=source) for place in places]} if "Comparison" in kind else {}
        factory = getattr(make, f"{kind}Factory")
        world.add(factory(topic_links=[make.TopicFactory()], treatment_links=[component], **clinical, **grid))


def add_visible_locations(world: World) -> None:
    make, today = factories, timezone.localdate()
    provider = world.pages["ProviderPage"][0]
    for _ in range(2):
        location = world.add(make.LocationPageFactory(
            medical_director=provider, phone="+14045550111", latitude="33.78", longitude="-84.38",
            hours=[make.hours(0, "09:00", "17:00")],
            exceptions=[make.exception(today, "10:00", "16:00"), make.exception(today - timedelta(days=1), label=MARK)],
        ))  # fmt: skip
        for treatment in world.pages["TreatmentPage"]:
            make.AvailabilityFactory(treatment=treatment, provider=provider, location=location)


def add_hidden_pages(world: World) -> None:
    """Every page type, hidden in every way."""
    home = Page.objects.get(depth=1).get_children().get(slug="larch-hill")
    other = factories.make_site("other.example", title=f"{MARK} other")
    nested = factories.make_site("nested.example", parent=home, title=f"{MARK} nested", slug=MARK)
    closed = make_page("StandardPage", home, f"{MARK} closed")
    restrict(closed)
    for kind in PAGE_TYPES:
        parents = dict.fromkeys(REASONS[:5], world.first(INDEXES[kind]) if kind in INDEXES else home)
        parents |= {"below private": closed, "other site": other.home, "nested site": nested.home}
        world.hidden[kind] = {reason: hidden_page(world, kind, reason, parents[reason]) for reason in REASONS}
    for small in (other, nested):
        for page in (small.home, small.articles, small.treatments, small.concerns, small.locations, small.providers):
            mark(page)


def hidden_page(world: World, kind: str, reason: str, parent: Any) -> Any:
    fields: dict[str, Any] = {"live": reason != "draft", **needed(world, kind)}
    if kind in WITH_BODY:
        fields["body"] = factories.stored_blocks(("quote", {"text": MARK, "attribution": MARK}))
    page = make_page(kind, parent, f"{MARK} {kind} {reason}", **fields)
    hide(page, reason)
    mark(page)
    return page


def needed(world: World, kind: str) -> dict[str, Any]:
    """What ties a page of ``kind`` to the rich pages: what it must have to be published, and what it is about."""
    match kind:
        case "TreatmentPage":
            return {"concern_links": [world.first("ConcernPage")]}
        case "ArticlePage" | "ComparisonArticlePage":
            return {"treatment_links": [world.first("TreatmentPage")]}
        case "LocationPage":
            return {"medical_director": world.first("ProviderPage")}
    return {}


def hide(page: Any, reason: str) -> None:
    """Hide a live page, for the reasons that are its own."""
    rows, now = Page.objects.filter(pk=page.pk), timezone.now()
    if reason == "private":
        restrict(page)
    elif reason == "expired":
        rows.update(expire_at=now)
    elif reason == "not begun":
        rows.update(go_live_at=now + timedelta(microseconds=1))
    elif reason == "draft":
        rows.update(live=False)


def restrict(page: Any) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def mark(instance: Model) -> None:
    """Write the mark into every text of ``instance`` that is not a choice or of a fixed form."""
    columns = {}
    of_pages = {column.name for column in Page._meta.fields} - {"seo_title", "search_description"}
    for column in instance._meta.concrete_fields:
        if not isinstance(column, CharField | TextField) or isinstance(column, PhoneNumberField) or column.choices:
            continue
        if (column.name in of_pages and isinstance(instance, Page)) or column.name in {"time_zone", "slug", "file"}:
            continue
        if column.max_length and column.max_length < len(MARK) + 4:
            continue
        columns[column.name] = f"https://{MARK}.example/" if isinstance(column, URLField) else f"{MARK} {instance.pk}"
        columns[column.name] = columns[column.name][: column.max_length]
    if columns:
        type(instance)._default_manager.filter(pk=instance.pk).update(**columns)


def add_hidden_files(world: World) -> None:
    private = factories.private_collection()
    for collection in (private, private.get_children().get()):
        image = factories.ImageFactory(title=f"{MARK} image", collection=collection)
        mark(image)
        world.hidden_images.append(image)
        document = factories.DocumentFactory(title=f"{MARK} document", collection=collection)
        mark(document)
        world.hidden_documents.append(document)


def add_hidden_links(world: World) -> None:
    """Every short list that an editor fills leads to every hidden page too, and hidden treatments lead back."""
    for page in world.every_page():
        for relation in get_all_child_relations(type(page)):
            keys = [key for key in foreign_keys(relation.related_model) if issubclass(key.related_model, Page)]
            if len(keys) == 1:
                targets = [hidden for hidden in world.every_hidden_page() if isinstance(hidden, keys[0].related_model)]
                if keys[0].related_model is Page:
                    targets = [*world.every_page(), *targets]
                relation.related_model.objects.bulk_create(
                    relation.related_model(**{relation.field.name: page, keys[0].name: target, "sort_order": position})
                    for position, target in enumerate(targets, 1)
                )


def foreign_keys(model: Any) -> list[ForeignKey[Any, Any]]:
    """What an instance of ``model`` points at by itself: neither its parent row nor the page it belongs to."""
    keys = [key for key in model._meta.fields if isinstance(key, ForeignKey)]
    return [key for key in keys if not isinstance(key, OneToOneField | ParentalKey)]


def add_children_and_parents(world: World) -> None:
    """Below every page one that is seen and one that is not; and seen pages below hidden ones of each type."""
    for kind, pages in world.pages.items():
        make_page("StandardPage", pages[0], f"Below {kind}")
        mark(make_page("StandardPage", pages[0], f"{MARK} below {kind}", live=False))
    reasons = ("draft", "expired", "not begun")
    home = world.first("HomePage")
    make_page("HomePage", home, "Inner home")
    for position, kind in enumerate(PAGE_TYPES):
        parent = make_page(kind, home, f"{MARK} above", slug=f"above-{kind.lower()}", **needed(world, kind))
        for child in PAGE_TYPES:
            if INDEXES.get(child) == kind or (kind in {"HomePage", "StandardPage"} and child not in INDEXES):
                page = make_page(child, parent, f"Seen {child} under {kind}", **needed(world, child))
                world.below_hidden.setdefault(child, []).append(page)
        hide(parent, reasons[position % 3])
        mark(parent)


def add_bodies(world: World) -> None:
    """Each body has every block with what may be seen, and those that refer to something with every hidden thing."""
    faq = factories.FaqFactory(answer=f"<p>{factories.link_to(world.first('HomePage'), 'home')}</p>")
    blocks: list[tuple[str, dict[str, Any]]] = [
        ("heading", {"text": "Heading", "level": "2"}),
        ("quote", {"text": "Quote"}),
        ("callout", {"text": "<p>Callout</p>"}),
        ("table", {"caption": "Table", "table": {"data": [["a"], ["b"]]}}),
        ("embed", {"url": "https://video.example/1"}),
        ("faq", {"items": [{"type": "item", "value": faq.pk, "id": "1"}]}),
        *(("document", {"document": one.pk}) for one in (world.document, *world.hidden_documents)),
        *referring(world.first("TreatmentPage"), world.image, world.first("LocationPage"), world.first("ArticlePage")),
    ]
    for position, reason in enumerate(REASONS):
        image = world.hidden_images[position % 2]
        treatment, location = world.hidden["TreatmentPage"][reason], world.hidden["LocationPage"][reason]
        for kind in PAGE_TYPES:
            blocks += referring(treatment, image, location, world.hidden[kind][reason])[-2:]
        blocks += referring(treatment, image, location, treatment)
    for kind in WITH_BODY:
        for page in world.pages[kind]:
            page.body = factories.stored_blocks(*blocks)
            page.save(clean=False)  # more blocks than an editor may use


def referring(treatment: Any, image: Any, location: Any, page: Any) -> list[tuple[str, dict[str, Any]]]:
    brand = apps.get_model("treatments.ProductBrand").objects.first()
    return [
        ("image", {"image": image.pk}),
        ("treatment_section", {"treatment": treatment.pk, "image": image.pk, "brand": brand.pk, "text": "<p>Text</p>"}),
        ("rich_text", {"text": f"<p>{factories.link_to(page, 'words')}</p>"}),
        ("call_to_action", {
            "label": "Go", "page": page.pk, "show_phone": True,
            "locations": [{"type": "item", "value": location.pk, "id": "1"}],
        }),
    ]  # fmt: skip


def add_dated_rows(world: World) -> None:
    """Availability, licences and certifications: valid ones, and those that are over, not begun, or of hidden pages."""
    today = timezone.localdate()
    over, later = today - timedelta(days=1), today + timedelta(days=1)
    triple = {name: world.first(f"{name.title()}Page") for name in ("treatment", "provider", "location")}
    rows = [
        {**triple, "provider": factories.ProviderPageFactory(), "ends": over},
        {**triple, "provider": factories.ProviderPageFactory(), "starts": later},
    ]
    for side in triple:
        rows += [{**triple, side: page} for page in world.hidden[f"{side.title()}Page"].values()]
    for row in rows:
        mark(factories.AvailabilityFactory(**row))
    provider = world.first("ProviderPage")
    factories.LicenceFactory(provider=provider)
    factories.CertificationFactory(provider=provider)
    for dates in ({"expires": over}, {"issued": later}, {"status": "suspended"}, {"status": "inactive"}):
        mark_credential(factories.LicenceFactory(provider=provider, **dates))
    for dates in ({"expires": over}, {"issued": later}):
        mark_credential(factories.CertificationFactory(provider=provider, **dates))
    for page in world.hidden["ProviderPage"].values():
        mark_credential(factories.LicenceFactory(provider=page))
        mark_credential(factories.CertificationFactory(provider=page))


def mark_credential(credential: Any) -> None:
    """Mark a credential, its board and its type."""
    mark(credential)
    kind = getattr(credential, "licence_type", None)
    if kind is not None:
        mark(kind)
    mark(kind.board if kind is not None else credential.board)


def add_site_content(world: World) -> None:
    """Organization, announcements, disclaimers, menu and redirects; and those of the other sites."""
    today, now = timezone.localdate(), timezone.now()
    hidden_disclaimers = [
        factories.DisclaimerFactory(valid_until=today - timedelta(days=1)),
        factories.DisclaimerFactory(valid_from=today + timedelta(days=1)),
    ]
    for disclaimer in hidden_disclaimers:
        mark(disclaimer)
    factories.OrganizationFactory(
        logo=world.image,
        social_links=[factories.social_link()],
        disclaimer_links=[*hidden_disclaimers, factories.DisclaimerFactory(source=factories.SourceFactory())],
    )
    locations = list(world.hidden["LocationPage"].values())
    factories.AnnouncementFactory(location_links=[*locations, world.first("LocationPage")])
    minute = timedelta(minutes=1)
    for fields in (
        {"starts": now + minute, "ends": now + 9 * minute},
        {"starts": now - 9 * minute, "ends": now},
        {"starts": now - 9 * minute},
    ):
        mark(factories.AnnouncementFactory(location_links=locations, **fields))
    entries = [{"page": page, "children": [page]} for page in (*world.every_page(), *world.every_hidden_page())]
    entries[0]["children"] = [*world.every_page(), *world.every_hidden_page()]
    factories.NavigationMenuFactory(items=entries)
    for position, page in enumerate(world.every_hidden_page()):
        Redirect.objects.create(old_path=f"/old-{position}", redirect_page=page)
    Redirect.objects.create(old_path="/old", redirect_page=world.first("TreatmentPage"))
    for site in type(world.site).objects.exclude(pk=world.site.pk):
        mark(factories.OrganizationFactory(site=site))
        mark(factories.AnnouncementFactory(site=site))
        factories.NavigationMenuFactory(site=site, items=[{"url": "https://example.com/", "label": MARK}])


def point_at(world: World, turn: int | None) -> None:
    """Lead every single reference of the pages to a hidden thing, another reason each ``turn``; back for None."""
    organization = apps.get_model("pages.Organization").objects.get(site=world.site)
    for row in [*world.every_page(), organization]:
        aims = {
            key.name: aim_of(world, key.related_model, None if turn is None else turn + position)
            for position, key in enumerate(foreign_keys(type(row)))
        }
        aims = {name: aim for name, aim in aims.items() if aim is not None}
        if aims:
            type(row)._default_manager.filter(pk=row.pk).update(**aims)


def aim_of(world: World, model: Any, turn: int | None) -> Any:
    if model is MediaImage:
        return world.image if turn is None else world.hidden_images[turn % 2]
    kind = model.__name__
    if kind not in world.hidden:
        return None
    return world.first(kind) if turn is None else world.hidden[kind][REASONS[turn % len(REASONS)]]
