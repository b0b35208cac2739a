"""An editor's press of a button is on the website within seconds: wherever the page is mentioned, and nowhere else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from .chain import Chain, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Screen

pytestmark = [pytest.mark.website, pytest.mark.browser, pytest.mark.once]

SECONDS = 5
SLUG = "bbl-broadband-light"
PATH = f"/treatments/{SLUG}/"
# Where its title stands: the list of treatments, the treatments that it is part of, its concerns, the locations and
# providers that offer it, the comparison and the article about it, and the home page.
MENTIONS = {
    *("/", "/treatments/", PATH, "/treatments/skin-rejuvenation/"),
    *("/concerns/acne/", "/concerns/hyperpigmentation/", "/concerns/rosacea/", "/concerns/sun-damage/"),
    "/concerns/vascular-lesions/",
    *("/locations/alpharetta/", "/locations/midtown-atlanta/"),
    *("/providers/gideon-asante-moreau/", "/providers/priyanka-oduya/"),
    *("/articles/laser-ipl-or-bbl/", "/articles/sunscreen-after-treatment/"),
}
FIND = f"from treatments.models import TreatmentPage; page = TreatmentPage.objects.get(slug='{SLUG}')\n"
MADE = """
from locations.models import Availability
from treatments.models import ConcernPage, TreatmentConcern, TreatmentIndexPage, TreatmentPage
words = dict(overview="<p>Warm.</p>", why_its_done="<p>For calm.</p>", suitability="<p>Most.</p>", risks="<p>None.</p>")
page = TreatmentPage(title="Glow of the Chain", slug="glow", summary="It glows.", kind="mechanical", **words)
page.concern_links = [TreatmentConcern(concern=ConcernPage.objects.get(slug="rosacea"))]
TreatmentIndexPage.objects.get().add_child(instance=page)
page.save_revision().publish()
other = Availability.objects.filter(location__slug="alpharetta").first()
Availability.objects.create(treatment=page, location=other.location, provider=other.provider)
print(page.pk)
"""
GONE = """
from treatments.models import TreatmentPage
for page in TreatmentPage.objects.filter(slug__startswith="glow"):
    page.delete()
"""
GLOW = "/treatments/glow/"
LISTS = {"/treatments/", "/concerns/rosacea/", "/locations/alpharetta/"}
# Others only lead there, in words of their own.
LINKS = {"/treatments/chemical-peel/", "/treatments/ipl/", "/treatments/laser-skin-treatment/"}
PUBLISH = """
page = page.get_latest_revision_as_object()
page.{field} = {value!r}
page.save_revision().publish()
"""


def press(screen: Screen, label: str) -> float:
    """Press a button of the bar at the foot of the form, once nothing is under way; return when."""
    screen.wait_for_load_state("networkidle")
    button = screen.locator("footer").get_by_role("button", name=label, exact=True)
    if not button.is_visible():
        screen.locator("footer [data-w-dropdown-target=toggle], footer .w-dropdown__toggle").first.click()
    pressed = time.time()
    button.click(no_wait_after=True)
    return pressed


def shown(chain: Chain, paths: set[str], words: str) -> bool:
    return all(words in answer.text for answer in chain.get_all(sorted(paths)).values())


def test_what_is_published_is_everywhere_within_five_seconds(
    chain: Chain, signed_in: Callable[[str], Screen], browser: Browser, tell: Callable[[str], None]
) -> None:
    chain.settle()
    paths = chain.paths()
    chain.get_all(paths)  # from now on all are kept
    number, title = chain.run(FIND + "print(page.pk); print(page.title)").splitlines()
    try:
        screen = signed_in("publisher")
        screen.goto(f"/admin/pages/{number}/edit/")
        screen.fill("[name=title]", "Bright Light of the Chain")
        visitor = browser.new_page(base_url=chain.website)
        visitor.goto(PATH)
        expect(visitor.get_by_role("heading", level=1)).to_have_text(title)
        pressed = press(screen, "Publish")
        until(lambda: "Bright Light of the Chain" in chain.get(PATH).text, 2 * SECONDS)
        visitor.reload()
        expect(visitor.get_by_role("heading", level=1)).to_have_text("Bright Light of the Chain")
        page_seconds = time.time() - pressed
        until(lambda: shown(chain, MENTIONS, "Bright Light of the Chain"), 2 * SECONDS)
        all_seconds = time.time() - pressed
        tell(
            f"Published: {page_seconds:.1f} s from the press to another browser, "
            f"{all_seconds:.1f} s to all {len(MENTIONS)} pages that mention it"
        )
        assert page_seconds < SECONDS
        assert all_seconds < SECONDS
        visitor.close()

        others = chain.get_all([path for path in paths if path not in MENTIONS])
        assert [path for path, answer in others.items() if "Bright Light of the Chain" in answer.text] == []
        assert {path for path, answer in others.items() if answer.headers["x-nextjs-cache"] != "HIT"} == LINKS
        until(chain.is_told)
        asked = {each.variables["path"] for each in chain.asked(pressed) if each.operation == "Page"}
        assert asked == MENTIONS | LINKS
    finally:
        chain.run(FIND + PUBLISH.format(field="title", value=title))


@pytest.fixture
def glow(chain: Chain) -> Iterator[str]:
    """A treatment that lists and a location mention, and that everybody has seen there; gives its number."""
    chain.get_all([GLOW, *LISTS])
    try:
        yield chain.run(MADE).strip()
    finally:
        chain.run(GONE)
        until(chain.is_told)


def test_what_is_unpublished_is_404_and_in_no_list_within_five_seconds(
    chain: Chain, glow: str, signed_in: Callable[[str], Screen], tell: Callable[[str], None]
) -> None:
    until(lambda: shown(chain, {GLOW, *LISTS}, "Glow of the Chain"))
    screen = signed_in("publisher")
    screen.goto(f"/admin/pages/{glow}/unpublish/")
    pressed = time.time()
    screen.get_by_role("button", name="Yes, unpublish").click(no_wait_after=True)
    until(lambda: chain.get(GLOW).status_code == 404, 2 * SECONDS)
    page_seconds = time.time() - pressed
    until(lambda: not any(shown(chain, {path}, "Glow of the Chain") for path in LISTS), 2 * SECONDS)
    all_seconds = time.time() - pressed
    tell(f"Unpublished: 404 after {page_seconds:.1f} s, gone from lists after {all_seconds:.1f} s")
    assert page_seconds < SECONDS
    assert all_seconds < SECONDS
    assert GLOW not in chain.paths()


def test_a_new_slug_leads_on_at_once(chain: Chain, glow: str, tell: Callable[[str], None]) -> None:
    until(lambda: shown(chain, {GLOW, *LISTS}, GLOW))
    begun = time.time()
    chain.run(
        "from treatments.models import TreatmentPage; page = TreatmentPage.objects.get(slug='glow')\n"
        + PUBLISH.format(field="slug", value="glow-on")
    )
    until(lambda: chain.get(GLOW).status_code == 308, SECONDS)
    seconds = time.time() - begun
    tell(f"Moved: 308 after {seconds:.1f} s")
    assert seconds < SECONDS
    assert {*chain.get(GLOW).headers["Location"].split(", ")} == {"/treatments/glow-on/"}
    assert chain.get("/treatments/glow-on/").status_code == 200
    until(lambda: shown(chain, LISTS, "/treatments/glow-on/"), SECONDS)
    assert not any(shown(chain, {path}, f'"{GLOW}"') for path in LISTS)
