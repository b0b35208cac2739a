"""Outlines, as lists of points: what the compositions cut from paper."""

from __future__ import annotations

from math import cos, pi, radians, sin
from random import Random

Point = tuple[float, float]
Outline = list[Point]


def turned(points: Outline, degrees: float, around: Point) -> Outline:
    """``points`` turned clockwise by ``degrees`` around a point."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    x0, y0 = around
    return [(x0 + (x - x0) * c - (y - y0) * s, y0 + (x - x0) * s + (y - y0) * c) for x, y in points]


def ellipse(x: float, y: float, rx: float, ry: float, *, square: float = 2.0, steps: int = 120) -> Outline:
    """An ellipse around (x, y); ``square`` above 2 makes it boxier, like a pebble."""
    points = []
    for step in range(steps):
        a = 2 * pi * step / steps
        c, s = cos(a), sin(a)
        points.append(
            (
                x + rx * abs(c) ** (2 / square) * (1 if c >= 0 else -1),
                y + ry * abs(s) ** (2 / square) * (1 if s >= 0 else -1),
            )
        )
    return points


def pebble(rng: Random, x: float, y: float, rx: float, ry: float) -> Outline:
    """A rounded stone, no two alike."""
    waves = [(rng.uniform(0.008, 0.022), n, rng.uniform(0, 2 * pi)) for n in (1, 2, 3)]
    points = []
    for step, (px, py) in enumerate(ellipse(x, y, rx, ry, square=rng.uniform(2.1, 2.4))):
        a = 2 * pi * step / 120
        swell = 1 + sum(size * sin(n * a + phase) for size, n, phase in waves)
        points.append((x + (px - x) * swell, y + (py - y) * swell))
    return points


def box(x: float, y: float, width: float, height: float) -> Outline:
    """A rectangle from its upper left corner."""
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]


def arch(x: float, y: float, width: float, height: float) -> Outline:
    """A doorway: a rectangle under half a circle; (x, y) is the upper left corner of its frame."""
    radius = width / 2
    top = [(x + radius - radius * cos(pi * step / 48), y + radius - radius * sin(pi * step / 48)) for step in range(49)]
    return [(x, y + height), *top, (x + width, y + height)]


def ring(x: float, y: float, outer: float, inner: float, start: float = 180, end: float = 360) -> Outline:
    """A part of a ring between two angles in degrees (0 is right, 90 is down)."""
    angles = [radians(start + (end - start) * step / 120) for step in range(121)]
    outside = [(x + outer * cos(a), y + outer * sin(a)) for a in angles]
    inside = [(x + inner * cos(a), y + inner * sin(a)) for a in reversed(angles)]
    return outside + inside


def leaf(x: float, y: float, length: float, width: float, degrees: float, bend: float = 0.0) -> Outline:
    """A leaf growing from (x, y) towards ``degrees``; ``bend`` curves its spine, as a share of its length."""
    steps = 28
    left, right = [], []
    for step in range(steps + 1):
        t = step / steps
        half = width / 2 * sin(pi * t**0.8) ** 0.9 if 0 < t < 1 else 0.0
        spine = bend * length * sin(pi * t / 2) * t
        left.append((x + length * t, y + spine - half))
        right.append((x + length * t, y + spine + half))
    return turned(left + right[::-1], degrees, (x, y))


def stem(points: Outline, width: float, tip: float = 0.3) -> Outline:
    """A stalk along ``points`` that narrows to ``tip`` of its width."""
    left, right = [], []
    for i, (x, y) in enumerate(points):
        x0, y0 = points[max(i - 1, 0)]
        x1, y1 = points[min(i + 1, len(points) - 1)]
        run = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5 or 1.0
        half = width / 2 * (1 - (1 - tip) * i / max(len(points) - 1, 1))
        left.append((x - (y1 - y0) / run * half, y + (x1 - x0) / run * half))
        right.append((x + (y1 - y0) / run * half, y - (x1 - x0) / run * half))
    return left + right[::-1]


def curve(start: Point, bend: Point, end: Point, steps: int = 30) -> Outline:
    """A quadratic curve from ``start`` to ``end``, drawn towards ``bend``."""
    points = []
    for step in range(steps + 1):
        t = step / steps
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        points.append((a * start[0] + b * bend[0] + c * end[0], a * start[1] + b * bend[1] + c * end[1]))
    return points


def ridge(rng: Random, width: float, base: float, rise: float, roughness: int = 3) -> Outline:
    """The upper edge of a hill or wave from the left of the picture to its right."""
    waves = [(rise / (n + 1), rng.uniform(0.4, 1.1) * (n + 1), rng.uniform(0, 2 * pi)) for n in range(roughness)]
    points = []
    for step in range(-4, 205):
        x = width * step / 200
        points.append((x, base + sum(size * sin(2 * pi * n * step / 200 + phase) for size, n, phase in waves)))
    return points


def below(edge: Outline, bottom: float) -> Outline:
    """The area under ``edge`` down to ``bottom``."""
    return [*edge, (edge[-1][0], bottom), (edge[0][0], bottom)]
