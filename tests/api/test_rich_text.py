"""Rich text: clean whatever was stored, links followed or left as words."""

from __future__ import annotations

from typing import Any

import pytest

from tests.factories import ConcernPageFactory, SmallSite, StandardPageFactory, link_to
from treatments.models import ConcernPage

from .conftest import Ask

QUERY = '{ concern(slug: "lines") { seeADoctorIf { html text } } }'


@pytest.fixture
def concern(site: SmallSite) -> Any:
    return ConcernPageFactory(title="Lines")


def rendered(ask: Ask, source: str) -> tuple[str, str]:
    """What the API makes of ``source``, stored as it is."""
    ConcernPage.objects.filter(slug="lines").update(see_a_doctor_if=source)
    value = ask(QUERY)["concern"]["seeADoctorIf"]
    return value["html"], value["text"]


@pytest.mark.parametrize(
    ("source", "html", "text"),
    [
        ("", "", ""),
        ("<p>Plain</p>", "<p>Plain</p>", "Plain"),
        ("<p>a</p><p>b</p><ul><li>c</li><li>d</li></ul>", "<p>a</p><p>b</p><ul><li>c</li><li>d</li></ul>", "a b c d"),
        ("<p>a<br/>b</p>", "<p>a<br>b</p>", "a b"),
        ("<p>H<sub>2</sub>O &amp; <b>b</b> <i>i</i></p>", "<p>H<sub>2</sub>O &amp; <b>b</b> <i>i</i></p>", "H2O & b i"),
        ("<p>1 &lt; 2 &amp;lt; 3</p>", "<p>1 &lt; 2 &amp;lt; 3</p>", "1 < 2 &lt; 3"),
        ("<p>caf\u00e9 \u2028 \u202e x</p>", "<p>caf\u00e9 \u2028 \u202e x</p>", "caf\u00e9 \u202e x"),
        ('<p data-block-key="ab12" class="x" style="color:red">a</p>', "<p>a</p>", "a"),
        ('<p onclick="alert(1)">a</p>', "<p>a</p>", "a"),
        ("<p>a<script>alert(1)</script>b</p>", "<p>ab</p>", None),
        ("<p>a</p><style>p{}</style>", "<p>a</p>", None),
        ('<p><img src="x" onerror="alert(1)">a</p>', "<p>a</p>", "a"),
        ("<iframe src='//x'></iframe><p>a</p>", "<p>a</p>", "a"),
        ("<p>a<!-- b --></p>", "<p>a</p>", "a"),
        ("<p>a<b>b", "<p>a<b>b</b></p>", "ab"),
        ("a</p></b><i>c", "a<p></p><i>c</i>", "a c"),
        ('<p><a href="https://x.example/?a=1&amp;b=2">x</a></p>', None, "x"),
        ('<p><a href="tel:+14045550100">call</a></p>', '<p><a href="tel:+14045550100">call</a></p>', "call"),
        ('<p><a href="mailto:a@x.example">mail</a></p>', '<p><a href="mailto:a@x.example">mail</a></p>', "mail"),
        ('<p><a href="javascript:alert(1)">x</a></p>', "<p>x</p>", "x"),
        ('<p><a href=" java\tscript:alert(1)">x</a></p>', "<p>x</p>", "x"),
        ('<p><a href="data:text/html,x">x</a></p>', "<p>x</p>", "x"),
        (
            '<p><a href="javascript:x">a <b>b</b></a> <a href="/c/">c</a></p>',
            '<p>a <b>b</b> <a href="/c/">c</a></p>',
            "a b c",
        ),
        ('<p><a name="top">a</a> &lt;a&gt;b&lt;/a&gt;</p>', "<p>a &lt;a&gt;b&lt;/a&gt;</p>", "a <a>b</a>"),
        ('<p><a href="https://[">a</a></p>', "<p>a</p>", "a"),
        ('<p><a href="#top">up</a> <a href="/local/">on</a></p>', None, "up on"),
        ('<p><a linktype="document" id="1">paper</a></p>', "<p>paper</p>", "paper"),
        ('<p><a linktype="page" id="999999">gone</a></p>', "<p>gone</p>", "gone"),
        ('<p><a linktype="page">none</a></p>', "<p>none</p>", "none"),
        ('<p><a linktype="page" id="x">odd</a></p>', "<p>odd</p>", "odd"),
        ('<p><a linktype="page" id="-1">odd</a></p>', "<p>odd</p>", "odd"),
        ('<p><a linktype="page" id="' + "9" * 30 + '">far</a></p>', "<p>far</p>", "far"),
        ('<p><a linktype="page" id="²">odd</a></p>', "<p>odd</p>", "odd"),
        ('<p><embed embedtype="image" id="1" alt="x" format="left"/>a</p>', "<p>a</p>", "a"),
        ("<svg><a href='javascript:alert(1)'>x</a></svg>", None, None),
        ("<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>", None, None),
        ("<" * 2_000, None, None),
        ("<p>" * 3_000 + "deep", None, None),
        ("<a " * 1_000, None, None),
    ],
    ids=range(39),
)
def test_what_comes_out_is_clean(concern: Any, ask: Ask, source: str, html: str | None, text: str | None) -> None:
    made, words = rendered(ask, source)
    if html is not None:
        assert made == html
    if text is not None:
        assert words == text
    for dangerous in ("<script", "javascript:", "onerror", "<svg", "<img", "<iframe", "<style", "data:"):
        assert dangerous not in made.lower().replace("&lt;", "")


def test_links_lead_to_paths_and_keep_their_words_where_nothing_is_to_be_seen(
    concern: Any, site: SmallSite, ask: Ask
) -> None:
    about = StandardPageFactory(title="About us", parent=site.home)
    source = f"<p>Read {link_to(about, '<b>about</b> us')} or {link_to(site.home, 'home')}.</p>"
    assert rendered(ask, source) == (
        '<p>Read <a href="/about-us/"><b>about</b> us</a> or <a href="/">home</a>.</p>',
        "Read about us or home.",
    )
    about.unpublish()
    assert rendered(ask, source) == (
        '<p>Read <b>about</b> us or <a href="/">home</a>.</p>',
        "Read about us or home.",
    )


def test_a_link_follows_its_page(concern: Any, site: SmallSite, ask: Ask) -> None:
    about = StandardPageFactory(title="About us", parent=site.home)
    source = f"<p>{link_to(about, 'about')}</p>"
    about.slug = "ueber & uns"[:5]
    about.save_revision().publish()
    assert rendered(ask, source)[0] == '<p><a href="/ueber/">about</a></p>'
