"""The colours the pictures share: warm neutrals, sage, terracotta, deep green."""

from __future__ import annotations

from dataclasses import dataclass

Colour = tuple[int, int, int]


def colour(code: str) -> Colour:
    """The three channels of ``rrggbb``."""
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """``one`` with ``share`` (0 to 1) of ``other``."""
    return (
        round(one[0] + (other[0] - one[0]) * share),
        round(one[1] + (other[1] - one[1]) * share),
        round(one[2] + (other[2] - one[2]) * share),
    )


@dataclass(frozen=True)
class Palette:
    """Six colours from the lightest ground to the darkest ink."""

    paper: Colour
    light: Colour
    middle: Colour
    accent: Colour
    deep: Colour
    ink: Colour

    def scale(self) -> list[Colour]:
        """The colours from light to dark."""
        return [self.paper, self.light, self.middle, self.accent, self.deep, self.ink]


def palette(codes: str) -> Palette:
    """A palette from six codes."""
    return Palette(*(colour(code) for code in codes.split()))


PALETTES = {
    "sage": palette("f3efe4 d9dccb aab89d d8a684 5f7a65 2c3f36"),
    "terracotta": palette("f8ebdd eccbb0 d99a76 bd6748 84432f 47261e"),
    "brick": palette("f6ecdf e6d2bd 93a387 bf6a4a 52654c 2b322b"),
    "forest": palette("efeadb c5cdb4 8aa28a d6a25f 2f5747 16322a"),
    "blush": palette("faefe8 f1d5ca e0ada0 b9736b 7d4a4c 432a31"),
    "sand": palette("f7f0e1 e7d7bb cdb08a b07b4f 7a5a42 3d2f28"),
    "mist": palette("f0f1ec d5dcd8 a6b8b6 d9b48f 56777a 273f45"),
    "dusk": palette("f6e6d8 e5bfa9 b98f8f d07f56 5b5468 2b2b3d"),
    "ochre": palette("faf1da ecd49a d3a552 a9683a 5e5b3c 2e3226"),
    "night": palette("e9e2d2 a9b5a6 5d7b73 dd9a63 20453f 0e2420"),
}
