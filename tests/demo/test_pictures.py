"""The pictures: sizes, and the same every time."""

import hashlib

import pytest

from demo.pictures import STYLES, draw
from demo.reading import table

PICTURES = table("pictures")


def digest(told: dict[str, object]) -> str:
    drawing = draw(str(told["style"]), str(told["palette"]), int(str(told["seed"])))
    return hashlib.sha256(drawing.tobytes()).hexdigest()


@pytest.mark.parametrize(
    ("key", "size"),
    [("two-vessels", (2400, 1600)), ("monogram-nv", (2400, 3000)), ("logo", (2400, 1200))],
)
def test_pictures_are_2400_pixels_wide(key: str, size: tuple[int, int]) -> None:
    told = PICTURES[key]
    assert draw(told["style"], told["palette"], told["seed"]).size == size


@pytest.mark.parametrize("key", ["crystal-drift", "facade-decatur"])
def test_the_same_seed_draws_the_same_picture(key: str) -> None:
    assert digest(PICTURES[key]) == digest(PICTURES[key])
    assert digest(PICTURES[key]) != digest({**PICTURES[key], "palette": "ochre"})


def test_every_style_has_a_picture() -> None:
    assert {told["style"] for told in PICTURES.values() if told["style"] in STYLES} == set(STYLES)


@pytest.mark.soak
def test_every_picture_can_be_drawn(soak: bool) -> None:
    for told in list(PICTURES.values()) if soak else [PICTURES["dawn-petals"]]:
        drawing = draw(told["style"], told["palette"], told["seed"])
        darkest, lightest = drawing.convert("L").getextrema()
        assert lightest - darkest > 60
