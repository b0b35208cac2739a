"""Nothing in use is deleted from a register, whichever way it is tried, and the refusal says where it is used."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.admin.deletion import uses
from locations.models import BookingHost
from pages.models import ArticlePage, ArticleSource, Faq, OrganizationDisclaimer, Source, Topic
from tests.admin.conftest import run_tasks
from tests.factories import (
    ArticlePageFactory,
    AvailabilityFactory,
    BodyAreaFactory,
    BookingHostFactory,
    ComparisonArticlePageFactory,
    DisclaimerFactory,
    FaqFactory,
    LicenceFactory,
    LocationPageFactory,
    OrganizationFactory,
    ProductBrandFactory,
    ProviderPageFactory,
    SmallSite,
    SourceFactory,
    TopicFactory,
    TreatmentPageFactory,
    cell,
    stored_blocks,
)

pytestmark = pytest.mark.django_db


def delete_url(entry: Any) -> str:
    return reverse(entry.snippet_viewset.get_url_name("delete"), args=[entry.pk])


def bulk_url(*entries: Any) -> str:
    meta = entries[0]._meta
    base = reverse("wagtail_bulk_action", args=[meta.app_label, meta.model_name, "delete"])
    return base + "?" + "&".join(f"id={entry.pk}" for entry in entries)


def refused(client: Client, entry: Any) -> str:
    """The refusal's text, after making sure that the entry stays."""
    for response in (client.get(delete_url(entry)), client.post(delete_url(entry))):
        assert response.status_code == 409
        assert type(entry).objects.filter(pk=entry.pk).exists()
    return response.content.decode()


def test_an_unused_entry_is_deleted(superuser: Client) -> None:
    topic = TopicFactory()
    assert superuser.get(delete_url(topic)).status_code == 200
    assert superuser.post(delete_url(topic)).status_code == 302
    assert not Topic.objects.exists()


def test_an_entry_in_use_is_kept_and_the_use_is_linked(site: SmallSite, superuser: Client) -> None:
    topic = TopicFactory(name="Sun")
    article = ArticlePageFactory(title="Sunscreen after a peel", topic_links=[topic])
    text = refused(superuser, topic)
    assert "Sunscreen after a peel" in text
    assert reverse("wagtailadmin_pages:edit", args=[article.pk]) in text
    assert "Take it out of the places below first" in text


@pytest.mark.parametrize("indexed", [False, True], ids=["before the worker ran", "after the worker ran"])
def test_choosers_in_blocks_count_as_use(site: SmallSite, superuser: Client, indexed: bool) -> None:
    faq, brand = FaqFactory(), ProductBrandFactory()
    treatment = TreatmentPageFactory()
    section = {"treatment": treatment.pk, "heading": "", "level": "2", "anchor": "", "text": "<p>It is.</p>"}
    ArticlePageFactory(
        title="All about it",
        body=stored_blocks(
            ("faq", {"items": [{"type": "item", "id": "1", "value": faq.pk}]}),
            ("treatment_section", {**section, "brand": brand.pk, "image": None}),
        ),
    )
    if indexed:
        run_tasks()
    assert "All about it" in refused(superuser, faq)
    assert "All about it" in refused(superuser, brand)


def test_a_draft_of_a_live_page_counts_as_use(site: SmallSite, superuser: Client) -> None:
    source, other = SourceFactory(), SourceFactory()
    article = ArticlePageFactory(title="Live without a source")
    article.source_links = [ArticleSource(source=source)]
    article.save_revision()
    assert not ArticlePage.objects.get(pk=article.pk).source_links.exists()
    assert "in a version that is not live" in refused(superuser, source)
    assert superuser.post(delete_url(other)).status_code == 302


def test_a_scheduled_version_that_a_newer_draft_replaced_counts_as_use(site: SmallSite, superuser: Client) -> None:
    source = SourceFactory()
    article = ArticlePageFactory(title="To come")
    article.source_links = [ArticleSource(source=source)]
    article.go_live_at = timezone.now() + timedelta(days=1)
    article.save_revision().publish()
    article = ArticlePage.objects.get(pk=article.pk)
    article.save_revision()
    assert "in a version that is not live" in refused(superuser, source)


def test_an_older_revision_is_no_use(site: SmallSite, superuser: Client) -> None:
    topic = TopicFactory()
    article = ArticlePageFactory(topic_links=[topic])
    article.topic_links = []
    article.save_revision().publish()
    assert superuser.post(delete_url(topic)).status_code == 302


def test_a_reference_taken_out_is_no_use_before_the_worker_ran(site: SmallSite, superuser: Client) -> None:
    faq = FaqFactory()
    blocks = stored_blocks(("faq", {"items": [{"type": "item", "id": "1", "value": faq.pk}]}))
    article = ArticlePageFactory(body=blocks)
    run_tasks()
    article.body = "[]"
    article.save_revision().publish()
    assert superuser.post(delete_url(faq)).status_code == 302
    assert not Faq.objects.exists()


def test_a_source_in_a_comparison_s_cell_is_kept(site: SmallSite, superuser: Client) -> None:
    source = SourceFactory()
    cells = [cell(f"criterion-{n}", key, source=source) for n in (1, 2, 3) for key in ("medical-spa", "day-spa")]
    ComparisonArticlePageFactory(title="Spa or spa", cells=cells)
    text = refused(superuser, source)
    assert text.count("Spa or spa") == 1


def test_a_setting_and_another_register_count_as_use(site: SmallSite, superuser: Client) -> None:
    disclaimer, area = DisclaimerFactory(), BodyAreaFactory(name="Face")
    BodyAreaFactory(name="Forehead", parent=area)
    OrganizationFactory(disclaimer_links=[OrganizationDisclaimer(disclaimer=disclaimer)])
    assert "Larch Hill Medical Spa" in refused(superuser, disclaimer)
    assert "Forehead" in refused(superuser, area)


def test_a_booking_host_that_pages_link_to_is_kept_and_keeps_its_name(site: SmallSite, superuser: Client) -> None:
    host = BookingHostFactory(host="book.example.com")
    link = "https://book.example.com/larch"
    location = LocationPageFactory(title="Alpharetta", booking_url=link)
    row = AvailabilityFactory(
        location=location, treatment=TreatmentPageFactory(), provider=ProviderPageFactory(), booking_url=link
    )
    button = {"label": "Book", "page": None, "url": link, "show_phone": False, "locations": []}
    article = ArticlePageFactory(title="Sunscreen", body=stored_blocks(("call_to_action", button)))
    assert [str(use.source) for use in uses([host])[host.pk]] == ["Alpharetta", str(row), "Sunscreen"]
    assert "Sunscreen" in refused(superuser, host)
    superuser.post(bulk_url(host))
    assert BookingHost.objects.filter(pk=host.pk).exists()
    host.host = "other.example.com"
    with pytest.raises(ValidationError) as refusal:
        host.full_clean()
    assert refusal.value.message_dict == {
        "host": ["“Alpharetta” and perhaps others link to book.example.com. Add the new host as an entry of its own."]
    }
    for page in (article, location):
        page.delete()
    assert uses([host]) == {}


def test_bulk_deletion_deletes_nothing_when_one_is_in_use(site: SmallSite, superuser: Client) -> None:
    used, free = TopicFactory(name="Sun"), TopicFactory(name="Rest")
    ArticlePageFactory(title="Sunscreen", topic_links=[used])
    response = superuser.post(bulk_url(used, free))
    assert response.status_code == 409
    assert "Nothing has been deleted" in response.content.decode()
    assert Topic.objects.count() == 2


def test_bulk_deletion_of_unused_entries(superuser: Client) -> None:
    response = superuser.post(bulk_url(TopicFactory(), TopicFactory()))
    assert response.status_code == 302
    assert not Topic.objects.exists()


def test_a_script_cannot_delete_what_blocks_use(site: SmallSite) -> None:
    faq = FaqFactory()
    ArticlePageFactory(
        title="Asked", body=stored_blocks(("faq", {"items": [{"type": "item", "id": "1", "value": faq.pk}]}))
    )
    with pytest.raises(ProtectedError, match="is in use by “Asked” and cannot be deleted"), transaction.atomic():
        faq.delete()
    with pytest.raises(ProtectedError), transaction.atomic():
        Faq.objects.all().delete()
    assert Faq.objects.exists()


def test_a_whole_page_goes_with_its_rows_and_frees_the_entry(site: SmallSite, superuser: Client) -> None:
    source, provider = SourceFactory(), ProviderPageFactory()
    LicenceFactory(provider=provider)
    article = ArticlePageFactory(source_links=[source])
    assert superuser.post(reverse("wagtailadmin_pages:delete", args=[article.pk])).status_code == 302
    assert superuser.post(reverse("wagtailadmin_pages:delete", args=[provider.pk])).status_code == 302
    assert superuser.post(delete_url(source)).status_code == 302
    assert not Source.objects.exists()


def test_uses_of_several_entries_at_once(site: SmallSite) -> None:
    one, two, three = (SourceFactory() for _ in range(3))
    article = ArticlePageFactory(title="Twice", source_links=[one, two])
    ArticlePageFactory(title="Once", source_links=[one])
    found = {pk: sorted(use.title for use in places) for pk, places in uses([one, two, three]).items()}
    assert found == {one.pk: ["Once", "Twice"], two.pk: ["Twice"]}
    assert article.pk
