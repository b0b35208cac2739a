"""What rendering all files of a picture costs in CPU: `python -m bench.render_picture`."""

from __future__ import annotations

import os
import time
from collections import Counter
from io import BytesIO

from PIL import Image

SIZES = ((2_400, 1_600), (6_000, 4_000))


def photo(width: int, height: int) -> bytes:
    """Make a JPEG that is as hard to compress as a photo."""
    noise = Image.effect_noise((width // 4, height // 4), 40).resize((width, height), Image.Resampling.BILINEAR)
    picture = Image.merge("RGB", (noise, noise.transpose(Image.Transpose.FLIP_TOP_BOTTOM), noise))
    output = BytesIO()
    picture.save(output, "JPEG", quality=85)
    return output.getvalue()


def main() -> None:
    """Print a line for each size."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings.test")
    import django

    django.setup()
    from cms.media import rendering
    from cms.media.models import MediaImage
    from cms.media.presets import all_specs

    for width, height in SIZES:
        data, image = photo(width, height), MediaImage(width=width, height=height, collection_id=1)
        spent: Counter[str] = Counter()
        before = time.process_time()

        def note(what: str) -> None:
            nonlocal before
            now = time.process_time()
            spent[what] += now - before  # noqa: B023
            before = now

        source = rendering.decode(data)
        note("decoding")
        cut: dict[tuple[int, int], Image.Image] = {}
        specs = all_specs(width, height)
        for spec in specs:
            size = (spec.width, spec.height)
            if size not in cut:
                cut[size] = rendering.crop(source, image, spec)
                note("cropping")
            rendering.encode(cut[size], spec)
            note(spec.format)
        parts = ", ".join(f"{what} {seconds:.2f}" for what, seconds in spent.items())
        print(f"{width} x {height}: {len(specs)} files, {spent.total():.2f} s of CPU: {parts}")


if __name__ == "__main__":
    main()
