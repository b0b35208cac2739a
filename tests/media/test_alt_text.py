"""Which words a picture has where it stands, and which will not do."""

from __future__ import annotations

import pytest

from cms.media.alt_text import Place, names_a_file, original, placed
from cms.media.models import MediaImage

SILENT = (
    "“Room” has no alt text. Say in “Alt text here” what it shows on this page, or tick “Decorative here”; or describe "
    "the image itself, for every page."
)
FILE_NAME = (
    "“Room” has the name of a file, “IMG_1.jpg”, for its alt text. Say in “Alt text here” what it shows on this page, "
    "or tick “Decorative here”; or describe the image itself, for every page."
)
BOTH = "A decorative picture has no alt text. Clear “Alt text here”, or untick “Decorative here”."


def picture(description: str = "", decorative: bool = False) -> MediaImage:
    return MediaImage(pk=1, collection_id=1, title="Room", description=description, is_decorative=decorative)


@pytest.mark.parametrize(
    ("image", "place", "said", "problem"),
    [
        (picture("A chair"), Place(), ("A chair", False), None),
        (picture("A chair"), Place(alt=" Our new room "), ("Our new room", False), None),
        (picture("A chair"), Place(alt="  "), ("A chair", False), None),
        (picture("A chair"), Place(decorative=True), ("", True), None),
        (picture("A chair"), Place(alt="Our room", decorative=True), ("", True), BOTH),
        (picture("A chair"), Place(alt=" ", decorative=True), ("", True), None),
        (picture("A chair", True), Place(), ("", True), None),
        (picture("", True), Place(alt="Our room"), ("Our room", False), None),
        (picture("", True), Place(name="Ada Larch"), ("", True), None),
        (picture("Ada at work"), Place(name="Ada Larch"), ("Ada at work", False), None),
        (picture(" "), Place(name="Ada Larch"), ("Ada Larch", False), None),
        (picture(), Place(alt="Our room"), ("Our room", False), None),
        (picture(), Place(decorative=True), ("", True), None),
        (picture(), Place(), ("", False), SILENT),
        (picture(" \n"), Place(alt=" \t"), ("", False), SILENT),
        (picture("IMG_1.jpg"), Place(), ("IMG_1.jpg", False), FILE_NAME),
        (picture("IMG_1.jpg"), Place(name="Ada Larch"), ("IMG_1.jpg", False), FILE_NAME),
        (picture("IMG_1.jpg"), Place(alt="Our room"), ("Our room", False), None),
        (picture("IMG_1.jpg", True), Place(), ("", True), None),
        (
            picture("A chair"),
            Place(alt=" room.jpg "),
            ("room.jpg", False),
            "“room.jpg” is the name of a file. Say what the picture shows.",
        ),
    ],
)
def test_what_is_said_in_a_place_goes_before_what_is_said_with_the_picture(
    image: MediaImage, place: Place, said: tuple[str, bool], problem: str | None
) -> None:
    assert (place.said_of(image), place.problem(image)) == (said, problem)
    twin = placed(image, place)
    assert ((twin.alt, twin.is_decorative), twin.pk, original(twin)) == (said, 1, image)


def test_nothing_is_said_of_no_picture() -> None:
    place = Place(alt="Our room", decorative=True)
    assert (placed(None, place), place.problem(None)) == (None, None)


def test_a_picture_stays_as_it_is_however_often_it_is_placed() -> None:
    image = picture("A chair")
    first, second = placed(image, Place(alt="One")), placed(image, Place(alt="Two"))
    assert (image.alt, first.alt, second.alt, placed(image, Place()) is image) == ("A chair", "One", "Two", True)


@pytest.mark.parametrize(
    "text",
    ["IMG_1234", "img-20240101-wa0003", "DSC00017", "DSCN 12", "PXL_20240101_101010", "Photo 3", "image1", "room.JPG",
     "Screenshot 2024-01-01 at 10.00.png", "a/b/IMG_1.heic", " IMG_1234.jpeg "],
)  # fmt: skip
def test_names_of_files(text: str) -> None:
    assert names_a_file(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3",
        "A room",
        "Photo of a chair",
        "Photo 3 of the room",
        "A photo taken in 2024",
        "Photographer 2 at work",
        "Image",
        "Imges of spring",
        "The logo of room.jpg Inc",
    ],
)
def test_words_that_describe(text: str) -> None:
    assert not names_a_file(text)
