"""Houses for the locations: facades of paper, with light and trees."""

from __future__ import annotations

from .botanical import spray
from .canvas import Ball, Canvas, Fade
from .palettes import Colour, Palette, mix
from .shapes import Outline, arch, box, curve, ellipse, leaf, stem


def opening(canvas: Canvas, outline: Outline, glass: tuple[Colour, Colour], frame: Colour, reveal: float) -> None:
    """A window or door, set back into its wall."""
    canvas.cut([(x - reveal * 0.5, y - reveal * 0.5) for x, y in outline], frame)
    canvas.cut(outline, Fade(glass, 65))
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    left, top, right, bottom = min(xs), min(ys), max(xs), max(ys)
    round_top = 0 if len(outline) == 4 else (right - left) * 0.24
    start, end = left + round_top, right - round_top
    canvas.beam(
        [(start, top + reveal), (end, top + reveal * 0.3), (end, top + reveal * 1.4), (start, top + reveal * 2.6)],
        (20, 20, 24),
        0.3,
        7,
    )
    middle = (left + right) / 2
    canvas.cut(box(middle - 4, top + 2, 8, bottom - top - 2), frame)
    canvas.cut(box(left, top + (bottom - top) * 0.45, right - left, 7), frame)
    shine = [
        (left + 6, bottom - 6),
        (left + (right - left) * 0.4, top + (bottom - top) * 0.46),
        (left + 6, top + (bottom - top) * 0.46),
    ]
    canvas.cut(shine, (255, 250, 240), opacity=0.16)


def tree(canvas: Canvas, x: float, foot: float, height: float, colours: tuple[Colour, Colour]) -> None:
    """A round tree with a thin trunk."""
    canvas.beam(ellipse(x + height * 0.22, foot + 6, height * 0.32, height * 0.035), (20, 18, 16), 0.35, 16)
    canvas.cut(stem([(x, foot), (x + height * 0.01, foot - height * 0.6)], height * 0.035, 0.6), colours[1])
    for dx, dy, r in ((0.0, 0.74, 0.25), (-0.14, 0.6, 0.18), (0.15, 0.62, 0.19), (0.03, 0.55, 0.18)):
        canvas.cut(
            ellipse(x + height * dx, foot - height * dy, height * r, height * r * 0.95),
            Ball((mix(colours[0], (255, 250, 230), 0.35), colours[0], colours[1]), 0.3, 0.25),
            shadow=10,
            depth=0.2,
        )


def cypress(canvas: Canvas, x: float, foot: float, height: float, colours: tuple[Colour, Colour]) -> None:
    """A slim dark tree."""
    canvas.cut(leaf(x, foot + height * 0.02, height, height * 0.24, -90), Fade(colours, 15), shadow=18, drop=(1.2, 0.4))


def ground(canvas: Canvas, p: Palette, level: float) -> None:
    """Pavement and street."""
    w, h = canvas.width, canvas.height
    canvas.cut(
        box(-10, level, w + 20, h - level + 10), Fade((mix(p.light, p.paper, 0.3), mix(p.light, p.middle, 0.5)), 90)
    )
    canvas.beam(box(-10, level - 8, w + 20, 26), p.ink, 0.3, 12)
    canvas.cut(box(-10, level + (h - level) * 0.55, w + 20, 9), mix(p.middle, p.deep, 0.3), opacity=0.5)


def city_house(canvas: Canvas, p: Palette) -> None:
    """Midtown: a tall house of arched windows between its neighbours."""
    w, h = canvas.width, canvas.height
    canvas.wash(mix(p.light, p.accent, 0.2), p.paper, degrees=80)
    canvas.glow(w * 0.82, h * 0.16, h * 0.6, p.paper, 0.9)
    canvas.cut(ellipse(w * 0.84, h * 0.17, h * 0.085, h * 0.085), mix(p.paper, p.accent, 0.35), blur=2)
    for x, top, width in ((-0.02, 0.42, 0.13), (0.1, 0.3, 0.12), (0.74, 0.38, 0.12), (0.86, 0.5, 0.16)):
        canvas.cut(
            box(w * x, h * top, w * width, h), Fade((mix(p.middle, p.light, 0.55), mix(p.light, p.paper, 0.4)), 90)
        )
    level = h * 0.86
    ground(canvas, p, level)
    canvas.cut(
        box(w * 0.22, h * 0.1, w * 0.52, level - h * 0.1),
        Fade((mix(p.accent, p.paper, 0.42), p.accent, mix(p.accent, p.deep, 0.35)), 20),
        shadow=40,
        drop=(1.4, 0.1),
    )
    for y in (0.1, 0.335, 0.56):
        canvas.cut(box(w * 0.212, h * y - 10, w * 0.536, 24), Fade((p.paper, p.light), 0), shadow=14)
    glass = (mix(p.deep, p.light, 0.25), p.ink)
    for row, y in enumerate((0.145, 0.375)):
        for i in range(5):
            x = w * (0.258 + 0.094 * i)
            lit = (mix(p.accent, p.paper, 0.75), mix(p.accent, p.paper, 0.35))
            opening(
                canvas,
                arch(x, h * y, w * 0.062, h * 0.155),
                lit if (row, i) in ((0, 3), (1, 1)) else glass,
                p.paper,
                12,
            )
    for i in (0, 1, 3, 4):
        opening(
            canvas,
            arch(w * (0.253 + 0.094 * i), h * 0.61, w * 0.072, level - h * 0.61 - h * 0.05),
            (mix(p.accent, p.paper, 0.7), mix(p.deep, p.accent, 0.5)),
            p.paper,
            14,
        )
    opening(
        canvas, arch(w * 0.438, h * 0.6, w * 0.084, level - h * 0.6), (mix(p.deep, p.middle, 0.2), p.ink), p.paper, 16
    )
    for x in (0.35, 0.61):
        tree(canvas, w * x, level + h * 0.05, h * 0.26, (p.middle, p.deep))
    cypress(canvas, w * 0.17, level + h * 0.02, h * 0.5, (p.middle, p.ink))
    cypress(canvas, w * 0.8, level + h * 0.02, h * 0.44, (p.middle, p.ink))


def garden_house(canvas: Canvas, p: Palette) -> None:
    """Alpharetta: a low house with a long roof, a porch and a garden."""
    w, h = canvas.width, canvas.height
    canvas.wash(p.light, mix(p.paper, p.accent, 0.12), degrees=85)
    canvas.glow(w * 0.22, h * 0.2, h * 0.7, p.paper, 0.9)
    for i, tone in enumerate((mix(p.light, p.middle, 0.55), mix(p.middle, p.light, 0.25))):
        line = curve(
            (-20, h * (0.5 + 0.05 * i)),
            (w * (0.4 + 0.3 * i), h * (0.28 + 0.1 * i)),
            (w + 20, h * (0.52 + 0.03 * i)),
            40,
        )
        canvas.cut([*line, (w + 20, h), (-20, h)], Fade((tone, mix(tone, p.paper, 0.3)), 90))
    level = h * 0.77
    canvas.cut(
        box(-10, level - h * 0.04, w + 20, h), Fade((mix(p.middle, p.light, 0.25), mix(p.middle, p.deep, 0.45)), 90)
    )
    wall = Fade((p.paper, mix(p.paper, p.light, 0.6), mix(p.light, p.middle, 0.25)), 15)
    canvas.cut(box(w * 0.14, h * 0.47, w * 0.72, level - h * 0.47), wall, shadow=34, drop=(1.0, 0.2))
    roof = [(w * 0.09, h * 0.49), (w * 0.24, h * 0.27), (w * 0.78, h * 0.27), (w * 0.91, h * 0.49)]
    canvas.cut(
        roof, Fade((mix(p.accent, p.paper, 0.2), p.accent, mix(p.accent, p.deep, 0.4)), 60), shadow=26, drop=(0.2, 1.0)
    )
    for i in range(1, 7):
        y = h * (0.27 + 0.031 * i)
        canvas.cut(
            stem([(w * (0.24 - 0.0215 * i), y), (w * (0.78 + 0.0186 * i), y)], 6, 1),
            mix(p.accent, p.deep, 0.5),
            opacity=0.4,
        )
    canvas.cut(
        box(w * 0.66, h * 0.19, w * 0.05, h * 0.14),
        Fade((mix(p.accent, p.light, 0.5), mix(p.accent, p.deep, 0.35)), 0),
        shadow=10,
    )
    warm = (mix(p.accent, p.paper, 0.8), mix(p.accent, p.paper, 0.3))
    for i, x in enumerate((0.18, 0.28, 0.62, 0.72)):
        opening(
            canvas,
            box(w * x, h * 0.54, w * 0.075, h * 0.15),
            warm if i == 2 else (mix(p.deep, p.light, 0.35), p.ink),
            mix(p.light, p.middle, 0.5),
            10,
        )
    gable = [(w * 0.385, h * 0.5), (w * 0.49, h * 0.35), (w * 0.595, h * 0.5)]
    canvas.cut(box(w * 0.4, h * 0.49, w * 0.18, level - h * 0.49), wall, shadow=18)
    canvas.cut(gable, Fade((mix(p.accent, p.paper, 0.15), mix(p.accent, p.deep, 0.3)), 30), shadow=18)
    opening(
        canvas,
        arch(w * 0.45, h * 0.535, w * 0.08, level - h * 0.535),
        (mix(p.deep, p.middle, 0.3), p.ink),
        mix(p.light, p.middle, 0.4),
        14,
    )
    path = [(w * 0.455, level), (w * 0.525, level), (w * 0.62, h + 20), (w * 0.3, h + 20)]
    canvas.cut(path, Fade((p.light, p.paper), 90))
    tree(canvas, w * 0.08, level + h * 0.07, h * 0.5, (p.middle, p.deep))
    tree(canvas, w * 0.92, level + h * 0.05, h * 0.38, (p.middle, p.deep))
    for i in range(26):
        x = w * (0.02 + 0.038 * i)
        if 0.32 < x / w < 0.62:
            continue
        canvas.cut(
            ellipse(x, h * 0.93 + h * 0.03 * (i % 3), w * 0.03, h * 0.045),
            Ball((p.middle, p.deep, p.ink), 0.35, 0.2),
            shadow=8,
        )
    spray(canvas, w * 1.0, h * 1.04, h * 0.42, -128, (p.deep, p.ink))


def print_shop(canvas: Canvas, p: Palette) -> None:
    """Decatur: a brick shop with a saw-tooth roof, a ladder and one light on."""
    w, h = canvas.width, canvas.height
    canvas.wash(p.deep, mix(p.middle, p.accent, 0.4), mix(p.light, p.accent, 0.4), degrees=90)
    canvas.glow(w * 0.3, h * 0.72, h * 0.9, mix(p.light, p.accent, 0.3), 0.5)
    level = h * 0.84
    teeth = [(w * 0.12, h * 0.46)]
    for i in range(4):
        teeth += [(w * (0.12 + 0.19 * i), h * 0.28), (w * (0.31 + 0.19 * i), h * 0.46)]
    canvas.cut(
        [*teeth, (w * 0.88, level), (w * 0.12, level)],
        Fade((mix(p.accent, p.light, 0.15), mix(p.accent, p.deep, 0.2), mix(p.accent, p.ink, 0.4)), 40),
        shadow=30,
        drop=(1.2, 0.1),
    )
    for i in range(4):
        pane = [
            (w * (0.128 + 0.19 * i), h * 0.31),
            (w * (0.128 + 0.19 * i), h * 0.445),
            (w * (0.26 + 0.19 * i), h * 0.445),
        ]
        canvas.cut(pane, Fade((mix(p.light, p.paper, 0.5), mix(p.middle, p.deep, 0.3)), 60))
    for row in range(14):
        y = h * 0.485 + row * h * 0.025
        canvas.cut(stem([(w * 0.12, y), (w * 0.88, y)], 3, 1), p.ink, opacity=0.13)
    ground(canvas, p, level)
    canvas.cut(box(w * 0.11, h * 0.462, w * 0.78, 20), Fade((p.light, mix(p.light, p.deep, 0.4)), 0), shadow=12)
    lit = (mix(p.paper, p.accent, 0.25), mix(p.accent, p.paper, 0.35))
    for i, x in enumerate((0.16, 0.32, 0.66)):
        opening(
            canvas,
            box(w * x, h * 0.54, w * 0.13, level - h * 0.54 - h * 0.06),
            lit if i == 1 else (mix(p.deep, p.middle, 0.3), p.ink),
            mix(p.ink, p.deep, 0.4),
            12,
        )
    canvas.glow(w * 0.385, h * 0.68, h * 0.4, mix(p.accent, p.paper, 0.5), 0.35)
    opening(
        canvas,
        arch(w * 0.51, h * 0.52, w * 0.09, level - h * 0.52),
        (mix(p.deep, p.accent, 0.3), p.ink),
        mix(p.ink, p.deep, 0.4),
        14,
    )
    ladder_left, ladder_right = (
        ((w * 0.78, level + h * 0.03), (w * 0.83, h * 0.4)),
        ((w * 0.83, level + h * 0.03), (w * 0.865, h * 0.4)),
    )
    for side in (ladder_left, ladder_right):
        canvas.cut(stem(list(side), 14, 1), p.light, shadow=14)
    for k in range(1, 10):
        t = k / 10
        rung = [tuple(a + (b - a) * t for a, b in zip(*side, strict=True)) for side in (ladder_left, ladder_right)]
        canvas.cut(stem([(rung[0][0], rung[0][1]), (rung[1][0], rung[1][1])], 10, 1), p.light)
    canvas.cut(
        box(w * 0.3, level - h * 0.012, w * 0.075, h * 0.05),
        Fade((mix(p.light, p.accent, 0.4), mix(p.accent, p.deep, 0.2)), 30),
        shadow=14,
    )
    tree(canvas, w * 0.06, level + h * 0.05, h * 0.44, (mix(p.middle, p.deep, 0.4), p.ink))
    cypress(canvas, w * 0.945, level + h * 0.03, h * 0.5, (mix(p.middle, p.deep, 0.5), p.ink))
