"""The demo's pictures: drawn by the project itself, from seeds, without people."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from . import botanical, monograms, patterns, places, still_life
from .canvas import Canvas
from .palettes import PALETTES, Palette

WIDTH = 2400
HERO, PORTRAIT, BANNER = (WIDTH, 1600), (WIDTH, 3000), (WIDTH, 1200)

STYLES: dict[str, Callable[[Canvas, Palette], None]] = {
    "arcs": patterns.arcs,
    "city-house": places.city_house,
    "copper": patterns.copper,
    "crystals": patterns.crystals,
    "embers": patterns.embers,
    "field": patterns.field,
    "fine-lines": patterns.fine_lines,
    "garden-house": places.garden_house,
    "garden-morning": botanical.garden_morning,
    "garden-path": botanical.garden_path,
    "lattice": patterns.lattice,
    "layers": patterns.layers,
    "light-bands": patterns.light_bands,
    "orange-peel": still_life.orange_peel,
    "parasol": still_life.parasol,
    "pebbles": still_life.pebbles,
    "petals": still_life.petals,
    "print-shop": places.print_shop,
    "prism": patterns.prism,
    "reeds": botanical.reeds,
    "seal-and-leaf": botanical.seal_and_leaf,
    "silk": patterns.silk,
    "spheres": still_life.spheres,
    "stacked-stones": still_life.stacked_stones,
    "steam-stones": still_life.steam_stones,
    "swatches": patterns.swatches,
    "two-drops": still_life.two_drops,
    "two-vessels": still_life.two_vessels,
    "warm-waves": patterns.warm_waves,
    "water": patterns.water,
}


def draw(style: str, palette: str, seed: int) -> Image.Image:
    """The picture of that style, palette and seed, always the same. ``monogram:AL`` makes a portrait of initials."""
    colours = PALETTES[palette]
    if style.startswith("monogram:"):
        canvas = Canvas(*PORTRAIT, seed)
        monograms.monogram(canvas, colours, style.removeprefix("monogram:"))
        return canvas.finish()
    if style == "logo":
        canvas = Canvas(*BANNER, seed, scale=1.0)
        monograms.logo(canvas, colours)
        return canvas.image
    canvas = Canvas(*HERO, seed)
    STYLES[style](canvas, colours)
    return canvas.finish()
