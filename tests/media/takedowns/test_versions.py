"""Old versions that name a picture are listed, can be opened and published, and do not bring it back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms.delivery import takedowns
from cms.media.models import MediaImage
from cms.media.references import pictures_of, without_taken_down
from pages.models import ArticlePage, HomePage
from tests.admin.screens import EditForm
from tests.factories import ArticlePageFactory, ImageFactory, SmallSite, TreatmentPageFactory, UserFactory, make_site
from tests.factories import stored_blocks as blocks

from .conftest import TakeDown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("local_store")]


@pytest.fixture
def site(db: None) -> SmallSite:
    return make_site()


@pytest.fixture
def publisher(client: Client) -> Client:
    user = UserFactory(groups=["Publishers"])
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def article(site: SmallSite) -> ArticlePage:
    """An article that shows a picture as its hero, in a block of its own and in one that can do without it."""
    image = ImageFactory(title="Cheek", rendered=False)
    treatment = TreatmentPageFactory()
    page: ArticlePage = ArticlePageFactory(
        title="A case",
        hero=image,
        body=blocks(
            ("heading", {"text": "What was done", "level": "2", "anchor": ""}),
            ("image", {"image": image.pk, "caption": "Before"}),
            (
                "treatment_section",
                {
                    "treatment": treatment.pk, "heading": "", "level": "2", "anchor": "", "text": "<p>Peeled.</p>",
                    "brand": None, "image": image.pk,
                },
            ),
        ),
    )  # fmt: skip
    return page


def shown(page: Any) -> list[str]:
    return [block.block_type for block in page.body]


def sent(values: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends of a block's fields, by what they hold."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return value["id"]
        return value[0] if isinstance(value, list) else value

    return {name: plain(value) or "" for name, value in values.items()}


def test_all_that_name_it_are_listed_and_no_others(article: ArticlePage, remove: TakeDown) -> None:
    image = article.hero
    first = article.get_latest_revision()
    article.hero = None
    article.body = blocks(("heading", {"text": str(image.pk), "level": "2", "anchor": ""}))
    article.save_revision().publish()
    draft = HomePage.objects.first()
    draft.social_image = image
    second = draft.save_revision()
    takedown = remove(image)
    assert [(each["title"], each["kind"]) for each in takedown.references] == [
        (draft.title, "Home page, not published")
    ]
    takedowns.go_on()
    takedown.refresh_from_db()
    assert takedown.versions == [
        {
            "kind": row.content_object.specific._meta.verbose_name,
            "title": row.object_str,
            "model": row.content_object.specific._meta.label_lower,
            "pk": str(row.object_id),
            "revision": row.pk,
            "at": row.created_at.isoformat(),
        }
        for row in (first, second)
    ]
    assert takedown.versions_read == Revision.objects.order_by("pk").last().pk


def test_they_are_read_on_from_where_a_killed_worker_was(
    article: ArticlePage, remove: TakeDown, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = article.hero
    for _ in range(6):
        article.save_revision()
    expected = [pk for pk in Revision.objects.order_by("pk").values_list("pk", flat=True) if named(pk, image.pk)]
    takedown = remove(image)
    monkeypatch.setattr(takedowns, "BATCH", 2)
    names, left = takedowns.names, iter(range(3))

    def killed(revision: Revision, image_id: int) -> bool:
        if next(left, None) is None:
            raise SystemExit
        return names(revision, image_id)

    with monkeypatch.context() as patched:
        patched.setattr(takedowns, "names", killed)
        with pytest.raises(SystemExit):
            takedowns.list_versions(takedown)
    takedown.refresh_from_db()
    assert takedown.versions_listed_at is None
    takedowns.list_versions(takedown)
    takedown.refresh_from_db()
    assert [each["revision"] for each in takedown.versions] == expected
    assert len(expected) == 7


def named(pk: int, image_id: int) -> bool:
    revision = Revision.objects.get(pk=pk)
    return image_id in pictures_of(revision.content_type.model_class(), revision.content)


def test_an_old_version_is_opened_compared_seen_and_published_without_it(
    article: ArticlePage, remove: TakeDown, publisher: Client
) -> None:
    image, old = article.hero, article.get_latest_revision()
    article.title = "Another title"
    article.save_revision().publish()
    newest = article.get_latest_revision()
    remove(image)
    arguments = [article.pk, old.pk]
    for name, more, status in (
        ("revisions_view", [], 302),  # to the website's preview
        ("revisions_compare", [newest.pk], 200),
        ("revisions_revert", [], 200),
    ):
        response = publisher.get(reverse(f"wagtailadmin_pages:{name}", args=[*arguments, *more]))
        assert response.status_code == status, name
    opened = response.context["form"].instance
    assert (opened.hero, shown(opened)) == (None, ["heading", "treatment_section"])
    form = EditForm(publisher, reverse("wagtailadmin_pages:revisions_revert", args=arguments))
    form.address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    body = [(block.block_type, sent(block.block.get_form_state(block.value))) for block in opened.body]
    assert form.publish(**nested_form_data({"body": streamfield(body)})).status_code == 302
    live = ArticlePage.objects.get(pk=article.pk)
    assert (live.title, live.hero, shown(live)) == ("A case", None, ["heading", "treatment_section"])
    assert live.body[1].value["image"] is None
    assert str(image.pk) not in [str(value) for value in pictures_of(ArticlePage, live.serializable_data())]
    assert not MediaImage.objects.exists()


def test_a_version_that_is_scheduled_goes_live_without_it(article: ArticlePage, remove: TakeDown) -> None:
    article.title = "On Monday"
    article.go_live_at = timezone.now() + timedelta(days=1)
    article.save_revision(approved_go_live_at=article.go_live_at)
    remove(article.hero)
    Revision.objects.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=timezone.now())
    revision = Revision.objects.get(approved_go_live_at__isnull=False)
    revision.content["go_live_at"] = None
    revision.save()
    call_command("publish_scheduled")
    live = ArticlePage.objects.get(pk=article.pk)
    assert (live.title, live.live, shown(live)) == ("On Monday", True, ["heading", "treatment_section"])


def test_a_version_without_pictures_costs_no_statement(
    site: SmallSite, django_assert_num_queries: Callable[..., Any]
) -> None:
    content = site.home.serializable_data()
    with django_assert_num_queries(0):
        assert without_taken_down(HomePage, content) is content


@pytest.mark.parametrize("body", ["", "[", "5", "null", '[5, {}, {"type": "image"}, {"type": "image", "value": 7}]'])
def test_what_is_no_list_of_blocks_names_nothing(body: str) -> None:
    assert list(pictures_of(ArticlePage, {"body": body, "hero": "x"})) == []


def test_pictures_are_found_wherever_a_block_may_hold_one() -> None:
    def image(pk: Any) -> dict[str, Any]:
        return {"type": "image", "value": {"image": pk, "caption": "99"}}

    text = '<p>99 <embed alt="" embedtype="image" format="left" id="8"/><embed embedtype="media" id="99"/></p>'
    body = [image(7), image("99"), image(None), {"type": "rich_text", "value": {"text": text}}, {"type": "gone"}]
    assert list(pictures_of(ArticlePage, {"hero": 6, "social_image": None, "body": json.dumps(body)})) == [6, 7, 8]
