"""How text is folded into words, and what goes into the index; no database is asked."""

from __future__ import annotations

import pytest

from cms.search.findable import plain_text
from cms.search.words import indexed_words, terms, tokens, words

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Crow's feet", ["crows", "feet"]),
        ("Crow’s Feet", ["crows", "feet"]),
        ("CROWS‐FEET", ["crows", "feet"]),
        ("BOTOX® Cosmetic", ["botox", "cosmetic"]),
        ("Botox®Cosmetic™", ["botox", "cosmetic"]),
        ("JUVÉDERM", ["juvederm"]),
        ("Juve\u0301derm", ["juvederm"]),
        ("Straße", ["strasse"]),
        ("soft\u00adhyphen", ["softhyphen"]),
        ('NEAR("a" b*) AND ^c: -d', ["near", "a", "b", "and", "c", "d"]),
        ("激光 治疗", ["激光", "治疗"]),
        ("عِلاج", ["علاج"]),
        ("1,540 nm", ["1", "540", "nm"]),
        ("— … ! _ ¶", []),
        ("x" * 50, ["x" * 40]),
    ],
)
def test_what_makes_no_difference_is_left_out(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_compounds_are_found_in_parts_and_as_one_word() -> None:
    assert indexed_words("Micro-needling") == {"micro", "needling", "microneedling"}


def test_tokens_are_ascii_and_say_where_each_word_stands() -> None:
    assert tokens("Crow’s feet", ["Patte d’oie"], ["At the eyes: 激"]).split() == [
        "qxacrowsfeet", "qxbpattedoie", "qxndoie", "qxnpatte", "qxtcrows", "qxtfeet",
        "qxwat", "qxwcrows", "qxwdoie", "qxweyes", "qxwfeet", "qxwpatte", "qxwthe", "qxwu6fc0",
    ]  # fmt: skip


def test_small_words_count_only_where_there_are_no_others() -> None:
    assert [term.word for term in terms("How to treat the feet of a crow")] == ["treat", "feet", "crow"]
    assert [term.word for term in terms("to be or")] == ["to", "be", "or"]


def test_eight_words_count_each_once() -> None:
    assert [term.word for term in terms("one two One three four five six seven eight nine")] == [
        "one", "two", "three", "four", "five", "six", "seven", "eight",
    ]  # fmt: skip


def test_a_term_is_its_plural_and_the_beginning_of_words_unless_it_is_one_letter() -> None:
    [wrinkles], [letter], [glass] = terms("wrinkles"), terms("x"), terms("glass")
    assert [word for word in ("wrinkle", "wrinkles", "wrinkl") if wrinkles.matches(word)] == ["wrinkle", "wrinkles"]
    assert [word for word in ("x", "xenon") if letter.matches(word)] == ["x"]
    assert glass.whole == ("glass",)


def test_rich_text_becomes_plain() -> None:
    source = "<p>Bo<b>tox</b> &amp; <a linktype='page' id='1'>more</a></p><p>&lt;b&gt;</p>"
    assert plain_text(source) == "Botox & more <b>"
