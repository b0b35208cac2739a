"""Only published words are found."""

from __future__ import annotations

from tests import factories as make
from tests.admin.conftest import run_tasks
from tests.api.conftest import Ask
from tests.factories import SmallSite

from .conftest import FIND, titles


def test_drafts_are_not_found_by_their_words(site: SmallSite, ask: Ask) -> None:
    page = make.StandardPageFactory(title="Cypress", introduction="Evergreen.")
    page.title, page.introduction = "Juniper", "Needles."
    page.save_revision()
    make.StandardPageFactory(title="Juniper draft", live=False)
    run_tasks()
    assert [titles(ask(FIND, words=word)) for word in ("juniper", "needles", "cypress")] == [[], [], ["Cypress"]]

    page.get_latest_revision().publish()
    run_tasks()
    assert [titles(ask(FIND, words=word)) for word in ("juniper", "needles", "cypress")] == [["Juniper"]] * 2 + [[]]
