"""Skin, light and heat without skin, light or heat: layers, folds, fields and bands."""

from __future__ import annotations

from math import cos, hypot, pi, sin

from .canvas import Ball, Canvas, Fade
from .palettes import Palette, mix
from .shapes import Outline, below, box, curve, ellipse, pebble, ridge, ring, stem, turned


def layers(canvas: Canvas, p: Palette) -> None:
    """Sheets of paper, each paler one torn away from the one beneath."""
    w, h = canvas.width, canvas.height
    canvas.wash(p.deep, p.ink, degrees=70)
    tones = [
        mix(p.deep, p.accent, 0.4),
        p.accent,
        mix(p.accent, p.middle, 0.5),
        p.middle,
        mix(p.middle, p.light, 0.55),
        p.light,
        p.paper,
    ]
    for i, tone in enumerate(tones):
        edge = ridge(canvas.rng, w * 1.4, h * (0.06 + 0.135 * i), h * 0.05, 6)
        edge = turned([(x - w * 0.2, y) for x, y in edge], -9, (w / 2, h / 2))
        canvas.cut(
            below(edge, h * 1.6),
            Fade((mix(tone, p.paper, 0.18), tone, mix(tone, p.deep, 0.14)), 80),
            shadow=46,
            drop=(0.1, -0.6),
        )


def crystals(canvas: Canvas, p: Palette) -> None:
    """Facets of a fine powder drifting across the light."""
    w, h = canvas.width, canvas.height
    canvas.wash(mix(p.deep, p.middle, 0.25), p.light, p.paper, degrees=35)
    canvas.glow(w * 0.85, h * 0.9, w * 0.6, p.paper, 0.7)
    for i in range(150):
        near = canvas.rng.random() ** 2.4
        x, y = w * canvas.rng.random(), h * (0.1 + 0.8 * canvas.rng.random())
        y += (x / w - 0.5) * h * 0.35
        r = w * (0.004 + 0.034 * near)
        blur = abs(near - 0.35) * 18 if near > 0.5 or near < 0.05 else 0.0
        facet(canvas, p, x, y, r, blur, i)


def facet(canvas: Canvas, p: Palette, x: float, y: float, r: float, blur: float, turn: int) -> None:
    """One crystal: a six-cornered stone of triangles in different light."""
    corners = turned([(x + r * cos(pi * k / 3), y + r * 0.8 * sin(pi * k / 3)) for k in range(6)], turn * 37, (x, y))
    if blur or r < 14:
        canvas.cut(corners, mix(p.paper, p.middle, 0.25), opacity=0.75, blur=blur)
        return
    heart = (x - r * 0.15, y - r * 0.1)
    canvas.cut(corners, p.middle, shadow=r * 0.5)
    shades = [0.0, 0.3, 0.65, 0.85, 0.5, 0.15]
    for k in range(6):
        tone = mix(p.paper, p.deep if k % 3 else p.accent, shades[(k + turn) % 6] * 0.8)
        canvas.cut([heart, corners[k], corners[(k + 1) % 6]], tone)


def light_bands(canvas: Canvas, p: Palette) -> None:
    """Filtered colours of light, overlapping behind a pale sun."""
    w, h = canvas.width, canvas.height
    canvas.wash(mix(p.ink, p.deep, 0.3), mix(p.deep, p.accent, 0.35), degrees=25)
    tones = [p.deep, p.middle, p.accent, mix(p.accent, p.paper, 0.4), p.light, p.paper]
    for i, tone in enumerate(tones):
        x = w * (0.2 + 0.115 * i)
        shaft: Outline = [(x, -40), (x + w * 0.17, -40), (x - w * 0.08, h + 40), (x - w * 0.3, h + 40)]
        canvas.beam(shaft, tone, 0.42, 34)
        canvas.beam(
            [(x + w * 0.05, -40), (x + w * 0.1, -40), (x - w * 0.17, h + 40), (x - w * 0.21, h + 40)], tone, 0.35, 12
        )
    canvas.glow(w * 0.66, h * 0.34, h * 0.75, p.paper, 0.75)
    canvas.cut(
        ellipse(w * 0.66, h * 0.34, h * 0.17, h * 0.17), Fade((p.paper, mix(p.paper, p.accent, 0.5)), 80), blur=2
    )


def prism(canvas: Canvas, p: Palette) -> None:
    """A prism that spreads one pale beam into many colours."""
    w, h = canvas.width, canvas.height
    canvas.wash(mix(p.deep, p.ink, 0.55), p.ink, degrees=50)
    canvas.glow(w * 0.45, h * 0.5, w * 0.5, p.deep, 0.9)
    top, left, right = (w * 0.45, h * 0.2), (w * 0.3, h * 0.76), (w * 0.6, h * 0.76)
    entry, leave = (w * 0.372, h * 0.49), (w * 0.53, h * 0.5)
    canvas.beam(
        [(-40, h * 0.63), (-40, h * 0.67), (entry[0], entry[1] + 14), (entry[0], entry[1] - 14)], p.paper, 0.95, 7
    )
    tones = [
        p.deep,
        p.middle,
        mix(p.middle, p.paper, 0.5),
        mix(p.accent, p.paper, 0.45),
        p.accent,
        mix(p.accent, (150, 50, 40), 0.5),
    ]
    for i, tone in enumerate(tones):
        y0, y1 = h * (0.5 + 0.085 * (5 - i)), h * (0.585 + 0.085 * (5 - i))
        canvas.beam([leave, (w + 60, y0 - 12), (w + 60, y1 + 12)], mix(tone, p.paper, 0.12), 0.9, 6)
        canvas.beam([entry, (leave[0] + 4, leave[1] - 10 + 4 * i), (leave[0] + 4, leave[1] + 4 * i)], tone, 0.5, 5)
    canvas.cut([top, right, left], Fade((p.paper, mix(p.middle, p.deep, 0.4)), 65), opacity=0.3)
    for one, other in ((top, right), (right, left), (left, top)):
        canvas.cut(stem([one, other], 9, 1), mix(p.paper, p.light, 0.4), opacity=0.85)
    canvas.cut([top, ((left[0] + right[0]) / 2 + w * 0.02, h * 0.7), left], p.paper, opacity=0.12)


def fine_lines(canvas: Canvas, p: Palette) -> None:
    """Hair-thin lines that bend around a point of light."""
    w, h = canvas.width, canvas.height
    canvas.wash(p.ink, mix(p.deep, p.ink, 0.3), degrees=20)
    x0, y0 = w * 0.62, h * 0.48
    canvas.glow(x0, y0, h * 0.9, p.accent, 0.75)
    canvas.glow(x0, y0, h * 0.4, p.paper, 0.8)
    for i in range(64):
        y = h * (-0.1 + 1.2 * i / 63)
        points = []
        for step in range(61):
            x = w * (-0.02 + 1.04 * step / 60)
            away = hypot(x - x0, (y - y0) * 1.2)
            pull = h * 0.17 * (1 if y > y0 else -1) / (1 + (away / (h * 0.2)) ** 2)
            points.append((x, y + pull))
        canvas.cut(stem(points, 4.6, 1), mix(p.light, p.accent, i % 4 / 5), opacity=0.62)
    canvas.cut(ellipse(x0, y0, h * 0.03, h * 0.03), p.paper, blur=5)


def field(canvas: Canvas, p: Palette, lit: bool = False) -> None:
    """A field of points that swells like cloth in the wind."""
    w, h = canvas.width, canvas.height
    canvas.wash(*((p.ink, mix(p.deep, p.ink, 0.5)) if lit else (p.paper, mix(p.light, p.middle, 0.3))), degrees=60)
    if lit:
        canvas.glow(w * 0.58, h * 0.55, w * 0.42, p.accent, 0.7)
    rows, columns = 24, 40
    for row in range(rows):
        depth = row / (rows - 1)
        for column in range(columns):
            across = column / (columns - 1) - 0.5
            swell = sin(across * 7 + depth * 5) * cos(depth * 4 - across * 3)
            x = w * (0.5 + across * (0.85 + 0.75 * depth))
            y = h * (0.06 + 0.9 * depth**1.25) - h * 0.055 * swell
            r = w * (0.0022 + 0.0066 * depth) * (1.05 + 0.6 * swell)
            heat = max(0.0, 1 - hypot(x - w * 0.58, (y - h * 0.55) * 1.3) / (w * 0.33))
            if lit:
                tone = mix(mix(p.deep, p.accent, heat), p.paper, heat**2.2)
            else:
                tone = mix(mix(p.deep, p.accent, 0.5 + 0.5 * swell), p.ink, 0.25 * depth)
            canvas.cut(ellipse(x, y, r, r, steps=20), tone)


def embers(canvas: Canvas, p: Palette) -> None:
    """The same field at night, warm at its heart."""
    field(canvas, p, lit=True)


def water(canvas: Canvas, p: Palette) -> None:
    """Rings on still water under a low sun."""
    w, h = canvas.width, canvas.height
    canvas.wash(mix(p.light, p.accent, 0.3), p.light, p.middle, p.deep, degrees=90)
    canvas.glow(w * 0.5, h * 0.02, w * 0.5, p.paper, 0.9)
    x0, y0 = w * 0.44, h * 0.6
    for i in range(13, 0, -1):
        r = w * 0.045 * i
        fade = 1 - i / 14
        for shift, tone, share in ((0.0, p.paper, 0.55), (h * 0.012, p.ink, 0.3)):
            outer = ellipse(x0, y0 + shift, r, r * 0.34)
            inner = ellipse(x0, y0 + shift, r * 0.965 - 4, r * 0.34 * 0.94 - 3)
            canvas.cut(
                [*outer, outer[0], inner[0], *reversed(inner)],
                tone,
                opacity=share * (0.25 + 0.75 * fade),
                blur=3 + 7 * (1 - fade),
            )
    for i in range(26):
        x, y = w * (0.5 + canvas.rng.gauss(0, 0.09)), h * (0.04 + 0.9 * (i / 26) ** 1.3)
        length = w * canvas.rng.uniform(0.01, 0.07)
        canvas.beam(ellipse(x, y, length, 4 + 4 * y / h, steps=24), p.paper, 0.5, 5)
    canvas.cut(ellipse(x0, y0 - h * 0.01, w * 0.012, w * 0.012), Ball((p.paper, p.light, p.deep)), shadow=12)


def silk(canvas: Canvas, p: Palette) -> None:
    """Cloth falling in long folds."""
    w, h = canvas.width, canvas.height
    canvas.wash(p.deep, p.middle, degrees=0)
    folds = 17
    for i in range(folds):
        t = i / (folds - 1)
        x = w * (-0.2 + 1.3 * t)
        sway = w * 0.07 * sin(i * 1.3)
        left = curve((x, -60), (x + w * 0.24 + sway, h * 0.45), (x - w * 0.1 + sway, h + 60), 40)
        width = w * (0.16 + 0.05 * sin(i * 2.1))
        right = [(px + width * (0.8 + 0.35 * sin(k / 40 * pi + i)), py) for k, (px, py) in enumerate(left)]
        tone = mix(p.middle, p.accent, 0.5 + 0.5 * sin(i * 0.9))
        canvas.cut(
            left + right[::-1],
            Fade((mix(tone, p.ink, 0.42), tone, mix(tone, p.paper, 0.62), tone, mix(tone, p.deep, 0.5)), 6),
            opacity=0.9,
            blur=9,
        )


def warm_waves(canvas: Canvas, p: Palette) -> None:
    """Dunes, one behind another, under a warm sky."""
    w, h = canvas.width, canvas.height
    canvas.wash(mix(p.paper, p.light, 0.5), mix(p.light, p.accent, 0.5), degrees=90)
    canvas.glow(w * 0.72, h * 0.24, h * 0.6, p.paper, 0.9)
    canvas.cut(ellipse(w * 0.72, h * 0.25, h * 0.1, h * 0.1), p.paper, blur=3)
    tones = [
        mix(p.light, p.middle, 0.7),
        p.middle,
        mix(p.middle, p.accent, 0.6),
        p.accent,
        mix(p.accent, p.deep, 0.55),
        p.deep,
        p.ink,
    ]
    for i, tone in enumerate(tones):
        edge = ridge(canvas.rng, w, h * (0.36 + 0.1 * i), h * 0.055, 2)
        canvas.cut(
            below(edge, h + 60),
            Fade((mix(tone, p.paper, 0.3), tone, mix(tone, p.ink, 0.12)), 75),
            shadow=26,
            drop=(0, -0.5),
            depth=0.22,
        )


def arcs(canvas: Canvas, p: Palette) -> None:
    """Arches of paper standing inside one another."""
    w, h = canvas.width, canvas.height
    canvas.wash(mix(p.paper, p.light, 0.3), p.light, degrees=60)
    tones = [p.deep, p.middle, p.accent, mix(p.accent, p.light, 0.5), p.light, p.paper]
    for x, y, size in ((0.36, 1.02, 0.8), (0.82, 1.02, 0.5)):
        canvas.cut(ellipse(w * x, h * y, h * size, h * size), mix(p.light, p.middle, 0.5), shadow=40)
        for i, tone in enumerate(tones):
            outer = h * size * (1 - i * 0.145)
            band = ring(w * x, h * y, outer, outer - h * size * 0.118, 180, 360)
            canvas.cut(
                band, Fade((mix(tone, p.paper, 0.2), tone, mix(tone, p.ink, 0.22)), 20), shadow=24, drop=(0.8, 0.4)
            )
    canvas.cut(
        ellipse(w * 0.68, h * 0.24, h * 0.1, h * 0.1),
        Ball((mix(p.accent, p.paper, 0.35), p.accent, mix(p.accent, p.deep, 0.4))),
        shadow=26,
    )


def lattice(canvas: Canvas, p: Palette) -> None:
    """A honeycomb of cells, some of them lit."""
    w, h = canvas.width, canvas.height
    canvas.wash(mix(p.deep, p.ink, 0.4), p.deep, degrees=40)
    r = w * 0.043
    for row in range(-1, 15):
        for column in range(-1, 16):
            x = column * r * 1.74 + (row % 2) * r * 0.87
            y = row * r * 1.51
            glow = max(0.0, 1 - hypot(x - w * 0.38, y - h * 0.42) / (w * 0.5))
            tone = mix(mix(p.deep, p.middle, glow), p.paper, max(0.0, glow - 0.35 + canvas.rng.uniform(-0.16, 0.16)))
            if canvas.rng.random() < 0.05:
                tone = mix(p.accent, p.paper, 0.2 * glow)
            cell: Outline = [(x + r * 0.9 * sin(pi * k / 3), y + r * 0.9 * cos(pi * k / 3)) for k in range(6)]
            canvas.cut(cell, Fade((mix(tone, p.paper, 0.2), mix(tone, p.ink, 0.18)), 55), shadow=9, depth=0.4)


def swatches(canvas: Canvas, p: Palette) -> None:
    """A study of colours: three rows of squares within squares."""
    w, h = canvas.width, canvas.height
    canvas.wash(p.paper, mix(p.paper, p.light, 0.5), degrees=45)
    tones = p.scale()
    size = h * 0.262
    for row in range(3):
        for column in range(5):
            x = w * 0.5 + (column - 2.5) * size * 1.07 + size * 0.035
            y = h * 0.5 + (row - 1.5) * size * 1.07 + size * 0.035
            order = [tones[(row * 2 + column + k * (1 + row % 2)) % 6] for k in range(3)]
            for k, tone in enumerate(order):
                side = size * (1 - 0.3 * k)
                cell = box(x + (size - side) / 2, y + (size - side) * 0.72, side, side)
                canvas.cut(
                    cell,
                    Fade((mix(tone, p.paper, 0.1), mix(tone, p.ink, 0.07)), 60),
                    shadow=13 if k == 0 else 6,
                    depth=0.3,
                )


def copper(canvas: Canvas, p: Palette) -> None:
    """Needles of copper in a fan."""
    w, h = canvas.width, canvas.height
    canvas.wash(mix(p.deep, p.ink, 0.3), p.ink, degrees=70)
    canvas.glow(w * 0.5, h * 0.95, w * 0.55, p.accent, 0.6)
    for i in range(27):
        degrees = -128 + 76 * i / 26
        length = h * (0.78 + 0.1 * sin(i * 1.7))
        x, y = w * 0.5, h * 1.06
        needle = turned([(x + h * 0.2, y - 7), (x + h * 0.2 + length, y), (x + h * 0.2, y + 7)], degrees, (x, y))
        tone = mix(p.accent, p.paper, 0.25 + 0.2 * sin(i))
        canvas.cut(needle, Fade((mix(tone, p.deep, 0.5), tone, mix(tone, p.paper, 0.6)), 270), shadow=9, depth=0.5)
    canvas.cut(
        pebble(canvas.rng, w * 0.5, h * 1.02, w * 0.16, h * 0.14),
        Ball((mix(p.middle, p.paper, 0.3), p.deep, p.ink), 0.4, 0.2),
        shadow=30,
        drop=(0, -0.6),
    )
