"""What the response cache answers by itself, and what it has made anew."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms.api import lifetimes
from cms.delivery.cache import touched
from cms.delivery.models import Change, Log
from tests.api.changes.mutations import end_transaction, forget_all
from tests.factories import ArticlePageFactory, StandardPageFactory, TreatmentPageFactory, make_site

from .asking import MEGABYTE, Asking, go_on, publish, restore

NOW = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
LIST = "{ treatments(first: 5) { nodes { title } } }"


def page(pk: Any) -> str:
    return f'{{ page(id: "{pk}") {{ title }} }}'


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site() -> None:
    make_site()


@pytest.fixture
def asking() -> Asking:
    return Asking()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def test_the_same_again_is_not_made_again(asking: Asking) -> None:
    pk = StandardPageFactory(title="About").pk
    first, second = asking.get(page(pk)), asking.get(page(pk))
    assert first == second == asking.uncached(page(pk))
    assert (first.data, asking.made) == ({"page": {"title": "About"}}, 1)


def test_a_publication_is_in_the_next_answer_and_leaves_the_others(asking: Asking) -> None:
    pages = [TreatmentPageFactory(title=title) for title in ("Peel", "Laser")]
    article = ArticlePageFactory(title="Sun")
    forget_all()  # SQLite joins what happens to an object within a second
    queries = [LIST, page(pages[0].pk), page(pages[1].pk), page(article.pk)]
    for query in queries:
        asking.get(query)
    pages[0].title = "Peel, new"
    pages[0].save_revision().publish()
    asking.made = 0
    assert [asking.get(query).data for query in queries] == [
        {"treatments": {"nodes": [{"title": "Laser"}, {"title": "Peel, new"}]}},
        {"page": {"title": "Peel, new"}},
        {"page": {"title": "Laser"}},
        {"page": {"title": "Sun"}},
    ]
    assert asking.made == 2


def test_a_hundred_drafts_make_nothing_anew(asking: Asking) -> None:
    made = StandardPageFactory(title="About")
    asking.get(page(made.pk))
    for number in range(100):
        made.title = f"Draft {number}"
        made.save_revision()
        assert asking.get(page(made.pk)).data == {"page": {"title": "About"}}
    assert asking.made == 1


def test_what_was_looked_for_and_not_there(asking: Asking) -> None:
    query = '{ page(path: "/about/") { title } }'
    assert asking.get(query).data == {"page": None}
    made = StandardPageFactory(title="About", slug="about")
    assert asking.get(query).data == {"page": {"title": "About"}}
    PageViewRestriction.objects.create(page=made, restriction_type="login")
    assert asking.get(query).data == {"page": None}
    made.delete()
    assert (asking.get(query).data, asking.made) == ({"page": None}, 4)


def test_an_answer_ends_on_the_second(asking: Asking, clock: time_machine.Traveller) -> None:
    made = StandardPageFactory(title="About", expire_at=NOW + timedelta(hours=1))
    for seconds, expected, count in ((0, "About", 1), (3_599, "About", 1), (3_600, None, 2)):
        clock.move_to(NOW + timedelta(seconds=seconds))
        answer = asking.get(page(made.pk)).data["page"]
        assert (answer and answer["title"], asking.made) == (expected, count)


def test_caches_in_front_keep_it_no_longer_than_we(
    asking: Asking, clock: time_machine.Traveller, settings: Any
) -> None:
    settings.CDN_PURGE, settings.CDN_SECONDS = {"urls": [], "secret": ""}, 600
    made = StandardPageFactory(title="About", expire_at=NOW + timedelta(minutes=15))
    told = {}
    for minutes in (0, 10, 14):
        clock.move_to(NOW + timedelta(minutes=minutes))
        told[minutes] = asking.get(page(made.pk)).headers["Cache-Control"].rpartition("s-maxage=")[2]
    assert (told, asking.made) == ({0: "600", 10: "300", 14: "60"}, 1)


def test_caches_in_front_keep_no_answer_that_was_long_in_making(
    asking: Asking, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CDN_PURGE, settings.CDN_SECONDS = {"urls": [], "secret": ""}, 600
    monkeypatch.setattr(lifetimes, "SLOW_SECONDS", -1)
    made = StandardPageFactory(title="About", expire_at=timezone.now() + timedelta(days=1))
    told = [asking.get(page(made.pk)).headers["Cache-Control"] for _ in range(2)]
    assert (told, asking.made) == (["public, no-cache", "public, max-age=0, must-revalidate, s-maxage=600"], 1)


def test_a_client_that_has_it_is_told_so(asking: Asking) -> None:
    pk = StandardPageFactory().pk
    etag = asking.get(page(pk)).headers["ETag"]
    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again = asking.get(page(pk), HTTP_IF_NONE_MATCH=known)
        assert (again.status, again.body, again.headers["ETag"]) == (304, b"", etag)
        assert "Content-Type" not in again.headers
    for other in ('"other"', "", etag.strip('"')):
        assert asking.get(page(pk), HTTP_IF_NONE_MATCH=other).status == 200
    assert asking.post({"query": page(pk)}, HTTP_IF_NONE_MATCH=etag).status == 200
    assert asking.made == 2


def test_a_client_that_has_it_has_it_made_once_for_others(asking: Asking) -> None:
    pk = StandardPageFactory(title="About").pk
    etag = asking.uncached(page(pk)).headers["ETag"]
    assert asking.get(page(pk), HTTP_IF_NONE_MATCH=etag).status == 304
    assert (asking.get(page(pk)).data, asking.made) == ({"page": {"title": "About"}}, 1)


def test_what_makes_an_answer_another(asking: Asking, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "other.example"]
    pk = StandardPageFactory(title="About").pk
    others: list[dict[str, Any]] = [
        {},
        {"HTTP_ACCEPT": "application/graphql-response+json"},
        {"HTTP_HOST": "other.example"},
        {"wsgi.url_scheme": "https"},
        {"variables": {"unused": 1}},
    ]
    for _ in range(2):
        types = [asking.get(page(pk), **given).headers["Content-Type"] for given in others]
    assert types[1] == "application/graphql-response+json; charset=utf-8"
    assert asking.made == len(others)


@pytest.mark.parametrize(
    "given", [{"HTTP_X_QUERY_COST": "1"}, {"HTTP_AUTHORIZATION": ""}, {"HTTP_X_PREVIEW_TOKEN": "none"}]
)
def test_private_requests_pass_by(asking: Asking, given: dict[str, str]) -> None:
    body = {"query": page(StandardPageFactory().pk)}
    told = [asking.post(body, **given).headers["Cache-Control"] for _ in range(2)]
    assert (told, asking.made) == (["private, no-store"] * 2, 2)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        {"query": "{ nothing }"},
        {"query": '{ page(id: "1", path: "/") { title } }'},
        {"query": "mutation { a }"},
        [{"query": LIST}],
    ],
    ids=str,
)
def test_errors_are_never_kept(asking: Asking, body: Any) -> None:
    first, second = asking.post(body), asking.post(body)
    assert (first.status, first.headers["Cache-Control"]) == (second.status, "no-store")
    assert asking.made == 2


def test_a_text_with_its_hash_is_registered_each_time(asking: Asking) -> None:
    query = page(StandardPageFactory().pk)
    hashed = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": sha256(query.encode()).hexdigest()}}}
    for _ in range(2):
        assert asking.post({"query": query, **hashed}).status == 200
    assert asking.made == 2
    assert asking.post(hashed).data == asking.post(hashed).data
    assert asking.made == 3


def test_a_client_that_has_what_nobody_keeps_is_told_so(asking: Asking) -> None:
    query = page(StandardPageFactory().pk)
    hashed = {"persistedQuery": {"version": 1, "sha256Hash": sha256(query.encode()).hexdigest()}}
    etag = asking.get(query, extensions=hashed).headers["ETag"]
    again = asking.get(query, extensions=hashed, HTTP_IF_NONE_MATCH=etag)
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", etag)
    assert "Content-Type" not in again.headers
    assert asking.get(query, extensions=hashed, HTTP_IF_NONE_MATCH='"other"').status == 200


def test_another_path_method_or_a_body_too_large_pass_by(asking: Asking) -> None:
    query = page(StandardPageFactory().pk)
    for _ in range(2):
        assert asking.get(query, PATH_INFO="/health/live/").status == 200
        assert asking.get(query, REQUEST_METHOD="HEAD").body == b""
        assert asking.post(b"x" * 200_000).status == 413
    assert asking.made == 6


def test_a_log_that_begins_anew(asking: Asking) -> None:
    """As after a backup was restored: numbers come back that meant something else."""
    made = StandardPageFactory(title="About")
    asking.get(page(made.pk))
    position = Log.position()
    for title in ("Lost", "Lost too"):
        made.title = title
        made.save_revision().publish()
        assert asking.get(page(made.pk)).data == {"page": {"title": title}}
    restore(made, "About", position)
    assert asking.get(page(made.pk)).data == {"page": {"title": "About"}}


def test_a_copy_that_has_gone_on_by_itself(asking: Asking) -> None:
    """As after a backup was restored beneath a process that looks again when as many changes have come as were lost."""
    made, edited = StandardPageFactory(title="About"), StandardPageFactory(title="Edited")
    asking.get(page(made.pk))
    position = Log.position()
    publish(made, "Lost")
    assert asking.get(page(made.pk)).data == {"page": {"title": "Lost"}}
    lost = Log.position()
    restore(made, "About", position)
    go_on(edited, lost + 2)
    assert asking.get(page(made.pk)).data == {"page": {"title": "About"}}


def test_more_changes_than_are_read(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(touched, "MOST_CHANGES", 3)
    pages = [StandardPageFactory(title=f"Page {number}") for number in range(5)]
    asking.get(page(pages[0].pk))
    for each in pages:
        each.title = f"New {each.title}"
        each.save_revision().publish()
    assert [asking.get(page(each.pk)).data["page"]["title"] for each in pages] == [each.title for each in pages]


def test_changes_that_were_pruned_before_we_looked(asking: Asking) -> None:
    made = StandardPageFactory(title="About")
    asking.get(page(made.pk))
    made.title = "New"
    made.save_revision().publish()
    end_transaction()
    Log.objects.update(pruned=Log.position())
    Change.objects.all().delete()
    assert asking.get(page(made.pk)).data == {"page": {"title": "New"}}


def test_a_database_without_a_log(asking: Asking) -> None:
    pk = StandardPageFactory(title="About").pk
    end_transaction()
    Log.objects.all().delete()
    for _ in range(2):
        assert asking.get(page(pk)).data == {"page": {"title": "About"}}
    assert asking.made == 2


def test_a_database_whose_triggers_are_dropped(asking: Asking) -> None:
    """As while migrations run: what changes is not logged, so nothing is answered from memory."""
    pk = StandardPageFactory(title="About").pk
    asking.get(page(pk))
    end_transaction()
    Log.objects.update(triggers="")
    assert asking.get(page(pk)).data == {"page": {"title": "About"}}
    assert asking.made == 2


def test_the_least_used_go_first() -> None:
    asking = Asking(MEGABYTE)
    pk = StandardPageFactory(title="About").pk
    for number in range(600):
        asking.get(page(pk), variables={"unused": number})
        asking.get(page(pk))
    assert 100 < len(asking.hits.store.answers) < 500
    assert asking.hits.store.bytes <= MEGABYTE
    assert asking.made == 601


def test_answers_take_the_memory_that_is_counted(asking: Asking) -> None:
    def make(numbers: range) -> None:
        for number in numbers:
            asking.get("{ __typename }", variables={"unused": number})

    make(range(100))
    store = asking.hits.store
    gc.collect()
    before = store.bytes
    tracemalloc.start()
    try:
        make(range(100, 500))
        counted = store.bytes - before
        gc.collect()
        with_them = tracemalloc.get_traced_memory()[0]
        store.answers.clear()
        gc.collect()
        taken = with_them - tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert 0.7 * counted < taken < 1.1 * counted


def test_an_answer_that_would_drive_out_the_others_is_not_kept() -> None:
    asking = Asking(16_000)
    pk = StandardPageFactory(title="About").pk
    for _ in range(2):
        asking.get(page(pk))
    assert asking.made == 2


def test_a_change_while_the_answer_is_made(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read before it is not taken for what is there after it."""
    made = StandardPageFactory(title="About")
    make = asking.hits.application
    monkeypatch.setattr(asking.hits, "application", asking.publishing(made, "New"))
    assert asking.get(page(made.pk)).data == {"page": {"title": "About"}}
    monkeypatch.setattr(asking.hits, "application", make)
    assert asking.get(page(made.pk)).data == {"page": {"title": "New"}}


def test_nobody_takes_a_new_epoch_for_the_old_one() -> None:
    """Another thread may look at any time while everything is forgotten: what was touched is not untouched then."""
    looks: list[bool] = []

    class Watched(touched.Touched):
        def __setattr__(self, name: str, value: Any) -> None:
            super().__setattr__(name, value)
            if is_made:
                looks.append(self.holds({"page-1"}, 1, 5))

    is_made = False
    watched = Watched()
    watched.tags["page-1"], is_made = 6, True
    watched.begin(7)
    assert (looks, watched.epoch) == ([False] * 4, 2)
