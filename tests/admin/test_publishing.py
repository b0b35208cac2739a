"""The gate before publishing, on every way through the admin, and drafts that are never held up by it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, TaskState

from locations.models import LocationPage
from pages.models import StandardPage
from pages.models.page_form import BasePageForm
from tests.admin.conftest import SignIn
from tests.admin.screens import EditForm, form_errors, told
from tests.factories import (
    ArticlePageFactory,
    ComparisonArticlePageFactory,
    ConcernPageFactory,
    LocationPageFactory,
    ProviderPageFactory,
    SmallSite,
    StandardPageFactory,
    TreatmentPageFactory,
    UserFactory,
    hours,
)
from treatments.models import TreatmentPage

pytestmark = [pytest.mark.django_db, pytest.mark.costly]

ABSENT = {"overview": "", "why_its_done": "", "suitability": "", "risks": ""}


def unfit(**fields: Any) -> TreatmentPage:
    """A draft that may not be published."""
    page: TreatmentPage = TreatmentPageFactory(live=False, concern_links=[], **{**ABSENT, **fields})
    return page


def is_live(page: Page) -> bool:
    return Page.objects.get(pk=page.pk).live


def newest(page: Page) -> Any:
    """The page as its newest draft has it."""
    return Page.objects.get(pk=page.pk).get_latest_revision_as_object()


def test_an_empty_draft_can_be_saved_and_saved_again(site: SmallSite, superuser: Client) -> None:
    form = EditForm.adding(superuser, TreatmentPage, site.treatments)
    response = form.save(title="Peel", slug="peel", kind="")
    assert response.status_code == 302, form_errors(response)
    page = TreatmentPage.objects.get(slug="peel")
    assert EditForm.of(superuser, page).save(title="Chemical peel").status_code == 302
    assert TreatmentPage.objects.get(pk=page.pk).title == "Chemical peel"


def test_publishing_says_beside_each_field_what_is_missing_and_keeps_what_was_typed(
    site: SmallSite, superuser: Client
) -> None:
    form = EditForm.of(superuser, unfit(title="Peel"))
    concerns = ["Choose at least one concern (tab Relations) before publishing."]
    response = form.publish(onset="after a week", summary="")
    sections = {
        "overview": ["Write “Overview” before publishing."],
        "why_its_done": ["Write “Why it's done” before publishing."],
        "suitability": ["Write “Who it's for” before publishing."],
        "risks": ["Write “Risks” before publishing."],
    }
    assert form_errors(response) == {
        "summary": ["Write the summary before publishing."],
        "concern_links": concerns,
        **sections,
    }
    assert "after a week" in response.content.decode()
    form.add_row("concern_links", concern=ConcernPageFactory().pk)
    response = form.publish(summary="It smooths.", onset="after a week")
    assert form_errors(response) == sections
    text = response.content.decode()
    assert "after a week" in text
    assert "It smooths." in text
    assert not TreatmentPage.objects.filter(live=True).exists()


def test_a_whole_page_is_published(site: SmallSite, superuser: Client) -> None:
    page = TreatmentPageFactory(live=False)
    assert EditForm.of(superuser, page).publish().status_code == 302
    assert is_live(page)


def test_a_draft_of_a_live_page_may_lack_what_publishing_needs(site: SmallSite, superuser: Client) -> None:
    page = TreatmentPageFactory()
    assert EditForm.of(superuser, page).save(summary="").status_code == 302
    page = TreatmentPage.objects.get(pk=page.pk)
    assert page.summary == "It smooths the skin."
    assert newest(page).summary == ""


def test_what_is_wrong_even_for_a_draft_is_said_at_its_field(site: SmallSite, superuser: Client) -> None:
    page = TreatmentPageFactory(live=False)
    response = EditForm.of(superuser, page).save(sessions_minimum="5", sessions_maximum="2")
    assert form_errors(response) == {
        "sessions_maximum": ["At most 2 sessions is less than at least 5. Correct one of the two."]
    }


def test_autosave_saves_an_unfit_draft_and_refuses_a_wrong_one(site: SmallSite, superuser: Client) -> None:
    form = EditForm.of(superuser, unfit(title="Peel"))
    assert form.autosave(onset="after a week")["success"]
    answer = form.autosave(sessions_minimum="5", sessions_maximum="2", onset="never")
    assert (answer["success"], answer["error_code"]) == (False, "validation_error")
    assert TreatmentPage.objects.get().onset == "after a week"


def test_autosave_of_a_new_child_row_makes_it_once(site: SmallSite, superuser: Client) -> None:
    concern = ConcernPageFactory()
    form = EditForm.of(superuser, unfit(title="Peel"))
    form.add_row("concern_links", concern=concern.pk)
    assert form.autosave()["success"]
    assert form.autosave(onset="soon")["success"]
    assert form.save(onset="later").status_code == 302
    assert [link.concern_id for link in TreatmentPage.objects.get().concern_links.all()] == [concern.pk]


def test_overlapping_hours_are_said_at_the_rows_with_the_rows_as_typed(site: SmallSite, superuser: Client) -> None:
    page = LocationPageFactory(hours=[hours(0, "09:00", "12:00")])
    form = EditForm.of(superuser, page)
    form.add_row("hours", weekday=0, opens="11:00", closes="15:00", season_from="", season_until="")
    clash = "Monday 09:00 to 12:00 and Monday 11:00 to 15:00 overlap. Change or delete one of them."
    assert form_errors(form.save()) == {"hours": [clash]}
    response = form.publish()
    assert form_errors(response) == {"hours": [clash]}
    text = response.content.decode()
    assert clash.split(" and ")[0] in text
    assert 'value="15:00' in text
    assert form.save(**{"hours-1-opens": "13:00"}).status_code == 302
    assert newest(page).hours.count() == 2


def test_rows_deleted_in_the_form_no_longer_clash(site: SmallSite, superuser: Client) -> None:
    page = LocationPageFactory(hours=[hours(0, "09:00", "12:00")])
    form = EditForm.of(superuser, page)
    form.add_row("hours", weekday=0, opens="11:00", closes="15:00", season_from="", season_until="")
    assert form.publish(**{"hours-0-DELETE": "on"}).status_code == 302
    assert [str(row.opens) for row in LocationPage.objects.get(pk=page.pk).hours.all()] == ["11:00:00"]


def test_a_second_page_of_the_type_with_the_slug_is_refused_by_name(site: SmallSite, superuser: Client) -> None:
    about = StandardPageFactory(title="About us", slug="about")
    below = StandardPageFactory(title="Careers", slug="careers", parent=about)
    response = EditForm.of(superuser, below).save(slug="about")
    assert form_errors(response)["slug"] == [
        "The standard page “About us” at /larch-hill/about/ already has the slug “about”. Choose another."
    ]


def test_a_booking_link_elsewhere_is_refused_with_the_hosts_that_may_be(site: SmallSite, superuser: Client) -> None:
    form = EditForm.of(superuser, LocationPageFactory())
    [message] = form_errors(form.save(booking_url="https://elsewhere.example/book"))["booking_url"]
    assert message == (
        "elsewhere.example is not among the allowed booking hosts (none yet). Use one of them, or ask an "
        "administrator to add it."
    )


def bulk_publish(client: Client, *pages: Any, **data: str) -> Any:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    return client.post(address + "?" + "&".join(f"id={page.pk}" for page in pages), data)


def test_bulk_publishing_names_the_page_that_may_not_and_publishes_the_others(
    site: SmallSite, superuser: Client
) -> None:
    good, bad, other = TreatmentPageFactory(live=False), unfit(title="Half a page"), TreatmentPageFactory(live=False)
    response = bulk_publish(superuser, good, bad, other)
    assert response.status_code == 302
    assert (is_live(good), is_live(bad), is_live(other)) == (True, False, True)
    refusal, success = told(response)
    assert refusal.startswith("“Half a page” was not published: ")
    assert "Choose at least one concern (tab Relations) before publishing." in refusal
    assert success == "2 pages have been published"


def test_bulk_publishing_names_the_field_where_the_message_does_not(site: SmallSite, superuser: Client) -> None:
    page = ArticlePageFactory(title="Half a page", live=False)
    version = page.get_latest_revision()
    version.content["published_on"] = None
    version.save()
    other = unfit(title="Without concerns", **dict.fromkeys(ABSENT, "<p>Yes.</p>"))
    assert told(bulk_publish(superuser, page, other)) == [
        "“Half a page” was not published: Published on: This field cannot be null.",
        "“Without concerns” was not published: Choose at least one concern (tab Relations) before publishing.",
    ]


def test_bulk_publishing_only_unfit_pages_claims_nothing(site: SmallSite, superuser: Client) -> None:
    response = bulk_publish(superuser, unfit(title="Half a page"))
    assert len(told(response)) == 1
    assert not TreatmentPage.objects.filter(live=True).exists()


def test_bulk_publishing_with_descendants_goes_on_past_an_unfit_one(site: SmallSite, superuser: Client) -> None:
    bad, good = unfit(title="Half a page"), TreatmentPageFactory(live=False)
    response = bulk_publish(superuser, site.treatments, include_descendants="on")
    assert (is_live(bad), is_live(good)) == (False, True)
    assert "“Half a page” was not published" in told(response)[0]


def test_a_schedule_for_an_unfit_page_is_refused(site: SmallSite, superuser: Client) -> None:
    page = unfit(title="Peel")
    tomorrow = (timezone.localtime() + timedelta(days=1)).strftime("%Y-%m-%d %H:%M")
    assert form_errors(EditForm.of(superuser, page).publish(go_live_at=tomorrow))
    assert Page.objects.get(pk=page.pk).scheduled_revision is None


@pytest.mark.parametrize("headers", [{}, {"X-Requested-With": "XMLHttpRequest"}], ids=["plain", "in a dialogue"])
def test_approving_an_unfit_page_is_refused_and_leaves_the_task_open(
    site: SmallSite, superuser: Client, headers: dict[str, str]
) -> None:
    page = unfit(title="Half a page")
    page.save_revision()
    page.get_workflow().start(page, UserFactory(groups=["Editors"]))
    state = page.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    response = superuser.post(address, headers=headers)
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    if headers:
        assert response.json() == {"step": "success", "redirect": edit}
    else:
        assert (response.status_code, response["Location"]) == (302, edit)
    assert told(response)[0].startswith("“Half a page” was not published: ")
    assert not is_live(page)
    assert TaskState.objects.get(pk=state.pk).status == TaskState.STATUS_IN_PROGRESS


def test_approving_a_whole_page_publishes_it(site: SmallSite, sign_in: SignIn) -> None:
    page = TreatmentPageFactory(live=False)
    editor = sign_in("Editors")
    assert EditForm.of(editor, page).save(**{"action-submit": "action-submit"}).status_code == 302
    state = Page.objects.get(pk=page.pk).current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.pk])
    assert editor.post(address).status_code in {302, 403}
    assert not is_live(page)
    assert sign_in("Publishers").post(address).status_code == 302
    assert is_live(page)


def test_copying_and_publishing_what_may_not_be_is_a_message(site: SmallSite, superuser: Client) -> None:
    about = StandardPageFactory(title="About us", slug="about")
    team = StandardPageFactory(title="Team", slug="team")
    address = reverse("wagtailadmin_pages:copy", args=[about.pk])
    data = {"new_title": "About us", "new_slug": "about", "new_parent_page": team.pk, "publish_copies": "on"}
    response = superuser.post(address, data)
    assert response.status_code == 302
    assert "already has the slug “about”. Choose another." in told(response)[0]
    assert StandardPage.objects.count() == 2
    response = superuser.post(address, {**data, "new_slug": "about-them"})
    assert StandardPage.objects.get(slug="about-them").live


def test_going_back_to_an_unfit_version_is_refused(site: SmallSite, superuser: Client) -> None:
    page = unfit(title="Peel")
    old = page.get_latest_revision()
    for name in ABSENT:
        setattr(page, name, "<p>Words.</p>")
    page.save_revision()
    address = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, old.pk])
    form = EditForm(superuser, address)
    form.address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert form_errors(form.publish(revision=old.pk))
    assert not is_live(page)


def test_the_model_itself_refuses_whoever_publishes(site: SmallSite) -> None:
    page = unfit(title="Half a page")
    with pytest.raises(ValidationError) as refused:
        page.get_latest_revision().publish()
    assert refused.value.page.title == "Half a page"
    assert "concern_links" in refused.value.message_dict


def test_editors_cannot_publish_by_any_form(site: SmallSite, sign_in: SignIn) -> None:
    page, editor = TreatmentPageFactory(live=False), sign_in("Editors")
    assert EditForm.of(editor, page).publish().status_code == 302
    bulk_publish(editor, page)
    editor.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), {
        "new_title": "Copy", "new_slug": "copy", "new_parent_page": site.treatments.pk, "publish_copies": "on",
    })  # fmt: skip
    assert not TreatmentPage.objects.filter(live=True).exists()


REVIEW = {"last_reviewed": "2026-01-05", "next_review_due": "2027-01-05"}


def test_only_a_clinical_reviewer_records_a_review(site: SmallSite, sign_in: SignIn) -> None:
    page, doctor = TreatmentPageFactory(), ProviderPageFactory()
    for group in ("Editors", "Publishers", "Administrators"):
        form = EditForm.of(sign_in(group), page)
        assert not {"reviewed_by", "last_reviewed", "next_review_due"} & set(form.data), group
        assert form.save(reviewed_by=doctor.pk, **REVIEW).status_code == 302
        draft = newest(page)
        assert (draft.reviewed_by, draft.last_reviewed, draft.next_review_due) == (None, None, None), group
    form = EditForm.of(sign_in("Clinical reviewers"), page)
    assert form.save(reviewed_by=doctor.pk, **REVIEW).status_code == 302
    draft = newest(page)
    assert (draft.reviewed_by_id, str(draft.last_reviewed)) == (doctor.pk, "2026-01-05")
    assert EditForm.of(sign_in("Editors"), page).save(onset="soon").status_code == 302
    assert newest(page).reviewed_by_id == doctor.pk


def review_record(client: Client, address: str) -> list[str]:
    """What an edit screen says of a page's review to those who may not record one."""
    html = BeautifulSoup(client.get(address).content, "html.parser")
    return [" ".join(line.get_text(" ").split()) for line in html.select(".review-record p")]


def test_everybody_sees_who_reviewed_a_page(site: SmallSite, sign_in: SignIn) -> None:
    doctor = ProviderPageFactory(title="Ada Larch")
    dates = {"last_reviewed": date(2026, 1, 5), "next_review_due": date(2027, 1, 5)}
    for page in (
        TreatmentPageFactory(reviewed_by=doctor, **dates),
        ArticlePageFactory(reviewed_by=doctor, **dates),
        ComparisonArticlePageFactory(reviewed_by=doctor, **dates),
    ):
        address = reverse("wagtailadmin_pages:edit", args=[page.pk])
        expected = ["Last reviewed Jan 5, 2026 by Ada Larch.", "Next review due Jan 5, 2027."]
        assert review_record(sign_in("Editors"), address) == expected
        assert review_record(sign_in("Publishers"), address) == expected
        assert review_record(sign_in("Clinical reviewers"), address) == []
    add = reverse("wagtailadmin_pages:add", args=["pages", "articlepage", site.articles.pk])
    assert review_record(sign_in("Editors"), add) == ["Not reviewed yet."]


def test_a_new_page_of_an_editor_has_no_review(site: SmallSite, sign_in: SignIn) -> None:
    form = EditForm.adding(sign_in("Editors"), TreatmentPage, site.treatments)
    doctor = ProviderPageFactory()
    response = form.save(title="Peel", slug="peel", kind="peel", reviewed_by=doctor.pk, **REVIEW)
    assert response.status_code == 302, form_errors(response)
    assert TreatmentPage.objects.get(slug="peel").last_reviewed is None


def test_a_review_is_not_copied(site: SmallSite) -> None:
    page = TreatmentPageFactory(reviewed_by=ProviderPageFactory(), last_reviewed=timezone.localdate())
    copy = page.copy(update_attrs={"slug": "copy", "title": "Copy"})
    assert (copy.reviewed_by, copy.last_reviewed) == (None, None)
    assert copy.get_latest_revision_as_object().last_reviewed is None


def test_an_old_version_does_not_bring_a_withdrawn_review_back(site: SmallSite, sign_in: SignIn) -> None:
    page: Any = TreatmentPageFactory(reviewed_by=ProviderPageFactory(), last_reviewed=date(2026, 1, 5))
    old = page.latest_revision
    page.reviewed_by, page.last_reviewed = None, None
    page.save_revision().publish()
    address = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, old.pk])
    form = EditForm(sign_in("Editors"), address)
    form.address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    for sent_to in (form.address, address):
        form.address = sent_to
        assert form.save(revision=str(old.pk), summary="As it was.").status_code == 302
        draft = TreatmentPage.objects.get(pk=page.pk).get_latest_revision_as_object()
        assert (draft.summary, draft.reviewed_by, draft.last_reviewed) == ("As it was.", None, None)


def test_an_autosave_under_way_does_not_take_back_a_publication(
    site: SmallSite, superuser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = StandardPageFactory(title="Hours", live=False)
    form = EditForm.of(superuser, page)
    is_valid = BasePageForm.is_valid

    def publish_meanwhile(self: BasePageForm) -> bool:
        valid = is_valid(self)
        StandardPage.objects.get(pk=page.pk).save_revision().publish()
        return valid

    monkeypatch.setattr(BasePageForm, "is_valid", publish_meanwhile)
    assert form.save(title="Hours and holidays").status_code == 302
    stored = StandardPage.objects.get(pk=page.pk)
    assert (stored.live, stored.title, stored.has_unpublished_changes) == (True, "Hours", True)
    assert newest(page).title == "Hours and holidays"
