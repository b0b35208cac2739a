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


def test_what_is_stored_is_cleaned(concern: Any, ask: Ask) -> None:
    stored = (
        '<p data-block-key="a1">a<script>alert(1)</script> <embed embedtype="image" id="1" alt="x" format="left"/>'
        '<a linktype="document" id="1">paper</a> <a href="javascript:alert(1)">x</a></p>'
    )
    assert rendered(ask, stored) == ("<p>a paper x</p>", "a paper x")


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
