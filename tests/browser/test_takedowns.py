"""A picture is taken down by its button, in a real browser, and its page says how far that is without being asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from cms.delivery import takedowns
from cms.media.models import MediaImage, Takedown
from tests.delivery.purge.edge import edge
from tests.factories import ArticlePageFactory, ImageFactory, make_site

if TYPE_CHECKING:
    from playwright.sync_api import Page as Screen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture(autouse=True)
def files(settings: Any) -> Iterator[None]:
    """The addresses of the pictures, at which there is nothing."""
    with edge() as running:
        settings.CMS_BASE_URL = running.url
        yield


def test_from_the_picture_to_done_everywhere(screen: Screen, sign_in: Callable[..., None]) -> None:
    make_site()
    image = ImageFactory(title="Cheek")
    page = ArticlePageFactory(title="A case", hero=image)
    sign_in("Publishers", first_name="Ada", last_name="Larch")
    screen.goto(f"/admin/images/{image.pk}/")
    screen.get_by_role("link", name="Take down…").click()
    expect(screen.get_by_role("link", name="A case")).to_be_visible()
    screen.get_by_label("Reason").fill("Consent withdrawn on March 4")
    screen.get_by_role("checkbox").check()
    screen.get_by_role("button", name="Take this picture down").click()
    expect(screen.get_by_text("is out of the website’s content")).to_be_visible()
    expect(screen.get_by_text("Waits for the worker")).to_be_visible()
    assert not MediaImage.objects.exists()
    assert takedowns.go_on() == 1
    expect(screen.get_by_text("Everything was found to be gone on")).to_be_visible()
    expect(screen.locator(".takedown__done")).to_have_count(5)
    expect(screen.get_by_role("link", name="A case, ")).to_have_count(page.revisions.count())
    screen.get_by_role("button", name="Reports").click()
    screen.get_by_role("link", name="Takedowns").click()
    expect(screen.get_by_role("cell", name="Done")).to_be_visible()
    Takedown.objects.update(done_at=None)
    screen.reload()
    expect(screen.get_by_role("cell", name="Done")).to_have_count(0)
    Takedown.objects.update(done_at=Takedown.objects.get().asked_at)
    expect(screen.get_by_role("cell", name="Done")).to_be_visible()
