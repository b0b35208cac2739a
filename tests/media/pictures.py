"""Files to upload: pictures and documents, good and bad, made on the spot."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from PIL import Image, ImageCms, PngImagePlugin

GPS_LATITUDE = (33.0, 47.0, 2.4)
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF/>Patient Jane Roe</x:xmpmeta>'


def picture(width: int = 800, height: int = 600, mode: str = "RGB") -> Image.Image:
    """Paint red on the left, green in the middle and blue on the right."""
    image = Image.new("RGB", (width, height), (0, 160, 0))
    image.paste((200, 0, 0), (0, 0, width // 3, height))
    image.paste((0, 0, 200), (width * 2 // 3, 0, width, height))
    return image.convert(mode)


def encoded(image: Image.Image, image_format: str, **options: object) -> bytes:
    """Write a picture in a format."""
    output = io.BytesIO()
    image.save(output, image_format, **options)
    return output.getvalue()


def jpeg(width: int = 800, height: int = 600, **options: object) -> bytes:
    """Make a plain JPEG."""
    return encoded(picture(width, height), "JPEG", quality=90, **options)


def png(width: int = 800, height: int = 600) -> bytes:
    """Make a plain PNG."""
    return encoded(picture(width, height), "PNG")


def exif(orientation: int = 1) -> Image.Exif:
    """Make EXIF with a place, a camera, an owner and an orientation."""
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010F] = "CameraMaker"
    data[0x9C9F] = "Patient Jane Roe".encode("utf-16le")
    gps = data.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", GPS_LATITUDE, "W", (84.0, 23.0, 4.2)
    return data


def tagged_jpeg(orientation: int = 1, width: int = 800, height: int = 600) -> bytes:
    """Make a JPEG with EXIF, GPS, XMP, IPTC, a comment, a colour profile and bytes after its end."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = jpeg(width, height, exif=exif(orientation), xmp=XMP, icc_profile=profile, comment=b"Patient Jane Roe")
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x16\x1c\x02\x78\x00\x10Patient Jane Roe\x00"
    segment = b"\xff\xed" + (len(iptc) + 2).to_bytes(2, "big") + iptc
    return data[:2] + segment + data[2:] + b"<script>Patient Jane Roe</script>"


def tagged_png() -> bytes:
    """Make a PNG with EXIF and text chunks."""
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "Patient Jane Roe")
    text.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return encoded(picture(), "PNG", exif=exif(), pnginfo=text)


def bomb(width: int = 20_000, height: int = 20_000) -> bytes:
    """Make a small PNG that claims 400 million pixels and holds none."""
    data = bytearray(png(8, 8))
    data[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    return bytes(data)


def animated_gif() -> bytes:
    """Make a GIF of two frames."""
    frames = [Image.new("RGB", (40, 40), color) for color in ("red", "blue")]
    return encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])


MAIN_PARTS = {
    "word": ("word/document.xml", "wordprocessingml.document"),
    "xl": ("xl/workbook.xml", "spreadsheetml.sheet"),
    "ppt": ("ppt/presentation.xml", "presentationml.presentation"),
}


def office(
    folder: str, parts: dict[str, str | bytes] | None = None, types: str = "", kind: str = "", **options: Any
) -> bytes:
    """Make the skeleton of a Word (``word``), Excel (``xl``) or PowerPoint (``ppt``) file, with parts of its own."""
    main, document = MAIN_PARTS[folder]
    kind = kind or f"application/vnd.openxmlformats-officedocument.{document}.main+xml"
    listed = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{kind}"/>{types}</Types>'
    )
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    links = f'<Relationships><Relationship Id="r1" Type="{relation}" Target="{main}"/></Relationships>'
    given = {"[Content_Types].xml": listed, "_rels/.rels": links, main: "<xml/>"}
    return zipped(given | (parts or {}), **options)


def zipped(parts: dict[str, str | bytes], comment: bytes = b"", packed: bool = False) -> bytes:
    """Make an archive."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.comment = comment
    return output.getvalue()


PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(200)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
