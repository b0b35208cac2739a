"""A sheet to compose on: washes of colour, cut paper with soft shadows, light, grain."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import cos, hypot, radians, sin
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from .palettes import Colour
from .shapes import Outline

RAMP = 96


@cache
def linear_ramp(degrees: int) -> Image.Image:
    """Light rising from 0 to 255 towards ``degrees`` (0 is right, 90 is down)."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    corners = [x * c + y * s for x in (0, 1) for y in (0, 1)]
    low, scale = min(corners), 255 / (max(corners) - min(corners))
    across = [scale * (x * c / (RAMP - 1) - low) for x in range(RAMP)]
    down = [scale * y * s / (RAMP - 1) + 0.5 for y in range(RAMP)]
    return Image.frombytes("L", (RAMP, RAMP), bytes(max(0, min(255, int(x + y))) for y in down for x in across))


@cache
def radial_ramp(x0: float, y0: float, reach: float) -> Image.Image:
    """0 at (x0, y0), rising to 255 at ``reach``; all in shares of the square."""
    values = bytearray()
    for y in range(RAMP):
        for x in range(RAMP):
            distance = hypot(x / (RAMP - 1) - x0, y / (RAMP - 1) - y0) / reach
            values.append(round(255 * min(distance, 1.0)))
    return Image.frombytes("L", (RAMP, RAMP), bytes(values))


def part_of_ramp(
    frame: tuple[float, float, float, float], window: tuple[int, int, int, int]
) -> tuple[float, float, float, float]:
    """The box of a ramp that ``window`` shows when the whole ramp spans ``frame``; never empty, never outside."""
    box = []
    for i in range(4):
        start, end = frame[i % 2], frame[i % 2 + 2]
        share = (window[i] - start) / max(end - start, 1.0)
        box.append(RAMP * (min(max(share, 0.0), 0.98) if i < 2 else max(min(share, 1.0), 0.02)))
    return box[0], box[1], max(box[2], box[0] + 1), max(box[3], box[1] + 1)


@cache
def grain_tile(seed: int, strength: float) -> Image.Image:
    """Noise around mid-grey, 512 pixels square."""
    rng = Random(seed)  # noqa: S311 - a picture, not a secret
    size = (512, 512)
    layers = [Image.frombytes("L", size, rng.randbytes(512 * 512)) for _ in range(4)]
    noise = Image.blend(Image.blend(layers[0], layers[1], 0.5), Image.blend(layers[2], layers[3], 0.5), 0.5)
    return noise.point([max(0, min(255, round(128 + (value - 127.5) * strength / 37))) for value in range(256)])


@dataclass(frozen=True)
class Fade:
    """A fill that runs through ``colours`` towards ``degrees``."""

    colours: tuple[Colour, ...]
    degrees: int = 90

    def ramp(self) -> Image.Image:
        return linear_ramp(self.degrees)


@dataclass(frozen=True)
class Ball:
    """A fill lit from (x, y), through ``colours`` outwards to ``reach``; in shares of the shape's frame."""

    colours: tuple[Colour, ...]
    x: float = 0.35
    y: float = 0.3
    reach: float = 0.85

    def ramp(self) -> Image.Image:
        return radial_ramp(self.x, self.y, self.reach)


Fill = Colour | Fade | Ball


def tables(colours: tuple[Colour, ...]) -> list[list[int]]:
    """For each channel, the value at each of 256 steps through ``colours``."""
    last = len(colours) - 1
    shares = [step * last / 255 for step in range(256)]
    places = [(min(int(share), last - 1), share - min(int(share), last - 1)) for share in shares]
    return [
        [int(colours[at][k] + (colours[at + 1][k] - colours[at][k]) * share + 0.5) for at, share in places]
        for k in range(3)
    ]


def softened(mask: Image.Image, radius: float) -> Image.Image:
    """``mask`` blurred by ``radius``; large radii are worked out on a small copy."""
    factor = max(1, int(radius / 3))
    small = mask.resize((max(1, mask.width // factor), max(1, mask.height // factor)), Image.Resampling.BOX)
    return small.filter(ImageFilter.GaussianBlur(radius / factor)).resize(mask.size, Image.Resampling.BICUBIC)


def stencil(outline: Outline, window: tuple[int, int, int, int], blur: float, *, crisp: bool) -> Image.Image:
    """What of ``window`` the outline covers: drawn large for a clean edge, small and enlarged for a soft one."""
    left, top, right, bottom = window
    width, height = right - left, bottom - top
    if not blur:
        scale = 2 if crisp else 1
        mask = Image.new("L", (width * scale, height * scale))
        ImageDraw.Draw(mask).polygon([((x - left) * scale, (y - top) * scale) for x, y in outline], fill=255)
        return mask.reduce(scale) if scale > 1 else mask
    factor = max(1.0, blur / 3)
    size = (max(1, round(width / factor)), max(1, round(height / factor)))
    mask = Image.new("L", size)
    across, down = size[0] / width, size[1] / height
    ImageDraw.Draw(mask).polygon([((x - left) * across, (y - top) * down) for x, y in outline], fill=255)
    return mask.filter(ImageFilter.GaussianBlur(blur / factor)).resize((width, height), Image.Resampling.BICUBIC)


class Canvas:
    """One picture in the making. All chance comes from ``rng``, so that a seed always gives the same picture.

    Compositions speak in the pixels of the finished picture; it is drawn at ``scale`` and enlarged before the grain,
    which costs nothing that can be seen and saves half the time.
    """

    def __init__(self, width: int, height: int, seed: int, scale: float = 0.7) -> None:
        self.width = width
        self.height = height
        self.rng = Random(seed)  # noqa: S311 - a picture, not a secret
        self.seed = seed
        self.scale = scale
        self.image = Image.new("RGB", (round(width * scale), round(height * scale)))

    def wash(self, *colours: Colour, degrees: int = 90) -> None:
        """Cover the whole sheet."""
        self.cut(
            [(0, 0), (self.width, 0), (self.width, self.height), (0, self.height)], Fade(colours, degrees), crisp=False
        )

    def cut(
        self,
        outline: Outline,
        fill: Fill,
        *,
        opacity: float = 1.0,
        blur: float = 0.0,
        shadow: float = 0.0,
        drop: tuple[float, float] = (0.5, 0.8),
        tone: Colour = (38, 30, 26),
        depth: float = 0.42,
        crisp: bool = True,
    ) -> None:
        """Lay a shape down. ``shadow`` is how far it seems to stand off the ground, ``drop`` where its shadow falls."""
        if shadow:
            moved = [(x + shadow * drop[0], y + shadow * drop[1]) for x, y in outline]
            self._lay(moved, tone, depth * opacity, shadow * 0.75, crisp=False)
            self._lay(moved, tone, depth * 0.5 * opacity, shadow * 0.2, crisp=False)
        self._lay(outline, fill, opacity, blur, crisp=crisp)

    def _lay(self, outline: Outline, fill: Fill, opacity: float, blur: float, *, crisp: bool) -> None:
        outline = [(x * self.scale, y * self.scale) for x, y in outline]
        blur *= self.scale
        xs, ys = [x for x, _ in outline], [y for _, y in outline]
        frame = (min(xs), min(ys), max(xs), max(ys))
        pad = blur * 2.5
        left, top = max(0, int(frame[0] - pad)), max(0, int(frame[1] - pad))
        right, bottom = min(self.image.width, int(frame[2] + pad) + 1), min(self.image.height, int(frame[3] + pad) + 1)
        if right <= left or bottom <= top:
            return
        mask = stencil(outline, (left, top, right, bottom), blur, crisp=crisp)
        if opacity < 1:
            mask = mask.point([round(value * opacity) for value in range(256)])
        paint = self._paint(fill, frame, (left, top, right, bottom))
        self.image.paste(paint, (left, top, right, bottom), mask)

    @staticmethod
    def _paint(
        fill: Fill, frame: tuple[float, float, float, float], window: tuple[int, int, int, int]
    ) -> Image.Image | Colour:
        """``fill`` as it looks in ``window`` when it spans ``frame``."""
        if isinstance(fill, tuple):
            return fill
        size = (window[2] - window[0], window[3] - window[1])
        ramp = fill.ramp().resize(size, Image.Resampling.BICUBIC, box=part_of_ramp(frame, window))
        return Image.merge("RGB", [ramp.point(table) for table in tables(fill.colours)])

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float = 0.6) -> None:
        """Light around (x, y) that fades towards ``radius``."""
        x, y, radius = x * self.scale, y * self.scale, radius * self.scale
        left, top = max(0, int(x - radius)), max(0, int(y - radius))
        right, bottom = min(self.image.width, int(x + radius)), min(self.image.height, int(y + radius))
        if right <= left or bottom <= top:
            return
        ramp = radial_ramp(0.5, 0.5, 0.5).resize(
            (right - left, bottom - top),
            Image.Resampling.BICUBIC,
            box=part_of_ramp((x - radius, y - radius, x + radius, y + radius), (left, top, right, bottom)),
        )
        mask = ramp.point([round(strength * 255 * (1 - value / 255) ** 2) for value in range(256)])
        self.image.paste(colour, (left, top, right, bottom), mask)

    def beam(self, outline: Outline, colour: Colour, strength: float = 0.2, blur: float = 30) -> None:
        """A soft-edged shaft of light or shade."""
        self._lay(outline, colour, strength, blur, crisp=False)

    def finish(self, grain: float = 2.6, vignette: float = 0.16) -> Image.Image:
        """The picture with darker corners and a grain that hides every step of a gradient."""
        if vignette:
            ramp = radial_ramp(0.5, 0.48, 0.78).resize(self.image.size, Image.Resampling.BICUBIC)
            mask = ramp.point([round(255 * vignette * (value / 255) ** 3) for value in range(256)])
            self.image.paste((28, 22, 18), (0, 0), mask)
        picture = self.image.resize((self.width, self.height), Image.Resampling.BICUBIC)
        noise = Image.new("L", picture.size)
        tile = grain_tile(self.seed % 4, grain)
        for y in range(0, self.height, 512):
            for x in range(0, self.width, 512):
                noise.paste(tile, (x, y))
        return ImageChops.add(picture, Image.merge("RGB", [noise] * 3), 1.0, -128)
