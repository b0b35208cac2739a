"""The comparison editor in a real browser: by keyboard alone, through autosaves, refusals and reloads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect
from wagtail.models import Page as WagtailPage
from wagtail.models import Site

from pages.models import ComparisonArticlePage
from tests.factories import (
    ArticleIndexPageFactory,
    ComparisonArticlePageFactory,
    HomePageFactory,
    SourceFactory,
    UserFactory,
)

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

TABLE = """() => [...document.querySelectorAll('.comparison-grid__table tr')].map(row => [...row.cells].map(cell => {
    const part = name => cell.querySelector(`[data-part="${name}"]`);
    if (part('name')) return part('name').value;
    return part('verdict') ? [part('verdict').value, part('text').value, part('title').textContent].join('|') : '';
}))"""
FOCUSED = "() => document.activeElement.getAttribute('aria-label') || document.activeElement.textContent.trim()"
CONTROLLER = """name => window.wagtail.app.getControllerForElementAndIdentifier(
    document.querySelector('form[data-edit-form]'), name)"""
STATUS = "[data-comparison-grid-target='status']"


@pytest.fixture
def articles(live_server: Any) -> Any:
    """The articles' index of a small site."""
    site = Site.objects.get(is_default_site=True)
    site.root_page = HomePageFactory(parent=WagtailPage.objects.get(depth=1), slug="larch-hill")
    site.save()
    return ArticleIndexPageFactory()


@pytest.fixture
def admin(screen: Page, live_server: Any, articles: Any) -> Page:
    """A browser in which a superuser has signed in; errors of its scripts fail the test."""
    client = Client()
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    screen.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    screen.on("pageerror", lambda error: pytest.fail(f"A script failed: {error}"))
    return screen


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, selector: str, key: str = "Tab") -> None:
    """Press Tab until what has the focus matches ``selector``."""
    for _ in range(120):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press(key)
    raise AssertionError(f"Tab never reached {selector}")


def tab_to_label(page: Page, label: str, key: str = "Tab") -> None:
    tab_to(page, f'[aria-label="{label}"]', key)


def saved(page: Page) -> None:
    """Wait until what the form holds is what was autosaved last."""
    page.wait_for_timeout(600)
    page.wait_for_function(
        f"""() => {{
            const [unsaved, autosave] = ['w-unsaved', 'w-autosave'].map({CONTROLLER});
            return unsaved.initialFormData === unsaved.formData && !unsaved.hasEditsValue && !autosave.submitPromise;
        }}"""
    )
    expect(page.locator("#w-autosave-indicator")).to_contain_text("Saved")


def open_comparison(page: Page, comparison: Any) -> None:
    """Open the grid and wait until Wagtail watches the form for edits: twice, two seconds after each connecting."""
    page.goto(f"/admin/pages/{comparison.pk}/edit/#tab-comparison")
    expect(page.get_by_label("Name of subject 1")).to_be_visible()
    page.wait_for_function(f"() => ({CONTROLLER})('w-unsaved').initialFormData")
    page.wait_for_timeout(1_000)


def table(page: Page) -> list[list[str]]:
    rows: list[list[str]] = page.evaluate(TABLE)
    return rows


def test_a_comparison_is_written_saved_and_published_with_the_keyboard_alone(admin: Page, articles: Any) -> None:
    source = SourceFactory(title="Rules of the Georgia board")
    admin.goto(f"/admin/pages/add/pages/comparisonarticlepage/{articles.pk}/")
    tab_to(admin, "#id_title")
    admin.keyboard.type("Medical spa or day spa")
    tab_to(admin, "#id_introduction")
    admin.keyboard.type("Which of the two is right for you.")
    tab_to(admin, "[role=tab]", "Shift+Tab")
    press(admin, "ArrowRight", "ArrowRight")
    tab_to(admin, "#id_is_medical")
    press(admin, "Space")
    tab_to(admin, "[role=tab]", "Shift+Tab")
    press(admin, "ArrowLeft")
    expect(admin.get_by_role("tab", name="Comparison")).to_be_focused()

    # Names, an added row, an added column that is taken away again: empty, so nothing asks
    tab_to_label(admin, "Name of subject 1")
    admin.keyboard.type("Medical spa")
    tab_to_label(admin, "Name of subject 2")
    admin.keyboard.type("Day spa")
    tab_to(admin, "[data-press=add-column]", "Shift+Tab")
    press(admin, "Enter")
    assert admin.evaluate(FOCUSED) == "Name of subject 3"
    tab_to_label(admin, "Remove subject 3")
    press(admin, "Enter")
    assert admin.evaluate(FOCUSED) == "Name of subject 2"
    expect(admin.locator(STATUS)).to_have_text("Subject 3 removed.")
    tab_to_label(admin, "Name of criterion 1")
    admin.keyboard.type("Who supervises")
    tab_to_label(admin, "Name of criterion 2")
    admin.keyboard.type("Who performs")
    tab_to_label(admin, "Name of criterion 3")
    admin.keyboard.type("Technology")
    tab_to(admin, "[data-press=add-row]")
    press(admin, "Enter")
    admin.keyboard.type("Safety")
    expect(admin.locator(STATUS)).to_have_text("Criterion 4 added.")

    # One cell with everything in it; the source by the chooser
    tab_to_label(admin, "Verdict: “Who supervises”, “Medical spa”", "Shift+Tab")
    admin.keyboard.type("Fav")
    press(admin, "Tab")
    admin.keyboard.type("A surgeon, always reachable.")
    press(admin, "Tab")
    assert admin.evaluate(FOCUSED) == "Choose a source: “Who supervises”, “Medical spa”"
    press(admin, "Enter")
    expect(admin.locator("#id_q")).to_be_visible()
    tab_to(admin, "a.snippet-choice, a[data-chooser-modal-choice]")
    press(admin, "Enter")
    label = "Change the source, Rules of the Georgia board: “Who supervises”, “Medical spa”"
    expect(admin.get_by_label(label)).to_be_focused()

    # From cell to cell, same field
    tab_to_label(admin, "Verdict: “Who supervises”, “Medical spa”", "Shift+Tab")
    for column in ("Medical spa", "Day spa"):
        for row in ("Who supervises", "Who performs", "Technology", "Safety"):
            assert admin.evaluate(FOCUSED) == f"Verdict: “{row}”, “{column}”"
            if (row, column) not in {("Who supervises", "Medical spa"), ("Technology", "Day spa")}:
                admin.keyboard.type("Not s")
            press(admin, "Alt+Shift+ArrowDown")
        press(admin, "Alt+Shift+ArrowUp", "Alt+Shift+ArrowUp", "Alt+Shift+ArrowUp", "Alt+Shift+ArrowRight")

    # Publishing is refused for the one cell that is undecided
    saved(admin)
    before = table(admin)
    publish(admin)
    expect(admin.get_by_text("could not be saved due to validation errors")).to_be_visible()
    assert table(admin) == before
    undecided = admin.locator("td.comparison-grid__cell", has_text="Choose a verdict.")
    expect(undecided).to_have_count(1)
    expect(undecided.locator("select")).to_have_attribute("aria-label", "Verdict: “Technology”, “Day spa”")
    expect(admin.locator(".comparison-grid .error-message")).to_have_count(1)
    tab_to(admin, ".messages button")
    press(admin, "Enter")
    expect(undecided.locator(".error-message")).to_be_focused()
    tab_to_label(admin, "Verdict: “Technology”, “Day spa”", "Shift+Tab")
    admin.keyboard.type("Unf")
    expect(admin.locator(".comparison-grid .error-message")).to_have_count(0)
    publish(admin)
    admin.wait_for_url(f"**/admin/pages/{articles.pk}/")
    expect(admin.get_by_text("has been published")).to_be_visible()

    page = ComparisonArticlePage.objects.get(live=True)
    assert list(page.subjects.values_list("key", "name")) == [("medical-spa", "Medical spa"), ("day-spa", "Day spa")]
    assert list(page.criteria.values_list("key", "label")) == [
        ("who-supervises", "Who supervises"),
        ("who-performs", "Who performs"),
        ("technology", "Technology"),
        ("safety", "Safety"),
    ]
    stated = {cell.place: (cell.verdict, cell.text, cell.source_id) for cell in page.cells.all()}
    silent = ("not_stated", "", None)
    assert stated == {
        ("who-supervises", "medical-spa"): ("favourable", "A surgeon, always reachable.", source.pk),
        ("who-supervises", "day-spa"): silent,
        ("who-performs", "medical-spa"): silent,
        ("who-performs", "day-spa"): silent,
        ("technology", "medical-spa"): silent,
        ("technology", "day-spa"): ("unfavourable", "", None),
        ("safety", "medical-spa"): silent,
        ("safety", "day-spa"): silent,
    }


def publish(page: Page) -> None:
    """Reach the footer's menu and its entry by keyboard."""
    tab_to(page, "footer button[aria-label='More actions'], footer .w-dropdown__toggle")
    press(page, "Enter")
    expect(page.get_by_role("button", name="Publish", exact=True)).to_be_visible()
    tab_to(page, "button[name='action-publish']")
    with page.expect_navigation():
        press(page, "Enter")


def test_removing_a_line_with_content_asks_first(admin: Page) -> None:
    open_comparison(admin, ComparisonArticlePageFactory(live=False))
    before = table(admin)
    remove = admin.get_by_role("button", name="Remove “Criterion 2”")
    remove.focus()
    press(admin, "Enter")
    dialog = admin.get_by_role("dialog", name="Remove the criterion “Criterion 2”?")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("2 cells with a verdict, text or source will be removed with it.")
    expect(admin.get_by_role("button", name="Keep it")).to_be_focused()
    press(admin, "Escape")
    expect(dialog).to_be_hidden()
    expect(remove).to_be_focused()
    assert table(admin) == before
    press(admin, "Enter", "Tab", "Enter")
    expect(admin.get_by_label("Name of criterion 2")).to_be_focused()
    expect(admin.locator(STATUS)).to_have_text("“Criterion 2” removed.")
    expected = [row for row in before if row[0] != "Criterion 2"]
    assert table(admin) == expected
    admin.get_by_role("button", name="Remove “Day spa”").click()
    admin.get_by_role("button", name="Remove", exact=True).click()
    assert table(admin) == [row[:2] for row in expected]
    saved(admin)
    page = ComparisonArticlePage.objects.get()
    assert (page.subjects.count(), page.criteria.count(), page.cells.count()) == (1, 2, 2)


@pytest.mark.parametrize("live", [False, True])
def test_what_is_added_and_moved_between_autosaves_is_there_after_a_reload(admin: Page, live: bool) -> None:
    comparison = ComparisonArticlePageFactory(live=live)
    open_comparison(admin, comparison)
    admin.get_by_role("button", name="Add criterion").click()
    admin.keyboard.type("Downt")
    saved(admin)
    admin.keyboard.type("ime")
    admin.get_by_label("Text: “Downtime”, “Medical spa”").fill("None to speak of")
    admin.get_by_role("button", name="Add subject").click()
    admin.keyboard.type("Facial bar")
    saved(admin)
    admin.get_by_label("Verdict: “Downtime”, “Facial bar”").select_option("depends")
    admin.get_by_role("button", name="Move “Downtime” up").focus()
    press(admin, "Enter", "Enter", "Enter", "Enter")
    expect(admin.get_by_role("button", name="Move “Downtime” up")).to_be_focused()
    expect(admin.locator(STATUS)).to_have_text("“Downtime” is now criterion 1 of 4.")
    admin.get_by_role("button", name="Move “Facial bar” left").focus()
    press(admin, "Enter")
    expect(admin.locator(STATUS)).to_have_text("“Facial bar” is now subject 2 of 3.")
    saved(admin)
    expected = [
        ["", "Medical spa", "Facial bar", "Day spa"],
        ["Downtime", "|None to speak of|", "depends||", "||"],
        *([f"Criterion {number}", "neutral||", "||", "neutral||"] for number in (1, 2, 3)),
    ]
    assert table(admin) == expected
    admin.reload()
    expect(admin.get_by_label("Name of subject 1")).to_be_visible()
    assert table(admin) == expected
    grid = ComparisonArticlePage.objects.get().get_latest_revision_as_object().grid()
    assert [line.key for line in grid.criteria] == ["downtime", "criterion-1", "criterion-2", "criterion-3"]
    assert [line.key for line in grid.subjects] == ["medical-spa", "facial-bar", "day-spa"]
    assert (len(grid.cells), grid.strays) == (8, [])


def test_what_is_typed_while_an_autosave_is_under_way_is_saved_by_the_next(admin: Page) -> None:
    open_comparison(admin, ComparisonArticlePageFactory(live=False))
    held: list[Route] = []
    admin.route("**/edit/", lambda route: held.append(route))
    with admin.expect_request("**/edit/"):
        admin.get_by_label("Text: “Criterion 1”, “Medical spa”").fill("The first")
    admin.get_by_label("Text: “Criterion 1”, “Day spa”").fill("And the second")
    held.pop().continue_()
    admin.unroute("**/edit/")
    saved(admin)
    admin.wait_for_timeout(3_000)
    cells = ComparisonArticlePage.objects.get().grid().cells
    assert cells["criterion-1", "medical-spa"].text == "The first"
    assert cells["criterion-1", "day-spa"].text == "And the second"
