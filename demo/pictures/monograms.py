"""Initials and leaves in place of portraits, and the clinic's mark."""

from __future__ import annotations

from PIL import Image, ImageDraw, ImageFont

from .botanical import spray
from .canvas import Ball, Canvas, Fade, softened
from .palettes import Colour, Palette, mix
from .shapes import arch, box, curve, ellipse, leaf, pebble, ring, stem


def letters(canvas: Canvas, text: str, size: float, x: float, y: float, tone: Colour, shadow: Colour) -> None:
    """``text`` centred on (x, y), standing a little off the paper."""
    x, y, size = x * canvas.scale, y * canvas.scale, size * canvas.scale
    font = ImageFont.load_default(size)
    mask = Image.new("L", canvas.image.size)
    ImageDraw.Draw(mask).text((x, y), text, fill=255, font=font, anchor="mm")
    lifted = Image.new("L", canvas.image.size)
    lifted.paste(mask, (round(size * 0.025), round(size * 0.04)))
    canvas.image.paste(shadow, (0, 0), softened(lifted, size * 0.03).point([round(v * 0.45) for v in range(256)]))
    canvas.image.paste(tone, (0, 0), mask)


def monogram(canvas: Canvas, p: Palette, text: str) -> None:
    """One of three arrangements, by the picture's seed."""
    (door, moon, hills)[canvas.seed % 3](canvas, p, text)


def door(canvas: Canvas, p: Palette, text: str) -> None:
    """Initials in an arched niche with branches on both sides."""
    w, h = canvas.width, canvas.height
    canvas.wash(mix(p.paper, p.light, 0.35), mix(p.light, p.middle, 0.35), degrees=60)
    for i, (inset, tone) in enumerate(((0.12, p.deep), (0.175, p.accent), (0.23, mix(p.light, p.paper, 0.5)))):
        frame = arch(w * inset, h * (0.08 + 0.05 * i), w * (1 - 2 * inset), h * 1.1)
        canvas.cut(frame, Fade((mix(tone, p.paper, 0.22), tone, mix(tone, p.ink, 0.15)), 60), shadow=44)
    canvas.cut(
        ellipse(w * 0.5, h * 0.43, w * 0.17, w * 0.17), Fade((p.paper, mix(p.accent, p.paper, 0.55)), 70), shadow=16
    )
    letters(canvas, text, w * 0.17, w * 0.5, h * 0.43, p.deep, p.ink)
    for x, degrees, length in ((0.26, -100, 0.36), (0.76, -82, 0.4), (0.36, -88, 0.24), (0.63, -94, 0.22)):
        spray(canvas, w * x, h * 1.03, h * length, degrees, (p.middle, p.deep))
    canvas.cut(pebble(canvas.rng, w * 0.5, h * 0.985, w * 0.2, h * 0.06), Ball((p.light, p.middle, p.deep)), shadow=26)


def moon(canvas: Canvas, p: Palette, text: str) -> None:
    """Initials on a large disc with a leafy branch across it."""
    w, h = canvas.width, canvas.height
    canvas.wash(mix(p.deep, p.middle, 0.15), mix(p.deep, p.ink, 0.6), degrees=70)
    canvas.glow(w * 0.5, h * 0.42, w * 0.75, p.middle, 0.55)
    canvas.cut(ring(w * 0.5, h * 0.42, w * 0.4, w * 0.385, 0, 360), mix(p.accent, p.paper, 0.3), opacity=0.8)
    canvas.cut(
        ellipse(w * 0.5, h * 0.42, w * 0.33, w * 0.33), Fade((p.paper, mix(p.light, p.accent, 0.45)), 65), shadow=50
    )
    letters(canvas, text, w * 0.27, w * 0.5, h * 0.415, mix(p.deep, p.ink, 0.3), p.deep)
    line = curve((w * 0.02, h * 0.93), (w * 0.5, h * 0.86), (w * 0.99, h * 0.6), 26)
    canvas.cut(stem(line, 20), p.ink, shadow=18)
    for i in range(1, 26):
        x, y = line[i]
        side = -1 if i % 2 else 1
        size = w * 0.2 * (1 - abs(i - 12) / 30)
        tone = (p.middle, p.accent, mix(p.middle, p.light, 0.4))[i % 3]
        canvas.cut(
            leaf(x, y, size, size * 0.44, -22 + side * 58, 0.12 * side),
            Fade((tone, mix(tone, p.ink, 0.5)), 60),
            shadow=20,
        )


def hills(canvas: Canvas, p: Palette, text: str) -> None:
    """Initials above folded hills and a small sun."""
    w, h = canvas.width, canvas.height
    canvas.wash(mix(p.paper, p.accent, 0.18), mix(p.light, p.accent, 0.35), degrees=90)
    canvas.glow(w * 0.5, h * 0.25, w * 0.7, p.paper, 0.7)
    canvas.cut(box(w * 0.16, h * 0.1, w * 0.68, h * 0.8), Fade((p.paper, mix(p.paper, p.light, 0.6)), 60), shadow=46)
    canvas.cut(
        ellipse(w * 0.68, h * 0.24, w * 0.07, w * 0.07),
        Ball((mix(p.accent, p.paper, 0.3), p.accent, mix(p.accent, p.deep, 0.3))),
        shadow=14,
    )
    letters(canvas, text, w * 0.24, w * 0.44, h * 0.4, p.deep, p.ink)
    for i, tone in enumerate((p.light, p.middle, mix(p.accent, p.middle, 0.3), p.deep, p.ink)):
        y = h * (0.58 + 0.085 * i)
        swing = w * 0.25 * (-1) ** i
        edge = curve((-20, y + h * 0.03), (w * 0.5 + swing, y - h * 0.15), (w + 20, y + h * 0.04), 50)
        canvas.cut(
            [*edge, (w + 20, h + 20), (-20, h + 20)],
            Fade((mix(tone, p.paper, 0.28), tone), 80),
            shadow=34,
            drop=(0.1, -0.6),
        )
    for x, size in ((0.2, 0.17), (0.27, 0.12), (0.82, 0.2)):
        canvas.cut(leaf(w * x, h * 0.93, h * size, h * size * 0.28, -90), Fade((p.middle, p.ink), 15), shadow=16)


def logo(canvas: Canvas, p: Palette) -> None:
    """The clinic's mark: a lark of three leaves over a field, and the name."""
    w, h = canvas.width, canvas.height
    canvas.cut(box(0, 0, w, h), p.paper)
    x, y, r = w * 0.2, h * 0.5, h * 0.27
    canvas.cut(ellipse(x, y, r, r), p.deep)
    canvas.cut(leaf(x - r * 0.55, y + r * 0.28, r * 1.15, r * 0.4, -28, -0.06), p.paper)
    canvas.cut(leaf(x - r * 0.12, y + r * 0.12, r * 0.8, r * 0.34, -112, 0.1), p.accent)
    canvas.cut(leaf(x - r * 0.1, y + r * 0.12, r * 0.75, r * 0.3, -150, 0.1), p.light)
    for k in range(3):
        canvas.cut(
            stem(
                curve(
                    (x - r * 0.62, y + r * (0.5 + 0.13 * k)),
                    (x, y + r * (0.36 + 0.16 * k)),
                    (x + r * 0.62, y + r * (0.5 + 0.13 * k)),
                ),
                9,
                1,
            ),
            p.light,
            opacity=0.8 - 0.25 * k,
        )
    draw = ImageDraw.Draw(canvas.image)
    draw.text((w * 0.375, h * 0.47), "Larkfield", fill=p.ink, font=ImageFont.load_default(h * 0.26), anchor="lm")
    draw.text(
        (w * 0.38, h * 0.67),
        "Plastic Surgery & Medical Spa",
        fill=p.deep,
        font=ImageFont.load_default(h * 0.082),
        anchor="lm",
    )
