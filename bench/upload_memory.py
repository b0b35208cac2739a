"""What memory one upload of 24 megapixels takes: `python -m bench.upload_memory`.

Each picture is drawn in one process and cleaned in another, whose greatest size is printed, with what it was before.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django

SIZE = (6_000, 4_000)
KINDS = {
    "JPEG 4:2:0 baseline": ("JPEG", {"quality": 90, "subsampling": 2}),
    "JPEG 4:2:0 baseline, rotated": ("JPEG", {"quality": 90, "subsampling": 2, "turn": 6}),
    "JPEG 4:4:4 progressive, rotated": ("JPEG", {"quality": 90, "subsampling": 0, "progressive": True, "turn": 6}),
    "HEIC": ("HEIF", {"quality": 60}),
    "PNG": ("PNG", {"compress_level": 1}),
    "WebP": ("WEBP", {"quality": 80, "method": 0}),
}


def draw(kind: str, path: Path) -> None:
    """Write a picture of noise, some of it smooth."""
    from PIL import Image
    from pillow_heif import register_heif_opener

    register_heif_opener()
    image_format, options = KINDS[kind]
    options = dict(options)
    if turn := options.pop("turn", None):
        exif = Image.Exif()
        exif[0x0112] = turn
        options["exif"] = exif
    grain = 50 if image_format == "PNG" else 4  # a PNG of fine grain would be larger than an upload may be
    small = Image.effect_noise((SIZE[0] // grain, SIZE[1] // grain), 40).resize(SIZE, Image.Resampling.BICUBIC)
    Image.merge("RGB", (small, small.transpose(Image.Transpose.ROTATE_180), small)).save(path, image_format, **options)


def clean(path: Path) -> None:
    """Clean a picture as an upload is, and print what that took."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.test")
    django.setup()
    from cms.media.sanitize import clean_image

    data = path.read_bytes()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    started = time.process_time()
    result = clean_image(data)
    seconds = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sizes = f"{len(data) >> 20} MB in, {len(result.data) >> 20} MB out"
    print(f"{before} MB before, {peak} MB at most, {sizes}, {seconds:.2f} s of CPU")


def main() -> None:
    """Measure every kind."""
    if len(sys.argv) == 4:
        {"draw": lambda: draw(sys.argv[2], Path(sys.argv[3])), "clean": lambda: clean(Path(sys.argv[3]))}[sys.argv[1]]()
        return
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            path = str(Path(folder) / "picture")
            command = [sys.executable, "-m", "bench.upload_memory"]
            subprocess.run([*command, "draw", kind, path], check=True)
            done = subprocess.run([*command, "clean", kind, path], check=True, capture_output=True, text=True)
            print(f"{kind}: {done.stdout.strip()}", flush=True)


if __name__ == "__main__":
    main()
