"""Every way an editor uploads: good files, bad files, and a store that is down."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from typing import Any

import pytest
from django.core.files.storage import storages
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, UploadedFile

from cms.media.forms import STORE_DOWN
from cms.media.models import MediaDocument, MediaImage, PendingDeletion
from tests.media import pictures
from tests.media.conftest import as_file, read
from tests.media.test_deletions import stored

NOT_A_PICTURE = "This is not a picture that can be read. Upload a JPEG, PNG, WebP, GIF, AVIF or HEIC file."
DAMAGED = "This picture is damaged: it cannot be read to its end. Export it again and upload that."
ALT_MISSING = "Describe the picture for people who cannot see it, or tick “Decorative”."
WORDS = {"title": "Treatment room", "description": "A bright room with a chair", "credit": "Larkfield", "tags": ""}


@dataclass
class Way:
    """One way to upload: where to, under which field names, and how the answer shows an error."""

    url: str
    prefix: str = ""
    is_uploader: bool = False

    def post(self, client: Client, data: bytes, name: str, **words: Any) -> HttpResponse:
        """Send a file with its words."""
        file = as_file(data, name)
        if self.is_uploader:
            fields = {"title": words.get("title", name), "files[]": file, "collection": root()}
        else:
            fields = {f"{self.prefix}{key}": value for key, value in words.items() if value is not None}
            fields[f"{self.prefix}file"] = file
            fields[f"{self.prefix}collection"] = root()
        return client.post(self.url, fields, headers={"X-Requested-With": "XMLHttpRequest"} if self.is_uploader else {})

    def shown(self, response: HttpResponse) -> str:
        """Give what the editor reads."""
        assert response.status_code == 200
        if self.is_uploader:
            answer = json.loads(response.content)
            return str(answer.get("error_message", ""))
        if response["Content-Type"] == "application/json":
            return unescape(json.loads(response.content).get("htmlFragment") or "")
        return unescape(response.content.decode())


def root() -> int:
    return int(Collection.get_first_root_node().pk)


@pytest.fixture(params=["add", "add many", "chooser"])
def image_way(request: pytest.FixtureRequest, db: None) -> Way:
    return {
        "add": lambda: Way(reverse("wagtailimages:add")),
        "add many": lambda: Way(reverse("wagtailimages:add_multiple"), is_uploader=True),
        "chooser": lambda: Way(reverse("wagtailimages_chooser:create"), prefix="image-chooser-upload-"),
    }[request.param]()


@pytest.fixture(params=["add", "add many", "chooser"])
def document_way(request: pytest.FixtureRequest, db: None) -> Way:
    return {
        "add": lambda: Way(reverse("wagtaildocs:add")),
        "add many": lambda: Way(reverse("wagtaildocs:add_multiple"), is_uploader=True),
        "chooser": lambda: Way(reverse("wagtaildocs_chooser:create"), prefix="document-chooser-upload-"),
    }[request.param]()


def test_a_picture_is_cleaned_on_every_way(store: str, image_way: Way, admin_client: Client) -> None:
    response = image_way.post(admin_client, pictures.tagged_jpeg(6), "Jane Roe.jpg", **WORDS)

    assert response.status_code in (200, 302)
    image = MediaImage.objects.get()
    data = read(image.file.storage, image.file.name)
    assert (image.width, image.height, image.file_size) == (600, 800, len(data))
    assert (b"Jane Roe" in data, b"Exif" in data) == (False, False)
    assert "Jane" not in image.file.name
    assert len(image.file_hash) == 40
    assert image.uploaded_by_user.username == "admin"


def test_whoever_names_a_file_is_told_that_its_title_is_public(
    local_store: None, image_way: Way, document_way: Way, admin_client: Client
) -> None:
    """A title begins as the upload's own name, which may be a patient's; the content API gives it."""
    for way, data, name in ((image_way, pictures.jpeg(), "Jane Roe.jpg"), (document_way, pictures.PDF, "Jane Roe.pdf")):
        if way.is_uploader:
            form = json.loads(way.post(admin_client, data, name, **WORDS).content)["form"]
        else:
            address = way.url if not way.prefix else way.url.replace("create/", "")
            answer = admin_client.get(address)
            form = json.loads(answer.content)["html"] if way.prefix else answer.content.decode()
        assert "Everybody can read it. Never name a patient." in form


def test_a_picture_buffered_on_disk_is_cleaned_too(
    local_store: None, image_way: Way, admin_client: Client, settings: Any
) -> None:
    settings.FILE_UPLOAD_HANDLERS = [f"{TemporaryFileUploadHandler.__module__}.TemporaryFileUploadHandler"]

    image_way.post(admin_client, pictures.tagged_jpeg(6), "x.jpg", **WORDS)

    image = MediaImage.objects.get()
    data = read(image.file.storage, image.file.name)
    assert (image.width, image.height, image.file_size) == (600, 800, len(data))
    assert b"Jane Roe" not in data


def test_an_iphone_picture_becomes_a_jpeg(local_store: None, image_way: Way, admin_client: Client) -> None:
    for name in ("IMG_1.heic", "IMG_2.HEIF"):
        MediaImage.objects.all().delete()
        image_way.post(admin_client, pictures.encoded(pictures.picture(), "HEIF"), name, **WORDS)

        assert MediaImage.objects.get().file.name.endswith(".jpg")


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("notes.jpg", b"just some text", NOT_A_PICTURE),
        ("room.jpg", pictures.jpeg()[:5000], DAMAGED),
        (
            "room.jpg",
            pictures.png(),
            "This is a PNG picture, though its name ends in “.jpg”. Rename it first.",
        ),
        (
            "room.png",
            pictures.bomb(9_000, 9_000),
            "This picture has more than 50 million pixels. Make it smaller first.",
        ),
        ("room.gif", pictures.animated_gif(), "This picture moves. Upload a still one: pages show pictures"),
        (
            "room.svg",
            pictures.SVG,
            "Not a supported image format. Supported formats: AVIF, GIF, HEIC, HEIF, JPEG, JPG, PNG",
        ),
        ("room.png", pictures.SVG, NOT_A_PICTURE),
        ("room.exe", pictures.EXE, "Not a supported image format. Supported formats: AVIF, GIF"),
    ],
    ids=["text", "truncated", "misnamed", "too many pixels", "animated", "svg", "svg as png", "exe"],
)
def test_what_is_no_good_picture_is_refused_with_a_reason(
    local_store: None, image_way: Way, admin_client: Client, name: str, data: bytes, message: str
) -> None:
    response = image_way.post(admin_client, data, name, **WORDS)

    assert message in image_way.shown(response)
    assert not MediaImage.objects.exists()
    assert not UploadedFile.objects.exists()
    assert stored() == []


def test_while_s3_is_down_the_form_says_so_and_keeps_what_was_typed(
    s3_down: Callable[[], None], image_way: Way, admin_client: Client
) -> None:
    s3_down()

    response = image_way.post(admin_client, pictures.jpeg(), "room.jpg", **WORDS)

    shown = image_way.shown(response)
    assert STORE_DOWN in shown
    assert image_way.is_uploader or "A bright room with a chair" in shown
    assert not MediaImage.objects.exists()
    assert not UploadedFile.objects.exists()
    assert not PendingDeletion.objects.exists()


def test_while_s3_is_down_another_file_cannot_be_put_in_place(
    local_store: None, s3_down: Callable[[], None], make_image: Callable[..., MediaImage], admin_client: Client
) -> None:
    image = make_image(description="Old words")
    way = Way(reverse("wagtailimages:edit", args=[image.pk]))
    before = MediaImage.objects.values().get()
    s3_down()

    shown = way.shown(way.post(admin_client, pictures.png(), "new.png", **WORDS))

    assert STORE_DOWN in shown
    assert "A bright room with a chair" in shown
    assert MediaImage.objects.values().get() == before
    assert not PendingDeletion.objects.exists()


def test_another_file_is_put_in_place(store: str, make_image: Callable[..., MediaImage], admin_client: Client) -> None:
    image = make_image()
    way = Way(reverse("wagtailimages:edit", args=[image.pk]))

    response = way.post(admin_client, pictures.png(), "new.png", **WORDS)

    assert response.status_code == 302
    after = MediaImage.objects.get()
    assert (after.pk, after.file.name.endswith(".png"), after.description) == (image.pk, True, WORDS["description"])
    assert [row.name for row in PendingDeletion.objects.all()] == [image.file.name]


def test_words_can_be_changed_while_s3_is_down(
    local_store: None, s3_down: Callable[[], None], make_image: Callable[..., MediaImage], admin_client: Client
) -> None:
    image = make_image()
    s3_down()

    response = admin_client.post(
        reverse("wagtailimages:edit", args=[image.pk]), {**WORDS, "title": "New", "collection": root()}
    )

    assert response.status_code == 302
    assert MediaImage.objects.get().title == "New"


def test_images_can_be_deleted_and_listed_while_s3_is_down(
    local_store: None, s3_down: Callable[[], None], make_image: Callable[..., MediaImage], admin_client: Client
) -> None:
    image, kept = make_image(), make_image()
    s3_down()

    assert admin_client.get(reverse("wagtailimages:index")).status_code == 200
    assert admin_client.get(reverse("wagtailimages_chooser:choose")).status_code == 200
    assert admin_client.get(reverse("wagtailimages:edit", args=[kept.pk])).status_code == 200
    assert admin_client.post(reverse("wagtailimages:delete", args=[image.pk])).status_code == 302
    assert [row.name for row in PendingDeletion.objects.all()] == [image.file.name]


def test_a_picture_needs_alt_text_or_the_decorative_choice(local_store: None, admin_client: Client) -> None:
    way = Way(reverse("wagtailimages:add"))

    shown = way.shown(way.post(admin_client, pictures.jpeg(), "room.jpg", **{**WORDS, "description": " "}))
    assert ALT_MISSING in shown
    assert stored() == []

    response = way.post(admin_client, pictures.jpeg(), "room.jpg", **{**WORDS, "description": ""}, is_decorative="on")
    assert response.status_code == 302
    image = MediaImage.objects.get()
    assert (image.is_decorative, image.alt) == (True, "")


def test_after_adding_many_each_picture_is_asked_for_its_alt_text(local_store: None, admin_client: Client) -> None:
    way = Way(reverse("wagtailimages:add_multiple"), is_uploader=True)
    answer = json.loads(way.post(admin_client, pictures.jpeg(), "room.jpg").content)
    image = MediaImage.objects.get()
    url, prefix = reverse("wagtailimages:edit_multiple", args=[image.pk]), f"image-{image.pk}-"
    assert (answer["success"], answer["image_id"]) == (True, image.pk)
    assert f'name="{prefix}description"' in answer["form"]

    empty = {f"{prefix}{key}": value for key, value in {**WORDS, "description": "", "collection": root()}.items()}
    refused = admin_client.post(url, empty, headers={"X-Requested-With": "XMLHttpRequest"}).json()
    saved = admin_client.post(
        url, {**empty, f"{prefix}description": "A room"}, headers={"X-Requested-With": "XMLHttpRequest"}
    ).json()

    assert (refused["success"], ALT_MISSING in unescape(refused["form"])) == (False, True)
    assert saved["success"] is True
    assert MediaImage.objects.get().alt == "A room"


def test_an_upload_that_waits_for_a_shorter_title_is_clean_already(local_store: None, admin_client: Client) -> None:
    way = Way(reverse("wagtailimages:add_multiple"), is_uploader=True)

    answer = json.loads(way.post(admin_client, pictures.tagged_jpeg(6), "x.jpg", title="x" * 300).content)
    waiting = UploadedFile.objects.get()
    assert b"Jane Roe" not in read(waiting.file.storage, waiting.file.name)

    prefix = f"uploaded-image-{waiting.pk}-"
    fields = {f"{prefix}{key}": value for key, value in {**WORDS, "collection": root()}.items()}
    url = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[answer["uploaded_file_id"]])
    finished = admin_client.post(url, fields, headers={"X-Requested-With": "XMLHttpRequest"}).json()

    assert finished["success"] is True
    image = MediaImage.objects.get()
    assert (image.width, image.height, image.title) == (600, 800, "Treatment room")
    assert stored() == [image.file.name]


def test_while_s3_is_down_an_upload_with_too_long_a_title_is_told_so(
    s3_down: Callable[[], None], admin_client: Client
) -> None:
    s3_down()
    way = Way(reverse("wagtailimages:add_multiple"), is_uploader=True)

    assert way.shown(way.post(admin_client, pictures.jpeg(), "x.jpg", title="x" * 300)) == STORE_DOWN


def test_while_s3_is_down_a_thumbnail_that_is_missing_is_a_503_with_a_message(
    local_store: None, s3_down: Callable[[], None], make_image: Callable[..., MediaImage], admin_client: Client
) -> None:
    image = make_image()
    s3_down()

    response = admin_client.get(reverse("wagtailimages_chooser:chosen", args=[image.pk]))

    assert (response.status_code, response.content.decode(), response["Retry-After"]) == (503, STORE_DOWN, "60")


def test_a_document_is_stored(store: str, document_way: Way, admin_client: Client) -> None:
    response = document_way.post(admin_client, pictures.PDF, "Price list.pdf", title="Price list", tags="")

    assert response.status_code in (200, 302)
    document = MediaDocument.objects.get()
    assert read(document.file.storage, document.file.name) == pictures.PDF
    assert document.file_size == len(pictures.PDF)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.pdf", pictures.EXE, "This file is not a PDF document, though its name ends in .pdf."),
        ("a.exe", pictures.EXE, "Files of this type cannot be kept. Allowed are: CSV, DOCX, PDF, PPTX, TXT, XLSX."),
        ("a.html", pictures.HTML, "Files of this type cannot be kept. Allowed are: CSV, DOCX, PDF, PPTX, TXT, XLSX."),
        ("a.svg", pictures.SVG, "Files of this type cannot be kept. Allowed are: CSV, DOCX, PDF, PPTX, TXT, XLSX."),
    ],
)
def test_a_document_of_the_wrong_kind_is_refused_with_a_reason(
    local_store: None, document_way: Way, admin_client: Client, name: str, data: bytes, message: str
) -> None:
    response = document_way.post(admin_client, data, name, title="x", tags="")

    assert message in document_way.shown(response)
    assert "is not allowed" not in document_way.shown(response)
    assert not MediaDocument.objects.exists()
    assert not UploadedFile.objects.exists()
    assert stored() == []


def test_while_s3_is_down_a_document_is_refused_with_a_reason(
    s3_down: Callable[[], None], document_way: Way, admin_client: Client
) -> None:
    s3_down()

    response = document_way.post(admin_client, pictures.PDF, "a.pdf", title="Price list", tags="")

    assert STORE_DOWN in document_way.shown(response)
    assert not MediaDocument.objects.exists()
    assert not UploadedFile.objects.exists()


def test_while_s3_is_down_a_documents_former_file_stays(
    local_store: None, s3_down: Callable[[], None], admin_client: Client
) -> None:
    Way(reverse("wagtaildocs:add")).post(admin_client, pictures.PDF, "a.pdf", title="x", tags="")
    before = MediaDocument.objects.values().get()
    kept = storages["default"]
    s3_down()

    way = Way(reverse("wagtaildocs:edit", args=[before["id"]]))
    shown = way.shown(way.post(admin_client, pictures.office("word"), "a.docx", title="x", tags=""))

    assert STORE_DOWN in shown
    assert MediaDocument.objects.values().get() == before
    assert kept.exists(before["file"])


def test_a_documents_file_is_replaced(store: str, admin_client: Client, run_tasks: Callable[[], list[str]]) -> None:
    Way(reverse("wagtaildocs:add")).post(admin_client, pictures.PDF, "a.pdf", title="x", tags="")
    before = MediaDocument.objects.get()

    response = Way(reverse("wagtaildocs:edit", args=[before.pk])).post(
        admin_client, pictures.office("word"), "a.docx", title="x", tags=""
    )

    assert response.status_code == 302
    assert MediaDocument.objects.get().file.name.endswith(".docx")
    assert [row.name for row in PendingDeletion.objects.all()] == [before.file.name]
