"""Draws the pictures, sets the documents, and stores both through their models, as an upload would."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image

from cms.media.models import MediaDocument, MediaImage
from demo.pdf import pdf
from demo.pictures import draw
from demo.reading import Table, table, texts

from .library import Library
from .state import CREDIT

FOCUS = 0.3
"""Width and height of the area around a focus, as a share of the picture."""


def load(library: Library, say: Callable[[str], None]) -> None:
    """Draw and store every picture that is not there yet; one is drawn while another is stored."""
    pictures = table("pictures")
    present = {image.title: image for image in MediaImage.objects.filter(credit=CREDIT)}
    library.images = {key: present[told["title"]] for key, told in pictures.items() if told["title"] in present}
    missing = {key: told for key, told in pictures.items() if key not in library.images}
    with ThreadPoolExecutor(max_workers=2) as pool:
        for (key, told), drawing in zip(missing.items(), pool.map(drawn, missing.values()), strict=True):
            library.images[key] = store(key, told, drawing)
    say(f"{len(missing)} pictures drawn and stored, {len(pictures) - len(missing)} there already.")
    load_documents(library)


def load_documents(library: Library) -> None:
    """Set and store every document that is not there yet."""
    for text in texts("documents"):
        title = text.head["title"]
        document = MediaDocument.objects.filter(title=title).first()
        if document is None:
            file = ContentFile(pdf(title, text.body), name=f"{text.slug}.pdf")
            document = MediaDocument.objects.create(title=title, file=file)
        library.documents[text.slug] = document


def drawn(told: Table) -> Image.Image:
    """One picture."""
    return draw(told["style"], told["palette"], told["seed"])


def store(key: str, told: Table, drawing: Image.Image) -> MediaImage:
    """Save a picture with its alt text, credit and focal point."""
    image = MediaImage(
        title=told["title"],
        description=told.get("alt", ""),
        is_decorative=told.get("decorative", False),
        credit=CREDIT,
        file=ContentFile(jpeg(drawing), name=f"{key}.jpg"),
    )
    if focus := told.get("focus"):
        image.focal_point_x = round(focus[0] * drawing.width)
        image.focal_point_y = round(focus[1] * drawing.height)
        image.focal_point_width = round(FOCUS * drawing.width)
        image.focal_point_height = round(FOCUS * drawing.height)
    image.save()
    return image


def jpeg(drawing: Image.Image) -> bytes:
    """The picture as a file."""
    buffer = BytesIO()
    drawing.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()
