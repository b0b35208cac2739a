"""In which order pages are found: the same on every database."""

from __future__ import annotations

from tests import factories as make
from tests.admin.conftest import run_tasks
from tests.api.conftest import Ask
from tests.factories import SmallSite

from .conftest import FIND, PART, titles


def test_titles_come_first_then_names_then_text(site: SmallSite, ask: Ask) -> None:
    """Whole words before beginnings in each place; pages that are equal by title, and then by id."""
    plain = make.ConcernPageFactory(title="Plain")
    lender = make.ConcernPageFactory(title="Larchen", introduction="")
    make.TreatmentPageFactory(title="fa", overview="<p>A larch.</p>", concern_links=[lender])
    make.StandardPageFactory(title="h", introduction="A larchwood floor.")
    make.StandardPageFactory(title="g", introduction="A larch.")
    make.TreatmentPageFactory(title="f", concern_links=[lender])
    make.TreatmentPageFactory(title="e", other_names="Larchwood oil", concern_links=[plain])
    make.TreatmentPageFactory(title="d", other_names="Oil of larch", concern_links=[plain])
    make.StandardPageFactory(title="Larchwood")
    make.StandardPageFactory(title="b larch")
    make.StandardPageFactory(title="B larches")
    make.StandardPageFactory(title="b larch", slug="again")
    make.TreatmentPageFactory(title="a", other_names="Larch", concern_links=[plain])
    make.StandardPageFactory(title="Larch")
    run_tasks()

    found = ["Larch", "a", "b larch", "b larch", "B larches", "Larchen", "Larchwood", "d", "e", "fa", "f", "g", "h"]
    assert titles(ask(FIND, words="larch")) == found


def test_there_are_two_hundred_results_at_most(site: SmallSite, ask: Ask) -> None:
    """The best of all that match, not the first that come."""
    for number in range(201):
        make.StandardPageFactory(title=f"Page {number:03}", introduction="Of yews.", history=False)
    make.StandardPageFactory(title="Yew", history=False)
    run_tasks()
    found, after = [], None
    while True:
        answer = ask(PART, words="yew", first=100, after=after)
        found += titles(answer)
        assert answer["search"]["totalCount"] == 200
        after = answer["search"]["pageInfo"]["endCursor"]
        if not answer["search"]["pageInfo"]["hasNextPage"]:
            break
    assert found == ["Yew", *(f"Page {number:03}" for number in range(199))]
