"""Plants and gardens: reeds, hedges of leaves, a path, a seal with a leaf."""

from __future__ import annotations

from math import cos, pi, sin

from .canvas import Ball, Canvas, Fade
from .palettes import Colour, Palette, mix
from .shapes import below, curve, ellipse, leaf, ridge, ring, stem


def reeds(canvas: Canvas, p: Palette) -> None:
    """Reeds against a pale sky, near ones dark and far ones faint."""
    w, h = canvas.width, canvas.height
    canvas.wash(p.paper, mix(p.light, p.accent, 0.3), mix(p.light, p.middle, 0.4), degrees=90)
    canvas.glow(w * 0.7, h * 0.3, h * 0.7, p.paper, 0.8)
    canvas.cut(ellipse(w * 0.7, h * 0.32, h * 0.13, h * 0.13), mix(p.paper, p.accent, 0.25), blur=4)
    for plane, (count, tone, blur) in enumerate(
        ((26, mix(p.light, p.middle, 0.6), 9), (20, p.middle, 3), (15, p.deep, 0), (8, p.ink, 0))
    ):
        for _ in range(count):
            x = w * canvas.rng.uniform(-0.05, 1.05)
            height = h * canvas.rng.uniform(0.4, 0.62) * (0.85 + 0.16 * plane)
            lean = w * canvas.rng.uniform(-0.02, 0.1)
            line = curve((x, h + 30), (x + lean * 0.1, h - height * 0.6), (x + lean, h - height), 24)
            canvas.cut(stem(line, 7 + 3 * plane), tone, blur=blur)
            head = h * (0.05 + 0.014 * plane)
            tip = line[-1]
            canvas.cut(
                leaf(tip[0] - lean * 0.04, tip[1] + head * 0.4, head * 2.1, head * 0.5, -78 + lean / w * 160),
                tone,
                blur=blur,
            )
            if canvas.rng.random() < 0.6:
                px, py = line[8]
                canvas.cut(
                    leaf(px, py, height * 0.5, 15 + 4 * plane, -72 + canvas.rng.uniform(-22, 40), 0.3), tone, blur=blur
                )


def spray(
    canvas: Canvas, x: float, y: float, length: float, degrees: float, colours: tuple[Colour, Colour], blur: float = 0.0
) -> None:
    """A fern-like spray of paired leaves along a bending stalk."""
    radians_ = degrees * pi / 180
    end = (x + length * cos(radians_), y + length * sin(radians_))
    bend = (x + length * 0.5 * cos(radians_) + length * 0.16, y + length * 0.55 * sin(radians_))
    line = curve((x, y), bend, end, 22)
    canvas.cut(stem(line, length * 0.016), colours[1], blur=blur)
    for i in range(3, 22, 2):
        px, py = line[i]
        size = length * 0.27 * sin(pi * (i + 3) / 28)
        for side in (-1, 1):
            canvas.cut(
                leaf(px, py, size, size * 0.3, degrees + side * (60 - i), -0.12 * side),
                Fade(colours, 40 if side > 0 else 120),
                blur=blur,
                shadow=0 if blur else length * 0.008,
                depth=0.25,
            )
    canvas.cut(leaf(*line[-2], length * 0.15, length * 0.05, degrees), Fade(colours, 90), blur=blur)


def garden_morning(canvas: Canvas, p: Palette) -> None:
    """Leaves in three depths around an opening of morning light."""
    w, h = canvas.width, canvas.height
    canvas.wash(mix(p.light, p.paper, 0.5), mix(p.light, p.middle, 0.5), degrees=80)
    canvas.glow(w * 0.56, h * 0.42, h * 0.95, p.paper, 0.95)
    canvas.cut(ellipse(w * 0.57, h * 0.42, h * 0.21, h * 0.21), mix(p.paper, p.accent, 0.4), opacity=0.75, blur=5)
    far = (mix(p.light, p.middle, 0.5), mix(p.light, p.middle, 0.8))
    for i in range(9):
        spray(
            canvas,
            w * (0.02 + 0.12 * i),
            h * 1.05,
            h * canvas.rng.uniform(0.4, 0.62),
            -88 + canvas.rng.uniform(-18, 18),
            far,
            12,
        )
    for x, y, length, degrees in (
        (0.0, 1.0, 0.95, -62),
        (1.02, 1.05, 0.9, -122),
        (0.2, 1.1, 0.7, -78),
        (0.84, 1.12, 0.72, -98),
    ):
        spray(canvas, w * x, h * y, h * length, degrees, (p.middle, p.deep))
    for x, y, length, degrees in ((-0.03, 0.45, 0.62, 24), (1.0, -0.04, 0.66, 118), (0.02, -0.06, 0.55, 52)):
        spray(canvas, w * x, h * y, h * length, degrees, (p.deep, p.ink))
    for x, y, size in ((0.16, 0.78, 0.03), (0.2, 0.84, 0.022), (0.87, 0.72, 0.026), (0.83, 0.8, 0.019)):
        canvas.cut(
            ellipse(w * x, h * y, h * size, h * size),
            Ball((mix(p.accent, p.paper, 0.4), p.accent, mix(p.accent, p.ink, 0.3))),
            shadow=12,
        )


def garden_path(canvas: Canvas, p: Palette) -> None:
    """A path winding over green hills to a low sun."""
    w, h = canvas.width, canvas.height
    canvas.wash(mix(p.paper, p.accent, 0.15), mix(p.light, p.accent, 0.3), degrees=90)
    canvas.glow(w * 0.6, h * 0.3, h * 0.6, p.paper, 0.9)
    canvas.cut(ellipse(w * 0.6, h * 0.3, h * 0.09, h * 0.09), p.accent, opacity=0.8, blur=2)
    tones = [mix(p.light, p.middle, 0.5), p.middle, mix(p.middle, p.deep, 0.5), p.deep]
    for i, tone in enumerate(tones):
        edge = ridge(canvas.rng, w, h * (0.42 + 0.115 * i), h * 0.045, 2)
        canvas.cut(
            below(edge, h + 40),
            Fade((mix(tone, p.paper, 0.25), tone, mix(tone, p.ink, 0.25)), 80),
            shadow=20,
            drop=(0, -0.5),
            depth=0.2,
        )
    middle = [(0.52, 1.04), (0.5, 0.96), (0.44, 0.89), (0.43, 0.83), (0.52, 0.785), (0.56, 0.75), (0.53, 0.72)]
    widths = [0.15, 0.115, 0.085, 0.06, 0.04, 0.024, 0.01]
    left = [(w * (x - half), h * y) for (x, y), half in zip(middle, widths, strict=True)]
    right = [(w * (x + half), h * y) for (x, y), half in zip(middle, widths, strict=True)]
    canvas.cut(smooth(left) + smooth(right)[::-1], Fade((mix(p.light, p.accent, 0.25), p.paper), 90), blur=1.5)
    for x, base, size in (
        (0.16, 0.74, 0.2),
        (0.25, 0.79, 0.15),
        (0.8, 0.72, 0.18),
        (0.88, 0.78, 0.24),
        (0.72, 0.68, 0.11),
    ):
        canvas.cut(
            leaf(w * x, h * base, h * size, h * size * 0.3, -90),
            Fade((mix(p.deep, p.middle, 0.3), p.ink), 10),
            shadow=14,
            drop=(1.4, 0.3),
        )
    spray(canvas, w * -0.02, h * 1.02, h * 0.55, -48, (p.deep, p.ink))
    spray(canvas, w * 1.02, h * 1.04, h * 0.5, -132, (p.deep, p.ink))


def smooth(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """A flowing line through the middles between ``points``."""
    line = [points[0]]
    for i in range(1, len(points) - 1):
        start = line[-1]
        end = ((points[i][0] + points[i + 1][0]) / 2, (points[i][1] + points[i + 1][1]) / 2)
        line.extend(curve(start, points[i], end, 10)[1:])
    return [*line, points[-1]]


def seal_and_leaf(canvas: Canvas, p: Palette) -> None:
    """A paper sheet with a seal, and a branch across it."""
    w, h = canvas.width, canvas.height
    canvas.wash(mix(p.deep, p.middle, 0.25), p.deep, degrees=40)
    canvas.glow(w * 0.2, h * 0.2, w * 0.6, p.middle, 0.5)
    sheet = [(w * 0.2, h * 0.14), (w * 0.73, h * 0.06), (w * 0.82, h * 0.84), (w * 0.28, h * 0.93)]
    canvas.cut(sheet, Fade((p.paper, mix(p.paper, p.light, 0.7)), 50), shadow=40)
    for i in range(6):
        x0, y0 = w * (0.285 + 0.008 * i), h * (0.25 + 0.073 * i)
        length = w * (0.38 if i % 3 else 0.25)
        canvas.cut(
            stem([(x0, y0), (x0 + length, y0 - length * 0.095)], 9, 1), mix(p.light, p.middle, 0.55), opacity=0.8
        )
    x, y, r = w * 0.66, h * 0.68, h * 0.125
    canvas.cut(
        ellipse(x, y, r, r), Ball((mix(p.accent, p.paper, 0.35), p.accent, mix(p.accent, p.ink, 0.35))), shadow=20
    )
    for k in range(36):
        a = 2 * pi * k / 36
        canvas.cut(
            ellipse(x + r * 1.0 * cos(a), y + r * 1.0 * sin(a), r * 0.1, r * 0.1, steps=20), mix(p.accent, p.deep, 0.12)
        )
    canvas.cut(ring(x, y, r * 0.8, r * 0.75, 0, 360), mix(p.accent, p.ink, 0.3))
    for side in (-1, 1):
        canvas.cut(
            leaf(x, y + r * 0.45, r * 0.95, r * 0.42, -90 + side * 26, -0.1 * side),
            mix(p.accent, p.paper, 0.5),
            shadow=5,
        )
    spray(canvas, w * 0.06, h * 1.04, h * 0.92, -66, (p.middle, mix(p.deep, p.ink, 0.5)))
