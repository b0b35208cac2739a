"""Quiet tables: vessels, stones, drops and flowers in side light."""

from __future__ import annotations

from math import cos, pi, sin

from .canvas import Ball, Canvas, Fade
from .palettes import Colour, Palette, mix
from .shapes import Outline, arch, box, curve, ellipse, leaf, pebble, ring, stem


def room(canvas: Canvas, p: Palette, horizon: float = 0.66) -> float:
    """A wall, a table edge and light falling in from the left; gives the height of the table's edge."""
    w, h = canvas.width, canvas.height
    edge = h * horizon
    canvas.wash(mix(p.paper, p.light, 0.4), mix(p.light, p.middle, 0.35), degrees=30)
    canvas.glow(w * 0.2, h * 0.15, w * 0.75, p.paper, 0.8)
    canvas.cut(
        box(-20, edge, w + 40, h - edge + 20),
        Fade((mix(p.light, p.middle, 0.55), mix(p.light, p.middle, 0.2)), 100),
        blur=3,
    )
    canvas.beam(box(-20, edge - 6, w + 40, 22), p.deep, 0.16, 14)
    return edge


def window_light(canvas: Canvas, colour: Colour, strength: float = 0.3) -> None:
    """Slanting panes of daylight on the wall."""
    w, h = canvas.width, canvas.height
    for column in range(2):
        for row in range(3):
            x, y = w * (0.08 + 0.17 * column), h * (0.04 + 0.2 * row)
            lean = h * 0.09
            pane = [(x, y), (x + w * 0.15, y + lean), (x + w * 0.15, y + lean + h * 0.17), (x, y + h * 0.17)]
            canvas.beam(pane, colour, strength, 16)


def turned_vessel(x: float, foot: float, profile: list[tuple[float, float]], scale: float) -> Outline:
    """A pot turned on a wheel: ``profile`` lists (height, radius) from the foot upwards."""
    points: list[tuple[float, float]] = []
    for i in range(len(profile) - 1):
        before, one, other, after = (profile[min(max(k, 0), len(profile) - 1)] for k in (i - 1, i, i + 1, i + 2))
        for step in range(12):
            t = step / 12
            height, radius = (
                0.5
                * (
                    2 * one[k]
                    + (other[k] - before[k]) * t
                    + (2 * before[k] - 5 * one[k] + 4 * other[k] - after[k]) * t**2
                    + (3 * one[k] - before[k] - 3 * other[k] + after[k]) * t**3
                )
                for k in (0, 1)
            )
            points.append((height, radius))
    points.append(profile[-1])
    right = [(x + radius * scale, foot - height * scale) for height, radius in points]
    left = [(x - radius * scale, foot - height * scale) for height, radius in reversed(points)]
    return right + left


BOTTLE = [(0.0, 0.32), (0.05, 0.37), (0.4, 0.47), (0.75, 0.4), (1.0, 0.2), (1.2, 0.12), (1.5, 0.12)]
BOWL = [(0.0, 0.3), (0.06, 0.33), (0.2, 0.52), (0.4, 0.71), (0.66, 0.82)]


def pot(canvas: Canvas, outline: Outline, dark: Colour, light: Colour, shadow: float) -> None:
    """A vessel with a lit left flank and a mouth."""
    canvas.cut(
        outline,
        Fade((mix(light, dark, 0.35), light, dark, mix(dark, (20, 16, 14), 0.35)), 8),
        shadow=shadow,
        drop=(1.3, 0.35),
    )
    top = min(y for _, y in outline)
    rim = [x for x, y in outline if y - top < 1]
    radius = (max(rim) - min(rim)) / 2
    middle = (max(rim) + min(rim)) / 2
    canvas.cut(ellipse(middle, top, radius, radius * 0.2), Fade((mix(dark, (10, 8, 8), 0.5), dark), 0))


def twig(canvas: Canvas, x: float, y: float, height: float, lean: float, colours: tuple[Colour, Colour]) -> None:
    """A leafy twig that stands in a vessel."""
    line = curve((x, y), (x + lean * 0.2, y - height * 0.6), (x + lean, y - height), 24)
    canvas.cut(stem(line, height * 0.016), colours[1])
    for i in range(4, 24, 2):
        px, py = line[i]
        size = height * 0.2 * (1.15 - i / 34)
        side = -1 if i % 4 else 1
        angle = -90 + lean / height * 40 + side * 52
        canvas.cut(
            leaf(px, py, size, size * 0.42, angle, 0.14 * side),
            Fade((colours[0], mix(colours[0], colours[1], 0.8)), 60),
            shadow=height * 0.012,
            depth=0.2,
        )


def two_vessels(canvas: Canvas, p: Palette) -> None:
    """A tall bottle with a twig and a wide bowl, before an arch."""
    w, h = canvas.width, canvas.height
    edge = room(canvas, p)
    window_light(canvas, p.paper, 0.26)
    canvas.cut(
        arch(w * 0.52, h * 0.12, w * 0.34, edge - h * 0.12 + 4),
        Fade((mix(p.middle, p.accent, 0.35), mix(p.accent, p.deep, 0.25)), 70),
        shadow=10,
    )
    twig(canvas, w * 0.36, edge - h * 0.2, h * 0.5, -w * 0.06, (p.middle, p.deep))
    twig(canvas, w * 0.37, edge - h * 0.2, h * 0.4, w * 0.075, (mix(p.middle, p.deep, 0.4), p.ink))
    pot(canvas, turned_vessel(w * 0.365, h * 0.79, BOTTLE, h * 0.3), p.deep, mix(p.middle, p.paper, 0.25), 46)
    pot(
        canvas,
        turned_vessel(w * 0.645, h * 0.83, BOWL, h * 0.27),
        mix(p.accent, p.deep, 0.25),
        mix(p.paper, p.light, 0.4),
        46,
    )
    canvas.cut(
        pebble(canvas.rng, w * 0.85, h * 0.87, w * 0.035, h * 0.032),
        Ball((p.light, p.middle, p.deep)),
        shadow=22,
        drop=(1.2, 0.4),
    )


def stacked_stones(canvas: Canvas, p: Palette) -> None:
    """Rounded stones balanced on one another."""
    w, h = canvas.width, canvas.height
    edge = room(canvas, p, 0.74)
    canvas.cut(
        ellipse(w * 0.62, h * 0.36, h * 0.27, h * 0.27),
        Fade((p.paper, mix(p.light, p.accent, 0.5)), 70),
        opacity=0.85,
        blur=2,
    )
    sizes = [(0.22, 0.085), (0.185, 0.075), (0.155, 0.075), (0.105, 0.06), (0.07, 0.045)]
    colours = [p.deep, p.middle, mix(p.deep, p.ink, 0.45), p.accent, mix(p.light, p.paper, 0.4)]
    y = edge + h * 0.07
    for i, ((rx, ry), tone) in enumerate(zip(sizes, colours, strict=True)):
        y -= h * ry if i else 0
        x = w * (0.47 + (-1) ** i * 0.008)
        canvas.cut(
            pebble(canvas.rng, x, y, w * rx, h * ry),
            Ball((mix(tone, p.paper, 0.5), tone, mix(tone, p.ink, 0.55)), 0.32, 0.2, 0.95),
            shadow=h * 0.03,
            drop=(0.7, 0.9),
        )
        y -= h * ry * 0.93
    for x, size in ((0.76, 0.04), (0.83, 0.024), (0.2, 0.03)):
        canvas.cut(
            pebble(canvas.rng, w * x, edge + h * 0.12, w * size, h * size),
            Ball((p.light, p.middle, p.deep)),
            shadow=20,
            drop=(1.2, 0.5),
        )


def steam_stones(canvas: Canvas, p: Palette) -> None:
    """Warm stones on a slate, with steam."""
    w, h = canvas.width, canvas.height
    edge = room(canvas, p, 0.6)
    canvas.cut(box(w * 0.1, edge + h * 0.1, w * 0.8, h * 0.15), Fade((mix(p.deep, p.ink, 0.4), p.ink), 90), shadow=40)
    canvas.cut(box(w * 0.1, edge + h * 0.08, w * 0.8, h * 0.045), Fade((mix(p.deep, p.light, 0.3), p.deep), 20))
    for x, rx, ry, tone in (
        (0.28, 0.12, 0.075, p.deep),
        (0.72, 0.105, 0.07, p.accent),
        (0.5, 0.145, 0.09, mix(p.deep, p.ink, 0.5)),
    ):
        canvas.cut(
            pebble(canvas.rng, w * x, edge + h * 0.1 - h * ry * 0.7, w * rx, h * ry),
            Ball((mix(tone, p.paper, 0.55), tone, mix(tone, p.ink, 0.6)), 0.3, 0.2, 0.95),
            shadow=26,
            drop=(0.9, 0.5),
        )
    for i in range(5):
        x = w * (0.3 + 0.1 * i)
        line = curve((x, edge - h * 0.05), (x + w * 0.09 * (-1) ** i, h * 0.3), (x + w * 0.03, -h * 0.05), 20)
        canvas.beam(stem(line, w * 0.05, 1.6), p.paper, 0.28, 46)


def pebbles(canvas: Canvas, p: Palette) -> None:
    """Nine pebbles in three rows, seen from above."""
    w, h = canvas.width, canvas.height
    canvas.wash(p.paper, p.light, degrees=40)
    tones = [
        p.deep,
        p.middle,
        p.accent,
        mix(p.light, p.deep, 0.2),
        p.ink,
        p.middle,
        p.accent,
        mix(p.deep, p.middle, 0.5),
        p.light,
    ]
    for i, tone in enumerate(tones):
        x, y = w * (0.26 + 0.24 * (i % 3)), h * (0.21 + 0.29 * (i // 3))
        size = canvas.rng.uniform(0.82, 1.0)
        canvas.cut(
            pebble(canvas.rng, x, y, w * 0.085 * size, h * 0.11 * size),
            Ball((mix(tone, p.paper, 0.55), tone, mix(tone, p.ink, 0.45)), 0.33, 0.26, 0.9),
            shadow=40,
            drop=(0.7, 0.8),
        )


def drop(canvas: Canvas, p: Palette, x: float, y: float, r: float, tone: Colour) -> None:
    """A clear sphere of gel: dark edge, bright heart, a point of light, a coloured shadow."""
    canvas.cut(ellipse(x + r * 0.75, y + r * 0.92, r * 1.1, r * 0.3), mix(tone, p.ink, 0.4), opacity=0.4, blur=r * 0.2)
    canvas.cut(
        ellipse(x + r * 0.6, y + r * 0.9, r * 0.6, r * 0.15), mix(tone, p.paper, 0.75), opacity=0.7, blur=r * 0.14
    )
    canvas.cut(
        ellipse(x, y, r, r),
        Ball((mix(tone, p.paper, 0.85), mix(tone, p.paper, 0.35), tone, mix(tone, p.ink, 0.5)), 0.58, 0.66, 0.78),
    )
    canvas.cut(
        ellipse(x + r * 0.2, y + r * 0.42, r * 0.55, r * 0.38), mix(tone, p.paper, 0.7), opacity=0.35, blur=r * 0.2
    )
    canvas.cut(ellipse(x - r * 0.38, y - r * 0.44, r * 0.2, r * 0.13), p.paper, opacity=0.95, blur=r * 0.05)


def spheres(canvas: Canvas, p: Palette) -> None:
    """Drops of gel of many sizes on a pale ground."""
    w, h = canvas.width, canvas.height
    canvas.wash(p.paper, mix(p.light, p.middle, 0.3), degrees=50)
    canvas.glow(w * 0.3, h * 0.25, w * 0.6, p.paper, 0.8)
    drops = [
        (0.33, 0.5, 0.165),
        (0.64, 0.36, 0.1),
        (0.72, 0.7, 0.125),
        (0.5, 0.79, 0.06),
        (0.14, 0.24, 0.055),
        (0.87, 0.26, 0.045),
        (0.12, 0.82, 0.038),
        (0.5, 0.19, 0.032),
        (0.92, 0.86, 0.03),
    ]
    tones = [p.accent, p.middle, mix(p.middle, p.deep, 0.5), p.accent, p.middle, p.accent, p.deep, p.accent, p.middle]
    for (x, y, r), tone in sorted(zip(drops, tones, strict=True), key=lambda item: item[0][1]):
        drop(canvas, p, w * x, h * y, w * r, tone)


def two_drops(canvas: Canvas, p: Palette) -> None:
    """Two drops side by side, one clear and one full."""
    w, h = canvas.width, canvas.height
    canvas.wash(mix(p.light, p.paper, 0.4), mix(p.light, p.middle, 0.4), degrees=0)
    canvas.cut(box(w / 2, -10, w / 2 + 10, h + 20), Fade((mix(p.deep, p.middle, 0.35), p.deep), 60))
    drop(canvas, p, w * 0.28, h * 0.5, w * 0.135, p.middle)
    drop(canvas, p, w * 0.73, h * 0.5, w * 0.135, p.accent)


def petals(canvas: Canvas, p: Palette) -> None:
    """A flower of many layers, close up."""
    w, h = canvas.width, canvas.height
    canvas.wash(mix(p.deep, p.ink, 0.25), p.ink, degrees=60)
    canvas.glow(w * 0.3, h * 0.2, w * 0.7, p.middle, 0.6)
    x0, y0 = w * 0.55, h * 0.56
    for layer in range(7):
        count = 15 - layer
        length = h * (0.8 - 0.1 * layer)
        tone = mix(p.middle, p.paper, layer / 7)
        for i in range(count):
            degrees = 360 / count * i + layer * 17 + canvas.rng.uniform(-4, 4)
            canvas.cut(
                leaf(x0, y0, length, length * 0.46, degrees, 0.05),
                Fade((mix(tone, p.accent, 0.75), tone, mix(tone, p.paper, 0.5)), int(degrees) % 360),
                shadow=20,
                drop=(0.3, 0.5),
                depth=0.3,
            )
    for i in range(40):
        a, r = i * 2.4, h * 0.0085 * i**0.5
        canvas.cut(
            ellipse(x0 + r * 1.8 * cos(a), y0 + r * 1.8 * sin(a), h * 0.011, h * 0.011, steps=24),
            Ball((p.paper, p.accent, p.deep)),
            shadow=7,
        )


def parasol(canvas: Canvas, p: Palette) -> None:
    """A parasol from above on sand, with its shadow."""
    w, h = canvas.width, canvas.height
    canvas.wash(p.paper, p.light, degrees=25)
    for i in range(60):
        y = h * i / 60
        line = curve((-20, y), (w * 0.5, y + h * 0.05 * sin(i)), (w + 20, y + h * 0.02), 20)
        canvas.cut(stem(line, 7, 0.8), mix(p.light, p.middle, 0.4), opacity=0.35, blur=4)
    x, y, r = w * 0.42, h * 0.46, h * 0.35
    canvas.cut(ellipse(x + r * 0.75, y + r * 0.55, r * 1.02, r * 0.9), p.ink, opacity=0.36, blur=26)
    parts = 12
    for i in range(parts):
        tone = (p.accent, p.paper)[i % 2]
        start, end = 360 / parts * i, 360 / parts * (i + 1)
        edge = ring(x, y, r, 1, start, end)[:121]
        dip = [
            (px + (x - px) * 0.055 * sin(pi * k / 120), py + (y - py) * 0.055 * sin(pi * k / 120))
            for k, (px, py) in enumerate(edge)
        ]
        shade = 0.08 + 0.3 * (0.5 + 0.5 * cos((start - 40) * pi / 180))
        canvas.cut([(x, y), *dip], Fade((mix(tone, p.paper, 0.1), mix(tone, p.deep, shade)), (int(start) + 15) % 360))
    canvas.cut(ellipse(x, y, r * 0.05, r * 0.05), Ball((p.paper, p.accent, p.deep)), shadow=10)
    towel = [(w * 0.74, h * 0.6), (w * 0.93, h * 0.66), (w * 0.87, h * 0.96), (w * 0.68, h * 0.9)]
    canvas.cut(towel, Fade((mix(p.deep, p.middle, 0.2), p.deep), 80), shadow=12)
    for k in range(1, 6):
        t = k / 6
        one = (towel[0][0] + (towel[3][0] - towel[0][0]) * t, towel[0][1] + (towel[3][1] - towel[0][1]) * t)
        other = (towel[1][0] + (towel[2][0] - towel[1][0]) * t, towel[1][1] + (towel[2][1] - towel[1][1]) * t)
        canvas.cut(stem([one, other], 12, 1), p.paper, opacity=0.8)


def orange_peel(canvas: Canvas, p: Palette) -> None:
    """An orange, and its peel in one long curl."""
    w, h = canvas.width, canvas.height
    edge = room(canvas, p, 0.72)
    canvas.cut(
        arch(w * 0.44, h * 0.1, w * 0.4, edge - h * 0.1 + 2),
        Fade((mix(p.light, p.paper, 0.4), mix(p.light, p.middle, 0.4)), 60),
        shadow=14,
    )
    rind, pith = p.accent, mix(p.paper, p.light, 0.4)
    turns, steps = 4.2, 220
    pieces = []
    for k in range(steps):
        pair = []
        for t in (k / steps, (k + 1.6) / steps):
            a = 2 * pi * turns * t
            radius = w * (0.03 + 0.1 * sin(pi * t**0.8))
            pair.append((w * 0.66 + radius * sin(a), h * (0.16 + 0.62 * t) + radius * 0.24 * cos(a), cos(a), sin(a)))
        half = h * 0.05 * (0.35 + 0.65 * sin(pi * k / steps))
        (x0, y0, front, side), (x1, y1, _, _) = pair
        tone = (
            mix(rind, p.deep if side > 0 else p.paper, abs(side) * 0.4)
            if front >= 0
            else mix(pith, p.deep, 0.12 + 0.2 * abs(side))
        )
        pieces.append((front >= 0, [(x0, y0 - half), (x1, y1 - half), (x1, y1 + half), (x0, y0 + half)], tone))
    for front, outline, tone in sorted(pieces, key=lambda piece: piece[0]):
        canvas.cut(outline, tone, shadow=16 if front else 0, drop=(0.4, 1.2), depth=0.05)
    x, y, r = w * 0.33, edge - h * 0.055, h * 0.24
    canvas.cut(ellipse(x + r * 0.5, y + r * 0.93, r * 1.05, r * 0.2), p.ink, opacity=0.45, blur=34)
    canvas.cut(
        ellipse(x, y, r, r * 0.97), Ball((mix(rind, p.paper, 0.6), rind, mix(rind, p.deep, 0.75)), 0.34, 0.28, 0.9)
    )
    for k in range(420):
        a, share = canvas.rng.uniform(0, 2 * pi), canvas.rng.random() ** 0.5
        px, py = x + r * 0.94 * share * cos(a), y + r * 0.9 * share * sin(a)
        canvas.cut(ellipse(px, py, 5, 5, steps=10), mix(rind, p.deep if k % 2 else p.paper, 0.5), opacity=0.35)
    canvas.cut(leaf(x, y - r * 0.93, r * 0.95, r * 0.36, -34, -0.1), Fade((p.middle, p.deep), 50), shadow=16)
    canvas.cut(
        leaf(x, y - r * 0.93, r * 0.6, r * 0.25, -150, 0.1), Fade((mix(p.middle, p.deep, 0.5), p.ink), 50), shadow=12
    )
