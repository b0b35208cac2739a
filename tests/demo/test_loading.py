"""What `load_demo` writes, and when it refuses."""

import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Revision, Site

from cms.media.models import MediaDocument, MediaImage
from cms.media.rendering import incomplete_images
from cms.media.storage import StorageUnavailableError
from demo import loading
from demo.loading import credentials, media, state
from demo.loading.state import OtherContentError, State
from locations.models import Availability, LocationPage
from pages.models import ArticlePage, ComparisonArticlePage, HomePage, Organization, StandardPage, Topic
from providers.models import Certification, Licence, ProviderPage
from treatments.models import ConcernPage, TreatmentPage

BODIES = (HomePage, StandardPage, ArticlePage, ComparisonArticlePage, LocationPage)


def counts() -> dict[str, int]:
    """How many rows every table has."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def rich_texts() -> list[str]:
    """Every live page's latest content, as stored."""
    return [str(revision.content) for revision in Revision.page_revisions.all()]


def test_pages_are_published_through_revisions(demo: list[str]) -> None:
    live = {model: model.objects.live().count() for model in (TreatmentPage, ConcernPage, ProviderPage, LocationPage)}

    assert live == {TreatmentPage: 15, ConcernPage: 24, ProviderPage: 9, LocationPage: 3}
    assert ArticlePage.objects.live().count() == 6
    assert Page.objects.live().filter(depth__gt=1, live_revision=None).count() == 0
    assert demo == [
        "40 pictures drawn and stored, 0 there already.",
        "70 pages (8 article, 24 concern, 6 index, 3 location, 4 page, 9 provider, 16 treatment).",
        demo[2],
    ]
    assert re.fullmatch(r"\d+ entries in 16 registers\.", demo[2])


def test_every_page_is_one_an_editor_could_save_again(demo: list[str]) -> None:
    for page in Page.objects.filter(depth__gt=1).specific():
        page.full_clean()
        assert (page.slug, page.problems()) == (page.slug, {})
        if page.live:
            assert (page.slug, page.publish_problems()) == (page.slug, {})


def test_every_body_passes_its_blocks_own_checks(demo: list[str]) -> None:
    for model in BODIES:
        for page in model.objects.all():
            page.body.stream_block.clean(page.body)
            assert len(page.body) <= 60


def test_links_lead_to_pages_that_exist(demo: list[str]) -> None:
    texts = rich_texts()
    ids = {int(found) for text in texts for found in re.findall(r'linktype=\\*"page\\*" id=\\*"(\d+)', text)}

    assert len(ids) > 20
    assert ids <= set(Page.objects.values_list("pk", flat=True))
    assert [text for text in texts if re.search(r"\]\(|:::|\{treatment", text)] == []


def test_the_comparison_of_spas_is_whole(demo: list[str]) -> None:
    page = ComparisonArticlePage.objects.live().get(slug="medical-spa-or-day-spa")
    grid = page.grid()

    assert [subject.name for subject in grid.subjects] == ["Day spa", "Medical spa"]
    assert len(grid.criteria) == 11
    assert len(grid.cells) == 22
    assert grid.strays == []
    assert all(cell.verdict for cell in grid.cells.values())
    verdicts = [grid.cells[row.key, "day-spa"].verdict for row in grid.criteria]
    assert (verdicts.count("not_stated"), verdicts.count("not_applicable")) == (5, 1)
    assert {block.block_type for block in page.body} == {
        "rich_text", "heading", "image", "quote", "treatment_section", "callout", "call_to_action", "faq", "table",
    }  # fmt: skip
    assert page.source_links.count() == 6
    assert page.author.slug == "adaeze-lindqvist"
    assert page.reviewed_by.slug == "rourke-tamayo-bell"


def test_states_that_the_demo_is_to_show(demo: list[str]) -> None:
    today = timezone.localdate()

    assert list(ArticlePage.objects.filter(live=False).order_by("slug").values_list("slug", flat=True)) == [
        "questions-before-filler",
        "rf-microneedling-after-the-warning",
    ]
    scheduled = Revision.page_revisions.get(approved_go_live_at__isnull=False)
    assert scheduled.as_object().slug == "rf-microneedling-after-the-warning"
    assert timezone.localdate(scheduled.approved_go_live_at) == today + timedelta(days=10)
    assert scheduled.as_object().published_on == today + timedelta(days=10)
    overdue = [page.slug for page in ArticlePage.objects.live() if page.next_review_due < today]
    assert overdue == ["sunscreen-after-treatment"]
    assert TreatmentPage.objects.get(live=False).slug == "fractional-laser-resurfacing"
    assert [row.provider.slug for row in Licence.objects.filter(expires__lt=today)] == ["teodora-whitlock"]
    assert [row.provider.slug for row in Licence.objects.exclude(licence_type__state="GA")] == ["juniper-achebe-ross"]
    assert Certification.objects.get(lifetime=True).provider.slug == "adaeze-lindqvist"
    soon = Certification.objects.get(expires=today + timedelta(days=45))
    assert soon.provider.slug == "rourke-tamayo-bell"
    assert soon.issued.year == soon.expires.year - 10
    redirect = Redirect.objects.get(old_path="/articles/med-spa-vs-day-spa")
    assert redirect.redirect_page.slug == "medical-spa-or-day-spa"


def test_articles_have_authors_of_every_kind(demo: list[str]) -> None:
    written = {page.slug: (page.author and page.author.slug, page.byline) for page in ArticlePage.objects.live()}

    assert written["medical-spa-or-day-spa"] == ("adaeze-lindqvist", "Adaeze Lindqvist, MD")
    assert written["sunscreen-after-treatment"] == (None, "Delphine Arkwright-Moss")
    assert written["how-to-check-a-credential"] == (None, "")
    assert ProviderPage.objects.filter(title="Delphine Arkwright-Moss").count() == 0
    assert [slug for slug, (author, _byline) in written.items() if author is None] == [
        "how-to-check-a-credential",
        "sunscreen-after-treatment",
    ]


def test_nobody_is_offered_who_holds_no_licence_here(demo: list[str]) -> None:
    today = timezone.localdate()
    for offer in Availability.objects.select_related("provider", "location"):
        licences = offer.provider.licences.filter(expires__gte=today, licence_type__state=offer.location.region)
        assert licences.exists(), offer


def test_the_site_speaks_as_the_clinic(demo: list[str]) -> None:
    site = Site.objects.get()
    organization = Organization.for_site(site)

    assert (site.root_url, site.is_default_site) == ("https://www.larkfield.example", True)
    assert site.root_page.specific == HomePage.objects.get()
    assert organization.name == "Larkfield Plastic Surgery & Medical Spa"
    assert organization.phone.as_e164 == "+14045550100"
    assert organization.logo.title == "Larkfield logo"
    assert [link.disclaimer.name for link in organization.disclaimer_links.order_by("sort_order")] == [
        "General information",
        "Emergencies",
        "Individual results",
        "Prescription medicine",
        "Off-label use",
        "Trademarks",
    ]
    assert list(site.menus.order_by("handle").values_list("handle", flat=True)) == ["footer", "main"]


def test_pictures_carry_alt_text_credit_and_focus(demo: list[str]) -> None:
    images = MediaImage.objects.all()

    assert len(images) == 40
    assert {image.credit for image in images} == {"Larkfield"}
    assert [image.title for image in images if not image.alt] == ["Path over the hills"]
    assert len([image for image in images if image.focal_point_x]) > 15


def test_one_person_of_each_group_can_log_in(demo: list[str]) -> None:
    people = {
        user.username: sorted(user.groups.values_list("name", flat=True)) for user in get_user_model().objects.all()
    }

    assert people["admin"] == ["Administrators"]
    assert people["editor"] == ["Editors"]
    assert people["reviewer"] == ["Clinical reviewers"]
    assert people["publisher"] == ["Publishers"]
    assert people["location-editor"][0].startswith("Location editors")
    assert get_user_model().objects.get(username="editor").check_password("larkfield-demo")


def test_loading_twice_changes_nothing(demo: list[str]) -> None:
    before = counts()
    said: list[str] = []

    assert loading.load(said.append) is False
    assert said == ["The demo is already here: nothing changed."]
    assert counts() == before


def test_the_demo_is_known_whatever_editors_made_of_it(demo: list[str]) -> None:
    with transaction.atomic():
        HomePage.objects.update(title="Elm Clinic", slug="elm")
        Organization.objects.update(name="Elm Clinic")

        assert state.examine() is State.LOADED
        transaction.set_rollback(True)


def test_a_run_that_broke_off_goes_on(load: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise ConnectionError("the database went away")

    with monkeypatch.context() as patch:
        patch.setattr(credentials, "load", fail)
        with pytest.raises(ConnectionError):
            load()
    assert Page.objects.filter(depth__gt=1).get().title == "Welcome to your new Wagtail site!"
    assert (MediaImage.objects.count(), MediaDocument.objects.count()) == (40, 1)

    said: list[str] = []
    assert load(said.append) is True
    assert said[0] == "0 pictures drawn and stored, 40 there already."
    assert MediaDocument.objects.count() == 1


def test_an_untouched_tree_is_accepted_with_and_without_its_first_page(db: None) -> None:
    assert state.examine() is State.EMPTY
    assert list(state.untouched_pages()) == list(Page.objects.filter(depth=2))

    Page.objects.get(depth=2).delete()

    assert not Site.objects.exists()
    assert state.examine() is State.EMPTY
    site = state.site_to_use()
    assert (site.pk, site.is_default_site, site.root_url) == (None, True, "https://www.larkfield.example")


def test_a_default_site_is_used_again_with_all_else_it_has(db: None) -> None:
    before = Site.objects.get()

    site = state.site_to_use()

    assert (site.pk, site.is_default_site, site.root_page_id) == (before.pk, True, before.root_page_id)
    assert (site.hostname, site.port) == ("www.larkfield.example", 443)


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: Page.objects.get(depth=2).add_child(instance=Page(title="Our story")), "the page “Welcome"),
        (lambda: Page.get_first_root_node().add_child(instance=HomePage(title="Elm Clinic")), "the page “Elm Clinic”"),
        (lambda: MediaDocument.objects.create(title="Fees", file="documents/a.pdf"), "the document “Fees”"),
        (lambda: Topic.objects.create(name="Elbows", slug="elbows"), "the topic “Elbows”"),
    ],
)
def test_other_content_is_refused_and_untouched(load: Any, make: Any, named: str) -> None:
    make()
    before = counts()

    with pytest.raises(OtherContentError, match=re.escape(named)):
        load()
    assert counts() == before


def test_the_command_names_what_it_refuses(db: None) -> None:
    Topic.objects.create(name="Elbows", slug="elbows")

    with pytest.raises(CommandError, match="This database holds other content"):
        call_command("load_demo", stdout=StringIO())


def test_the_command_says_that_the_file_store_is_down(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object) -> None:
        raise StorageUnavailableError

    monkeypatch.setattr(media, "drawn", lambda told: None)
    monkeypatch.setattr(media, "store", fail)

    with pytest.raises(CommandError, match=r"could not be stored: The file store cannot be reached .* again later\."):
        call_command("load_demo", stdout=StringIO())
    assert not MediaImage.objects.exists()


def test_the_command_leaves_no_picture_to_render_and_prints_the_logins(demo: list[str]) -> None:
    out = StringIO()

    call_command("load_demo", stdout=out)

    assert incomplete_images() == []
    said = out.getvalue().splitlines()
    assert said[0] == "The demo is already here: nothing changed."
    assert said[2:] == [
        "Logins:",
        "admin  larkfield-demo  (Administrators)",
        "editor  larkfield-demo  (Editors)",
        "location-editor  larkfield-demo  (Location editors)",
        "reviewer  larkfield-demo  (Clinical reviewers)",
        "publisher  larkfield-demo  (Publishers)",
    ]
