"""What differs as pages begin and end."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.management import call_command
from wagtail.contrib.redirects.models import Redirect

from tests import factories as make

from .asking import Asking
from .boundaries import (
    ANNOUNCEMENT,
    NOW,
    SOON,
    begins,
    case,
    ends,
    home,
)


@case
def a_page_ends() -> tuple[str, datetime]:
    return f'{{ page(id: "{ends(make.StandardPageFactory()).pk}") {{ title }} }}', SOON


@case
def a_page_begins() -> tuple[str, datetime]:
    return f'{{ page(id: "{begins(make.StandardPageFactory()).pk}") {{ title }} }}', SOON


@case
def a_page_begins_at_its_path() -> tuple[str, datetime]:
    begins(make.StandardPageFactory(slug="about", parent=home()))
    return '{ route(path: "/about/") { path } }', SOON


@case
def a_page_begins_by_its_slug() -> tuple[str, datetime]:
    begins(make.TreatmentPageFactory(title="Peel"))
    return '{ treatment(slug: "peel") { title } }', SOON


@case
def a_list_loses_a_page() -> tuple[str, datetime]:
    ends(make.TreatmentPageFactory())
    return "{ treatments { totalCount nodes { title } } }", SOON


@case
def a_filter_finds_nothing_more() -> tuple[str, datetime]:
    concern = make.ConcernPageFactory(title="Lines")
    make.TreatmentPageFactory(concern_links=[concern])
    ends(concern)
    return '{ treatments(filter: { concerns: "lines" }) { totalCount } }', SOON


@case
def a_concern_has_one_treatment_more() -> tuple[str, datetime]:
    begins(make.TreatmentPageFactory(concern_links=[make.ConcernPageFactory(title="Lines")]))
    return '{ concern(slug: "lines") { treatments { title } } }', SOON


@case
def what_is_related_ends() -> tuple[str, datetime]:
    concern = make.ConcernPageFactory()
    make.TreatmentPageFactory(title="Peel", concern_links=[concern])
    ends(make.TreatmentPageFactory(concern_links=[concern]))
    return '{ treatment(slug: "peel") { related { nodes { title } } } }', SOON


@case
def a_page_above_ends() -> tuple[str, datetime]:
    above = make.StandardPageFactory(parent=home())
    below = make.StandardPageFactory(parent=above)
    ends(above)
    return f'{{ page(id: "{below.pk}") {{ breadcrumbs {{ title }} }} }}', SOON


@case
def a_page_below_begins() -> tuple[str, datetime]:
    begins(make.StandardPageFactory(parent=home()))
    return '{ page(path: "/") { children { totalCount } } }', SOON


@case
def the_page_in_a_menu_begins() -> tuple[str, datetime]:
    make.NavigationMenuFactory(items=[begins(make.StandardPageFactory())])
    return '{ navigation(handle: "main") { label } }', SOON


@case
def the_page_that_a_link_leads_to_ends() -> tuple[str, datetime]:
    text = f"<p>{make.link_to(ends(make.StandardPageFactory()), 'it')}</p>"
    return in_a_body(text), SOON


@case
def the_page_at_a_typed_address_begins() -> tuple[str, datetime]:
    begins(make.StandardPageFactory(slug="about", parent=home()))
    return in_a_body('<p><a href="/about/">it</a></p>'), SOON


@case
def the_page_of_another_site_that_a_link_leads_to_ends() -> tuple[str, datetime]:
    there = make.StandardPageFactory(parent=make.make_site("other.example").home)
    return in_a_body(f"<p>{make.link_to(ends(there), 'it')}</p>"), SOON


@case
def the_page_that_a_redirect_leads_to_ends() -> tuple[str, datetime]:
    Redirect.objects.create(old_path="/old", redirect_page=ends(make.StandardPageFactory()))
    return '{ route(path: "/old/") { redirect { to } } redirects { totalCount } }', SOON


@case
def the_sitemap_loses_a_page() -> tuple[str, datetime]:
    ends(make.StandardPageFactory())
    return "{ sitemap { totalCount } }", SOON


@case
def a_search_finds_one_page_more() -> tuple[str, datetime]:
    begins(make.StandardPageFactory(title="Unmistakable"))
    call_command("update_index", verbosity=0)
    return '{ search(query: "unmistakable") { totalCount } }', SOON


@case
def a_search_has_cursors_that_last_longer() -> tuple[str, datetime]:
    """Whoever is given one has ten minutes from then."""
    make.StandardPageFactory(title="Unmistakable")
    call_command("update_index", verbosity=0)
    return '{ search(query: "unmistakable") { pageInfo { endCursor } } }', NOW + timedelta(minutes=5)


@case
def a_cursor_of_a_search_ends() -> tuple[str, datetime]:
    for number in range(2):
        make.StandardPageFactory(title=f"Unmistakable {number}")
    call_command("update_index", verbosity=0)
    first = Asking().get('{ search(query: "unmistakable", first: 1) { pageInfo { endCursor } } }')
    after = first.data["search"]["pageInfo"]["endCursor"]
    query = f'{{ search(query: "unmistakable", after: "{after}") {{ nodes {{ page {{ title }} }} }} }}'
    return query, NOW + timedelta(minutes=15)


@case
def an_author_ends_in_what_machines_read() -> tuple[str, datetime]:
    provider = make.ProviderPageFactory()
    make.ArticlePageFactory(title="Sun", author=provider)
    ends(provider)
    return '{ article(slug: "sun") { seo { jsonLd } } }', SOON


@case
def the_location_of_an_announcement_ends() -> tuple[str, datetime]:
    place = make.LocationPageFactory()
    make.OrganizationFactory()
    make.AnnouncementFactory(starts=NOW, ends=NOW + timedelta(days=9), location_links=[place])
    ends(place)
    return ANNOUNCEMENT, SOON


@case
def what_the_log_tells_of_a_page_that_ends() -> tuple[str, datetime]:
    page = ends(make.StandardPageFactory())
    return f'{{ changes(last: 100) {{ nodes {{ kind path }} }} page(id: "{page.pk}") {{ id }} }}', SOON


def in_a_body(text: str) -> str:
    """The query for a page whose body is ``text``."""
    body = make.stored_blocks(("rich_text", {"text": text}))
    page = make.StandardPageFactory(body=body)
    return f'{{ page(id: "{page.pk}") {{ ... on StandardPage {{ body {{ ... on RichTextBlock {{ html }} }} }} }} }}'
