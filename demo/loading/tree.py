"""The page tree: every page as an empty draft first, so that all of them can refer to all others."""

from __future__ import annotations

from wagtail.models import Page

from demo.reading import CONTENT, Text, read_text, table, texts
from locations.models import LocationIndexPage, LocationPage
from pages.models import (
    ArticleIndexPage,
    ArticlePage,
    BasePage,
    ComparisonArticlePage,
    HomePage,
    IndexPage,
    StandardPage,
)
from providers.models import ProviderIndexPage, ProviderPage
from treatments.models import ConcernIndexPage, ConcernPage, TreatmentIndexPage, TreatmentPage

from .library import Library
from .state import site_to_use, untouched_pages

INDEXES: dict[str, type[IndexPage]] = {
    "treatments": TreatmentIndexPage,
    "concerns": ConcernIndexPage,
    "providers": ProviderIndexPage,
    "locations": LocationIndexPage,
    "articles": ArticleIndexPage,
}
KINDS: dict[str, type[BasePage]] = {
    "treatments": TreatmentPage,
    "concerns": ConcernPage,
    "providers": ProviderPage,
    "locations": LocationPage,
    "articles": ArticlePage,
}
HOME = "home"


def home_text() -> Text:
    """The front page's text."""
    return read_text(CONTENT / "pages" / f"{HOME}.md")


def standard_texts() -> list[Text]:
    """The texts of plain pages."""
    return [text for text in texts("pages") if text.slug != HOME]


def plant(library: Library) -> None:
    """Put the demo's tree in the place of Wagtail's own first page."""
    home = plant_home(library)
    for slug, values in table("indexes").items():
        index = INDEXES[slug](title=values["title"], slug=slug, live=False)
        library.tree[f"index:{slug}"] = home.add_child(instance=index)
        for text in texts(slug):
            kind = ComparisonArticlePage if text.head.get("comparison") else KINDS[slug]
            page = kind(title=text.head["title"], slug=text.slug, live=False)
            library.tree[f"{slug.removesuffix('s')}:{text.slug}"] = index.add_child(instance=page)
    for text in standard_texts():
        page = StandardPage(title=text.head["title"], slug=text.slug, live=False)
        library.tree[f"page:{text.slug}"] = home.add_child(instance=page)


def plant_home(library: Library) -> HomePage:
    """Make the home page the root of the default site."""
    title = home_text().head["title"]
    home = HomePage(title=title, slug="larkfield", live=False)
    Page.get_first_root_node().add_child(instance=home)
    site = site_to_use()
    site.root_page, site.site_name = home, title
    site.save()
    for page in untouched_pages():
        page.delete()
    library.site = site
    planted: HomePage = HomePage.objects.get(pk=home.pk)
    library.tree[f"index:{HOME}"] = planted
    return planted
