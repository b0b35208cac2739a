"""Taking a picture down in the admin: who may, what is asked, what is shown, and what the history says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.checks import run_checks
from django.core.files.base import ContentFile
from django.db.models import PROTECT
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry, ReferenceIndex

from cms.media import checks
from cms.media.models import MediaImage, Takedown
from tests.factories import ArticlePageFactory, ImageFactory, OrganizationFactory, SmallSite, SourceFactory, picture

from .conftest import SignIn

pytestmark = pytest.mark.django_db

MAY = ("Publishers", "Administrators")
MAY_NOT = ("Editors", "Location editors", "Clinical reviewers")
REASON = "Consent withdrawn on March 4"


@pytest.fixture
def image(site: SmallSite) -> MediaImage:
    """A picture of a live article, of a draft and of the organization."""
    image: MediaImage = ImageFactory(title="Cheek", rendered=False)
    ArticlePageFactory(title="A case", hero=image)
    ArticlePageFactory(title="Not yet", hero=image, live=False)
    OrganizationFactory(logo=image)
    return image


def ask_url(image: MediaImage) -> str:
    return reverse("takedowns:ask", args=[image.pk])


def words(response: Any, selector: str = "main") -> str:
    """The text of a part of a screen."""
    found = BeautifulSoup(response.content, "html.parser").select(selector)
    return " ".join(" ".join(part.get_text(" ").split()) for part in found)


def take_down(client: Client, image: MediaImage, **data: str) -> Any:
    return client.post(ask_url(image), {"reason": REASON, "sure": "on", **data})


@pytest.mark.parametrize("group", MAY)
def test_who_may_finds_the_button_on_the_pictures_page(image: MediaImage, sign_in: SignIn, group: str) -> None:
    client = sign_in(group)
    edit = client.get(reverse("wagtailimages:edit", args=[image.pk]))
    assert f'href="{ask_url(image)}"' in edit.content.decode()
    assert client.get(ask_url(image)).status_code == 200
    assert "Takedowns" in client.get(reverse("wagtailadmin_home")).content.decode()
    assert client.get(reverse("takedowns:index")).status_code == 200


@pytest.mark.parametrize("group", MAY_NOT)
def test_nobody_else_may(image: MediaImage, sign_in: SignIn, group: str) -> None:
    client = sign_in(group)
    takedown = Takedown.objects.create(image_id=1, title="Other", reason="x", asked_by_name="x")
    for address in (ask_url(image), reverse("takedowns:index"), reverse("takedowns:progress", args=[takedown.pk])):
        assert client.get(address)["Location"] == reverse("wagtailadmin_home")
    take_down(client, image)
    assert MediaImage.objects.filter(pk=image.pk).exists()
    assert "takedowns" not in client.get(reverse("wagtailadmin_home")).content.decode()


def test_an_uploader_has_no_button(site: SmallSite, sign_in: SignIn) -> None:
    client = sign_in("Editors", username="ida")
    mine = ImageFactory(title="Mine", rendered=False)
    mine.uploaded_by_user_id = client.session["_auth_user_id"]
    mine.save()
    edit = client.get(reverse("wagtailimages:edit", args=[mine.pk]))
    assert edit.status_code == 200
    assert ask_url(mine) not in edit.content.decode()


def test_a_stranger_is_asked_to_sign_in(image: MediaImage, client: Client) -> None:
    for address in (ask_url(image), reverse("takedowns:index")):
        assert client.get(address)["Location"].startswith(reverse("wagtailadmin_login"))


def test_it_says_where_the_picture_is_used_and_that_nobody_can_bring_it_back(
    image: MediaImage, sign_in: SignIn
) -> None:
    response = sign_in("Publishers").get(ask_url(image))
    uses = BeautifulSoup(response.content, "html.parser").select(".takedown__references li")
    assert sorted(" ".join(use.get_text().split()) for use in uses) == [
        "Article, live: A case",
        "Article, not published: Not yet",
        "Organization: Larch Hill Medical Spa",
    ]
    assert all(use.find("a") for use in uses[:2])
    assert "Nobody can bring it back" in words(response)


def test_what_holds_it_is_known_without_the_reference_index(image: MediaImage, sign_in: SignIn) -> None:
    ReferenceIndex.objects.all().delete()
    DBTaskResult.objects.all().delete()
    take_down(sign_in("Publishers"), image)
    assert sorted((each["kind"], each["title"]) for each in Takedown.objects.get().references) == [
        ("Article, live", "A case"),
        ("Article, not published", "Not yet"),
        ("Organization", "Larch Hill Medical Spa"),
    ]


def test_the_same_picture_that_was_uploaded_again_is_named(site: SmallSite, sign_in: SignIn) -> None:
    image, twin = (ImageFactory(title=title, rendered=False) for title in ("Cheek", "Cheek, again"))
    ImageFactory(title="Chin", rendered=False, file=ContentFile(picture(color="#222222"), name="b.jpg"))
    client = sign_in("Publishers")
    said = {"title": "Cheek, again", "edit": reverse("wagtailimages:edit", args=[twin.pk])}
    [asked] = BeautifulSoup(client.get(ask_url(image)).content, "html.parser").select(".takedown__references li")
    assert (" ".join(asked.get_text().split()), asked.a["href"]) == (f"The same picture: {said['title']}", said["edit"])
    take_down(client, image)
    takedown = Takedown.objects.get()
    assert [(each["kind"], each["title"]) for each in takedown.references] == [("The same picture", said["title"])]
    progress = client.get(reverse("takedowns:progress", args=[takedown.pk])).content.decode()
    assert f'href="{said["edit"]}"' in progress


def test_a_picture_that_nothing_shows_says_so(site: SmallSite, sign_in: SignIn) -> None:
    image = ImageFactory(rendered=False)
    assert "Nothing shows it at the moment" in words(sign_in("Publishers").get(ask_url(image)))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"reason": ""}, "Say why: whoever looks at this later has to understand it."),
        ({"reason": "x" * 1_001}, "Ensure this value has at most 1000 characters (it has 1001)."),
        ({"reason": "a\0b"}, "Null characters are not allowed."),
        ({"sure": ""}, "Tick this to take the picture down."),
    ],
)
def test_it_asks_why_and_whether_it_is_meant(
    image: MediaImage, sign_in: SignIn, data: dict[str, str], said: str
) -> None:
    response = take_down(sign_in("Publishers"), image, **data)
    assert (response.status_code, said in words(response)) == (200, True)
    assert not Takedown.objects.exists()
    assert MediaImage.objects.filter(pk=image.pk).exists()


def test_one_action_takes_it_down_and_the_history_says_who_and_when(image: MediaImage, sign_in: SignIn) -> None:
    client = sign_in("Publishers", first_name="Ada", last_name="Larch")
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        response = take_down(client, image)
        takedown = Takedown.objects.get()
        assert response["Location"] == reverse("takedowns:progress", args=[takedown.pk])
        shown = client.get(response["Location"])
    assert not MediaImage.objects.exists()
    assert (takedown.image_id, takedown.title, takedown.reason) == (image.pk, "Cheek", REASON)
    assert (takedown.asked_by.get_full_name(), takedown.asked_by_name, takedown.asked_at) == (
        "Ada Larch",
        "Ada Larch",
        now,
    )
    entry = ModelLogEntry.objects.get(action="media.take_down")
    assert (entry.label, entry.object_id, entry.user, entry.timestamp) == (
        *("Takedown of “Cheek”", str(takedown.pk)),
        *(takedown.asked_by, now),
    )
    assert entry.data == {"image": image.pk, "reason": REASON, "references": 3}
    assert "“Cheek” is out of the website’s content." in shown.content.decode()
    text = words(shown, "#main")
    assert "Waits for the worker" in text
    assert f"Asked for by Ada Larch On {timezone.localtime(now):%b} " in text
    assert "Not yet: 1 of 1 files are left" in text
    history = sign_in("Administrators").get(reverse("wagtailadmin_reports:site_history")).content.decode()
    assert "Taken down, to be removed everywhere" in history
    assert f'href="{response["Location"]}"' in history
    takedown.asked_by.delete()
    takedown.refresh_from_db()
    assert (takedown.asked_by, takedown.asked_by_name) == (None, "Ada Larch")


def test_who_comes_second_is_led_to_the_first(image: MediaImage, sign_in: SignIn) -> None:
    take_down(sign_in("Publishers", first_name="Ada", last_name="Larch"), image)
    client = sign_in("Administrators")
    progress = reverse("takedowns:progress", args=[Takedown.objects.get().pk])
    for response in (client.get(ask_url(image)), take_down(client, image)):
        assert response["Location"] == progress
    assert "“Cheek” was taken down by Ada Larch already." in client.get(progress).content.decode()
    assert Takedown.objects.count() == 1
    assert client.get(reverse("takedowns:ask", args=[10**9])).status_code == 404


def test_who_has_its_form_open_is_told_that_it_is_gone(
    image: MediaImage, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other takes it down between the reading and the writing of one request."""
    client = sign_in("Publishers")
    save = MediaImage.save

    def meanwhile(self: MediaImage, *args: Any, **kwargs: Any) -> None:
        MediaImage.objects.filter(pk=self.pk)._raw_delete("default")
        save(self, *args, **kwargs)

    monkeypatch.setattr(MediaImage, "save", meanwhile)
    data = {"title": "New", "description": "A cheek", "collection": image.collection_id, "tags": "", "credit": ""}
    response = client.post(reverse("wagtailimages:edit", args=[image.pk]), data)
    assert response.status_code == 404


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "Waits for the worker"),
        ({"asked_at": timezone.now() - timedelta(minutes=3)}, "Waits for the worker, which does not seem to run"),
        ({"tried_at": timezone.now()}, "Waits for the file store"),
        ({"tried_at": timezone.now(), "files_gone_at": timezone.now()}, "Waits for the CDN"),
        (
            {name: timezone.now() for name in ("tried_at", "files_gone_at", "answers_purged_at", "pictures_gone_at")},
            "Reads old versions",
        ),
        ({"done_at": timezone.now()}, "Done"),
    ],
)
def test_the_list_says_how_far_each_is(sign_in: SignIn, fields: dict[str, Any], state: str) -> None:
    takedown = Takedown.objects.create(image_id=5, title="Cheek", reason="x", asked_by_name="Ada Larch", **fields)
    client = sign_in("Publishers")
    response = client.get(reverse("takedowns:index"))
    cells = [" ".join(cell.get_text().split()) for cell in BeautifulSoup(response.content, "html.parser").select("td")]
    assert cells[:3] == ["Cheek", state, "Ada Larch"]
    assert ("data-running" in response.content.decode()) == ("done_at" not in fields)
    progress = client.get(reverse("takedowns:progress", args=[takedown.pk])).content.decode()
    assert ("data-running" in progress) == ("done_at" not in fields)


def test_the_empty_list_says_where_the_button_is(sign_in: SignIn) -> None:
    assert "finds a button on the picture’s own page" in words(sign_in("Publishers").get(reverse("takedowns:index")))


def test_references_that_are_gone_are_named_without_a_link(site: SmallSite, sign_in: SignIn) -> None:
    page, source = ArticlePageFactory(title="A case"), SourceFactory()
    places = [("pages.articlepage", page.pk, 7), ("pages.source", source.pk, None), ("pages.articlepage", 10**9, 8)]
    places.append(("gone.model", 1, None))
    takedown = Takedown.objects.create(
        image_id=5,
        title="Cheek",
        reason="x",
        asked_by_name="Ada Larch",
        versions=[
            {
                "kind": "article",
                "title": label,
                "model": label,
                "pk": str(pk),
                "revision": version,
                "at": "2026-03-04T10:00:00+00:00",
            }
            for label, pk, version in places
        ],
    )
    response = sign_in("Administrators").get(reverse("takedowns:progress", args=[takedown.pk]))
    rows = BeautifulSoup(response.content, "html.parser").select("section[aria-labelledby=versions] li")
    assert [row.find("a") and row.find("a")["href"] for row in rows] == [
        reverse("wagtailadmin_pages:revisions_view", args=[page.pk, 7]),
        reverse(source.snippet_viewset.get_url_name("edit"), args=[source.pk]),
        None,
        None,
    ]


def test_no_foreign_key_keeps_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [error for error in run_checks() if error.id == "media.E001"] == []
    relations: Any = MediaImage._meta.get_fields(include_hidden=True)
    relation = next(each for each in relations if each.related_model and each.related_model.__name__ == "HomePage")
    monkeypatch.setattr(relation, "on_delete", PROTECT)
    assert [(error.id, error.obj.__name__) for error in checks.nothing_keeps_a_picture()] == [
        ("media.E001", "HomePage")
    ]
