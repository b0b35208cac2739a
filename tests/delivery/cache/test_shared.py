"""What one process has made is another's answer too, exactly while the change log says that it holds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache, caches

from cms.delivery.cache import release, shared, touched
from cms.delivery.models import Change, Log
from cms.tolerant_cache import TolerantCache
from servers import Valkey
from tests.api.changes.mutations import end_transaction
from tests.factories import ArticlePageFactory, StandardPageFactory, TreatmentPageFactory, make_site

from .asking import MEGABYTE, Asking, go_on, publish, restore
from .test_hits import LIST, page

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def digest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at all files and packages once for all of these tests."""
    monkeypatch.setattr(release, "digest", lambda: b"one release")


@pytest.fixture(autouse=True)
def site(below: TolerantCache) -> None:
    make_site()


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def processes(number: int = 2, most_bytes: int = 8 * MEGABYTE) -> list[Asking]:
    """So many processes, which share nothing but the cache and the database."""
    return [Asking(most_bytes) for _ in range(number)]


def entry(server: TolerantCache) -> bytes:
    """The name of the one answer that lies in the cache."""
    [name] = server._cache.get_client(None).keys("medspa-answer-*")
    return bytes(name)


def test_another_process_answers_without_making_it(below: TolerantCache) -> None:
    first, second = processes()
    pk = StandardPageFactory(title="About").pk
    made = first.get(page(pk))
    assert second.get(page(pk)) == made == first.uncached(page(pk))
    assert (first.made, second.made) == (1, 0)
    caches["default"].clear()  # it is our own now, and no clearing of Django's cache touches it
    assert second.get(page(pk)) == made
    below._cache.get_client(None, write=True).flushdb()
    assert second.get(page(pk)) == made
    assert second.made == 0


@pytest.mark.parametrize("accept", ["", "gzip", "br"])
def test_in_whichever_coding(accept: str) -> None:
    for number in range(6):
        StandardPageFactory(title=f"Page {number} {'of many words ' * 17}")
    query = "{ pages(first: 50) { nodes { id title path } } }"
    first, second = processes()
    first.get(query, HTTP_ACCEPT_ENCODING="gzip")
    told = second.get(query, HTTP_ACCEPT_ENCODING=accept)
    assert told == second.get(query, second.django, HTTP_ACCEPT_ENCODING=accept)
    assert (told.headers.get("Content-Encoding", ""), second.made) == (accept, 0)


def test_a_client_that_has_it_is_told_so() -> None:
    first, second = processes()
    pk = StandardPageFactory().pk
    etag = first.get(page(pk)).headers["ETag"]
    assert second.get(page(pk), HTTP_IF_NONE_MATCH=etag).status == 304
    assert second.made == 0


def test_what_was_touched_meanwhile_is_made_anew_and_nothing_else() -> None:
    pages = [TreatmentPageFactory(title=title) for title in ("Peel", "Laser")]
    article = ArticlePageFactory(title="Sun")
    queries = [LIST, page(pages[0].pk), page(pages[1].pk), page(article.pk)]
    first, second, third = processes(3)
    second.get(LIST)  # it knows the log from before, the third begins after
    for query in queries:
        first.get(query)
    publish(pages[0], "Peel, new")
    expected = [
        {"treatments": {"nodes": [{"title": "Laser"}, {"title": "Peel, new"}]}},
        {"page": {"title": "Peel, new"}},
        {"page": {"title": "Laser"}},
        {"page": {"title": "Sun"}},
    ]
    second.made = 0
    assert [second.get(query).data for query in queries] == expected
    assert [third.get(query).data for query in queries] == expected
    assert (second.made, third.made) == (2, 0)


def test_what_was_taken_holds_as_long_as_what_was_made() -> None:
    made, other = StandardPageFactory(title="About"), StandardPageFactory(title="Other")
    first, second = processes()
    first.get(page(made.pk))
    for title in ("New", "Newer"):
        publish(other, f"Other, {title}")
        assert second.get(page(made.pk)).data == {"page": {"title": made.title}}
        assert second.made == 0
        publish(made, title)
        assert second.get(page(made.pk)).data == {"page": {"title": title}}
        first.get(page(made.pk))
        assert (first.made, second.made) == (1, 1)
        [first, second] = processes()
        first.made = 1


def test_a_change_while_it_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was read before it is not taken for what is there after it."""
    first, second = processes()
    made = StandardPageFactory(title="About")
    monkeypatch.setattr(first.hits, "application", first.publishing(made, "New"))
    assert first.get(page(made.pk)).data == {"page": {"title": "About"}}
    assert second.get(page(made.pk)).data == {"page": {"title": "New"}}


def test_an_answer_ends_on_the_second(clock: time_machine.Traveller) -> None:
    made = StandardPageFactory(title="About", expire_at=NOW + timedelta(hours=1))
    first, second, third = processes(3)
    assert first.get(page(made.pk)).data == {"page": {"title": "About"}}
    clock.move_to(NOW + timedelta(seconds=3_599))
    assert (second.get(page(made.pk)).data, second.made) == ({"page": {"title": "About"}}, 0)
    clock.move_to(NOW + timedelta(seconds=3_600))
    assert [each.get(page(made.pk)).data for each in (second, third)] == [{"page": None}] * 2
    assert third.made == 0  # the second has made it


def test_another_release_or_other_settings_have_answers_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    pk = StandardPageFactory().pk
    [first] = processes(1)
    first.get(page(pk))
    monkeypatch.setattr(release, "digest", lambda: b"another")
    [other] = processes(1)
    other.get(page(pk))
    assert other.made == 1


def test_another_request_in_the_same_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared.Shared, "place", lambda *_given: "answer-0")
    pages = [StandardPageFactory(title=title) for title in ("About", "Contact")]
    first, second = processes()
    for each in pages:
        first.get(page(each.pk))
    assert [second.get(page(each.pk)).data["page"]["title"] for each in reversed(pages)] == ["Contact", "About"]
    assert second.made == 1


def test_the_places_hold_no_more_than_a_process_keeps() -> None:
    hits = Asking(8 * MEGABYTE).hits
    names = {hits.shared.place(number.to_bytes(8)) for number in range(20_000)}
    assert len(names) * shared.ENTRY_BYTES == 8 * MEGABYTE


@pytest.mark.parametrize("damage", ["forged", "cut", "emptied", "a pickle"])
def test_what_nobody_of_us_has_written_is_no_answer(below: TolerantCache, damage: str) -> None:
    pk = StandardPageFactory(title="About").pk
    first, second = processes()
    first.get(page(pk))
    client, name = below._cache.get_client(None, write=True), entry(below)
    raw = client.get(name)
    changed = {"forged": raw.replace(b"About", b"Abuse"), "cut": raw[:-1], "emptied": b""}.get(damage)
    assert changed != raw
    client.set(name, b"\x80\x04K\x01." if changed is None else changed)
    assert second.get(page(pk)).data == {"page": {"title": "About"}}
    assert second.made == 1


def test_a_copy_of_the_database_that_has_gone_on_by_itself() -> None:
    """Numbers come again that meant something else: of what was made behind the copy nothing is taken."""
    made, other, edited = (StandardPageFactory(title=title) for title in ("About", "Other", "Edited"))
    first, second = processes()
    first.get(page(other.pk))
    position = Log.position()
    publish(made, "Lost")
    assert first.get(page(made.pk)).data == {"page": {"title": "Lost"}}
    lost = Log.position()
    restore(made, "About", position)
    go_on(edited, lost + 2)
    assert second.get(page(made.pk)).data == {"page": {"title": "About"}}
    assert second.made == 1
    assert second.get(page(other.pk)).data == {"page": {"title": "Other"}}
    assert second.made == 1  # it is from before the copy, and nothing has touched it


def test_changes_that_were_forgotten(below: TolerantCache) -> None:
    made = StandardPageFactory(title="About")
    first, second = processes()
    first.get(page(made.pk))
    publish(made, "New")
    publish(StandardPageFactory(), "Another")
    last = Log.position()
    Change.objects.filter(sequence__lt=last).delete()
    Log.objects.update(pruned=last - 1)
    assert second.get(page(made.pk)).data == {"page": {"title": "New"}}


def test_more_changes_than_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(touched, "MOST_SINCE", 2)
    made = StandardPageFactory(title="About")
    first, second = processes()
    other = StandardPageFactory()
    first.get(page(made.pk))
    for number in range(3):
        publish(other, f"Edited {number}")
    assert second.get(page(made.pk)).data == {"page": {"title": "About"}}
    assert second.made == 1


def test_a_log_without_changes(below: TolerantCache) -> None:
    """There is nothing that tells it from others."""
    pk = StandardPageFactory().pk
    end_transaction()
    Change.objects.all().delete()
    for each in processes():
        each.get(page(pk))
        assert each.made == 1
    assert below._cache.get_client(None).keys("*answer*") == []


def test_what_is_too_large_is_kept_by_its_process_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shared, "ENTRY_BYTES", 500)
    pk = StandardPageFactory().pk
    first, second = processes()
    for each in (first, first, second):
        each.get(page(pk))
    assert (first.made, second.made) == (1, 1)


def test_errors_and_private_answers_are_not_there(below: TolerantCache) -> None:
    pk = StandardPageFactory().pk
    [first] = processes(1)
    first.post({"query": "{ nothing }"})
    first.post({"query": page(pk)}, HTTP_X_QUERY_COST="1")
    first.post({"query": page(pk)}, HTTP_AUTHORIZATION="Bearer none")
    assert below._cache.get_client(None).keys("*answer*") == []


def test_memory_of_the_process_is_not_asked(settings: Any) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    pk = StandardPageFactory().pk
    first, second = processes()
    for each in (first, second):
        each.get(page(pk))
    assert (first.made, second.made) == (1, 1)
    assert not cache._cache


def test_a_lost_answer_is_no_lost_write(below: TolerantCache, server: Valkey) -> None:
    """It leaves nothing behind that would be wrong, so nothing is to be cleared when the server is there again."""
    cache.set("kept", 1)
    server.process.pause()
    try:
        below.set_bytes("answer-0", b"lost", 60)
        assert below._health.rests_until > 0
    finally:
        server.process.resume()
    below._health.rests_until = 0.0
    assert cache.get("kept") == 1
