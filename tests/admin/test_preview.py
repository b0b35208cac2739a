"""The built-in preview: every field and block of every type, as it is on the screen, and never an error."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, get_page_models

from pages.models import HomePage
from tests.admin.screens import EditForm
from tests.factories import (
    ArticlePageFactory,
    BookingHostFactory,
    ComparisonArticlePageFactory,
    ConcernPageFactory,
    DocumentFactory,
    FaqFactory,
    HomePageFactory,
    ImageFactory,
    LocationPageFactory,
    ProductBrandFactory,
    ProviderPageFactory,
    SmallSite,
    SourceFactory,
    StandardPageFactory,
    TreatmentPageFactory,
    cell,
    exception,
    hours,
    link_to,
    stored_blocks,
)

pytestmark = [pytest.mark.django_db, pytest.mark.costly]

FACTORIES = [
    ArticlePageFactory,
    ComparisonArticlePageFactory,
    ConcernPageFactory,
    LocationPageFactory,
    ProviderPageFactory,
    StandardPageFactory,
    TreatmentPageFactory,
]
TYPES = [model for model in get_page_models() if model is not Page]


@pytest.fixture(autouse=True)
def no_front_end(settings: Any) -> None:
    """Without a front end, previews are built in."""
    settings.FRONTEND_URL = ""


def words(response: Any) -> str:
    """The text of a preview, after making sure that it is one and leaves nothing out."""
    assert response.status_code == 200
    text = BeautifulSoup(response.content, "html.parser").get_text(" ", strip=True)
    assert "Plain preview of this version" in text, text[:500]
    assert "cannot be shown" not in text, text
    return text


def draft(client: Client, page: Any) -> str:
    """The text of a page's newest draft."""
    return words(client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])))


def preview_of_form(client: Client, address: str, data: dict[str, Any]) -> Any:
    """What the preview panel shows for a form as it is on the screen."""
    answer = client.post(address, data)
    assert answer.json() == {"is_valid": True, "is_available": True}
    return client.get(address, {"in_preview_panel": "true"})


def parent_of(model: Any, site: SmallSite) -> Any:
    """Where a page of ``model`` may go."""
    if model is HomePage:
        return Page.objects.get(depth=1)
    return model.allowed_parent_page_models()[0].objects.order_by("path").first()


@pytest.mark.parametrize("model", TYPES, ids=lambda model: model.__name__)
def test_a_page_that_was_never_saved_and_is_empty(site: SmallSite, superuser: Client, model: Any) -> None:
    parent = parent_of(model, site)
    if model.max_count_per_parent:
        model.objects.child_of(parent).get().delete()
    address = reverse(
        "wagtailadmin_pages:preview_on_add", args=[model._meta.app_label, model._meta.model_name, parent.pk]
    )
    form = EditForm.adding(superuser, model, parent)
    response = preview_of_form(superuser, address, {**form.data, "title": "", "slug": ""})
    assert "Untitled" in words(response)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda factory: factory.__name__)
def test_each_type_shows_its_newest_draft(site: SmallSite, superuser: Client, factory: Any) -> None:
    page = factory(title="As published")
    page.title = "As drafted"
    page.save_revision()
    text = draft(superuser, page)
    assert "As drafted" in text
    assert "As published" not in text


def test_pictures_have_the_words_they_have_on_the_page(site: SmallSite, superuser: Client) -> None:
    leaf, plain = ImageFactory(description="A leaf"), ImageFactory(description="")
    section = {"treatment": TreatmentPageFactory().pk, "level": "2", "text": "<p>It helps.</p>"}
    page = ArticlePageFactory(
        hero=leaf,
        hero_alt="Before our door",
        body=stored_blocks(
            ("image", {"image": leaf.pk, "alt": "In fall"}),
            ("image", {"image": leaf.pk, "decorative": True}),
            ("image", {"image": leaf.pk}),
            ("treatment_section", {**section, "image": leaf.pk, "alt": "In spring"}),
        ),
    )
    provider = ProviderPageFactory(title="Ada Larch", post_nominals="RN", photo=plain)

    def shown(of: Any) -> list[Any]:
        response = superuser.get(reverse("wagtailadmin_pages:view_draft", args=[of.pk]))
        return [each["alt"] for each in BeautifulSoup(response.content, "html.parser").select("figure img")]

    assert shown(page) == ["Before our door", "In fall", "", "A leaf", "In spring"]
    assert shown(provider) == ["Ada Larch, RN"]


def test_every_field_of_a_treatment_is_there(site: SmallSite, superuser: Client) -> None:
    concern = ConcernPageFactory(title="Sun spots", live=False)
    page = TreatmentPageFactory(
        title="Peel", summary="It smooths.", other_names="Acid peel\nFruit peel", concern_links=[concern],
        sessions_minimum=3, downtime="hours", onset="after a week", hero=ImageFactory(description="A leaf"),
        risks=f"<p>Redness, see {link_to(concern, 'spots')}.</p>", source_links=[SourceFactory(title="A guideline")],
        author=ProviderPageFactory(title="Ada"), seo_title="Peels here",
    )  # fmt: skip
    response = superuser.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    text = words(response)
    for part in ("It smooths.", "Acid peel", "Fruit peel", "Sun spots (not live)", "Hours", "after a week", "Redness",
                 "A guideline", "Ada", "Peels here", "Peel"):  # fmt: skip
        assert part in text, part
    html = BeautifulSoup(response.content, "html.parser")
    [picture] = html.select("figure img")
    assert picture["alt"] == "A leaf"
    shown: Any = superuser.get(picture["src"])
    assert shown.status_code == 200
    shown.close()


def test_every_block_is_shown(site: SmallSite, superuser: Client) -> None:
    treatment, location = TreatmentPageFactory(title="Peel"), LocationPageFactory(title="Alpharetta")
    brand, faq, image = ProductBrandFactory(display_name="BRAND®"), FaqFactory(question="Does it hurt?"), ImageFactory()
    section = {"treatment": treatment.pk, "heading": "", "level": "3", "anchor": "", "text": "<p>Peel words.</p>"}
    BookingHostFactory(host="book.example.com")
    page = StandardPageFactory(
        body=stored_blocks(
            ("heading", {"text": "A heading", "level": "2", "anchor": ""}),
            ("rich_text", {"text": "<p>Plain <b>words</b>.</p>"}),
            ("image", {"image": image.pk, "caption": "A caption"}),
            ("quote", {"text": "Quoted words", "attribution": "The director"}),
            ("treatment_section", {**section, "brand": brand.pk, "image": image.pk}),
            ("callout", {"tone": "warning", "heading": "Mind", "text": "<p>Called out.</p>"}),
            ("call_to_action", {"label": "Book", "page": None, "url": "https://book.example.com/", "show_phone": True,
                                "locations": [{"type": "item", "id": "1", "value": location.pk}]}),
            ("faq", {"items": [{"type": "item", "id": "1", "value": faq.pk}]}),
            ("table", {"caption": "Figures", "table": {"data": [["Head"], ["Cell"]], "cell": [], "mergeCells": []}}),
            ("embed", {"url": "https://video.example/1"}),
            ("document", {"document": DocumentFactory(title="Price list").pk, "label": ""}),
        )
    )  # fmt: skip
    text = draft(superuser, page)
    for part in ("A heading", "Plain words", "A caption", "Quoted words", "The director", "Peel words.", "BRAND®",
                 "Mind", "Called out.", "Book", "book.example.com", "Alpharetta", "Does it hurt?", "About an hour.",
                 "Figures", "Head", "Cell", "video.example", "Price list"):  # fmt: skip
        assert part in text, part


def test_blocks_without_anything_in_them(site: SmallSite, superuser: Client) -> None:
    names = StandardPageFactory._meta.model._meta.get_field("body").stream_block.child_blocks
    page = StandardPageFactory(live=False)
    StandardPageFactory._meta.model.objects.filter(pk=page.pk).update(body=stored_blocks(*((n, {}) for n in names)))
    page = StandardPageFactory._meta.model.objects.get(pk=page.pk)
    page.save_revision(clean=False)
    assert "Standard page" in draft(superuser, page)


def test_what_a_block_refers_to_may_be_gone(site: SmallSite, superuser: Client) -> None:
    image, treatment, document = ImageFactory(), TreatmentPageFactory(), DocumentFactory(title="Price list")
    section = {"treatment": treatment.pk, "heading": "", "level": "2", "anchor": "", "text": "<p>Words.</p>"}
    page = StandardPageFactory(
        body=stored_blocks(
            ("image", {"image": image.pk, "caption": ""}),
            ("document", {"document": document.pk, "label": ""}),
            ("treatment_section", {**section, "brand": None, "image": image.pk}),
        )
    )
    document.delete()
    image.delete()
    treatment.delete()
    assert "Words." in draft(superuser, page)


def test_a_picture_whose_file_is_missing_is_named(site: SmallSite, superuser: Client) -> None:
    image = ImageFactory(title="Leaf", description="A green leaf", rendered=False)
    image.file.storage.delete(image.file.name)
    page = TreatmentPageFactory(hero=image)
    assert "[Picture: A green leaf]" in draft(superuser, page)


def test_a_comparison_is_a_table(site: SmallSite, superuser: Client) -> None:
    page = ComparisonArticlePageFactory(
        live=False, cells=[cell("criterion-1", "day-spa", verdict="depends", text="On the day.")]
    )
    response = superuser.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    rows = BeautifulSoup(response.content, "html.parser").select("table tr")
    table = [[part.get_text(" ", strip=True) for part in row.find_all(["td", "th"])] for row in rows]
    assert table == [
        ["", "Medical spa", "Day spa"],
        ["Criterion 1", "Undecided", "Depends On the day."],
        ["Criterion 2", "Undecided", "Undecided"],
        ["Criterion 3", "Undecided", "Undecided"],
    ]


def test_hours_and_exceptions_are_tables(site: SmallSite, superuser: Client) -> None:
    page = LocationPageFactory(
        hours=[hours(0, "09:00", "17:30")], exceptions=[exception(date(2026, 12, 24), label="Christmas Eve")]
    )
    text = draft(superuser, page)
    assert "Monday 09:00 17:30" in text
    assert "Dec 24, 2026 Christmas Eve Yes" in text


def test_the_panel_shows_what_is_on_the_screen_even_when_it_is_wrong(site: SmallSite, superuser: Client) -> None:
    page = LocationPageFactory(title="Alpharetta", hours=[hours(0, "09:00", "12:00")])
    form = EditForm.of(superuser, page)
    form.add_row("hours", weekday=0, opens="11:00", closes="15:00", season_from="", season_until="")
    form.add_row("exceptions", date="not a day", label="", opens="", closes="")
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    response = preview_of_form(superuser, address, {**form.data, "city": "New city", "latitude": "north"})
    text = words(response)
    assert "New city" in text
    assert "Monday 11:00 15:00" in text
    assert "Atlanta" not in text
    page.refresh_from_db()
    assert page.city == "Atlanta"


def test_a_slug_that_is_none_yet_is_no_obstacle(site: SmallSite, superuser: Client) -> None:
    home = HomePageFactory._meta.model.objects.get()
    form = EditForm.adding(superuser, StandardPageFactory._meta.model, home)
    address = reverse("wagtailadmin_pages:preview_on_add", args=["pages", "standardpage", home.pk])
    data = {**form.data, "title": "About us", "slug": "not a slug!", "introduction": "Who we are."}
    assert "Who we are." in words(preview_of_form(superuser, address, data))


def test_previews_ask_for_permission(site: SmallSite, sign_in: Any) -> None:
    page = TreatmentPageFactory()
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    LocationPageFactory(title="Alpharetta")
    assert sign_in("Location editors: Alpharetta").get(address).status_code == 302
    assert Client().get(address).status_code == 302
    assert sign_in("Editors").get(address).status_code == 200


def test_a_preview_shows_what_was_typed_and_makes_nothing_up(site: SmallSite, superuser: Client) -> None:
    kind = ("pages", "articlepage", site.articles.pk)
    form = EditForm.adding(superuser, ArticlePageFactory._meta.model, site.articles)
    address = reverse("wagtailadmin_pages:preview_on_add", args=kind)
    empty = words(preview_of_form(superuser, address, form.data))
    assert "Untitled" in empty
    assert "Placeholder" not in empty
    assert "Slug" not in empty
    typed = words(preview_of_form(superuser, address, {**form.data, "title": "Sun & skin"}))
    assert "Sun & skin" in typed
    assert "Untitled" not in typed
    assert "Slug sun-skin" in typed
    assert "Slug sun-and-skin" in words(
        preview_of_form(superuser, address, {**form.data, "title": "Sun & skin", "slug": "sun-and-skin"})
    )


def test_a_list_with_a_row_in_error_shows_its_other_rows(site: SmallSite, superuser: Client) -> None:
    page = LocationPageFactory(title="Midtown", hours=[hours(0, "09:00", "17:00")])
    form = EditForm.of(superuser, page)
    form.add_row("hours", weekday="1", opens="10:10", closes="18:20")
    form.add_row("hours", weekday="2", opens="never", closes="18:30")
    form.data["hours-0-closes"] = "16:40"
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    text = words(preview_of_form(superuser, address, form.data))
    assert "4:40 p.m." in text or "16:40" in text, text
    assert "6:20 p.m." in text or "18:20" in text, text
    assert "6:30 p.m." not in text
    assert "18:30" not in text
