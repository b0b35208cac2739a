"""Several web processes with a response cache each: what is published is in the next answer of every one of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
import redis
import requests

from servers import valkey
from servers.process import HOST, free_ports
from tests.factories import StandardPageFactory, make_site
from tests.web import web_server

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

LISTED = "{ pages(first: 50) { nodes { id title } } }"


def ask_for(session: Any, address: str, query: str) -> requests.Response:
    """Ask one process. All are asked under the same name: the answer to another is another."""
    return session.get(f"{address}/graphql/", params={"query": query}, headers={"Host": HOST}, timeout=30)


@contextmanager
def asked_all_the_time(addresses: list[str]) -> Iterator[list[int]]:
    """Ask each of the processes for lists, as fast as one client can; gives how often that was answered."""
    stopped, counts = threading.Event(), [0] * len(addresses)

    def ask(number: int) -> None:
        with requests.Session() as session:
            while not stopped.is_set():
                counts[number] += ask_for(session, addresses[number], LISTED).status_code == 200

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(addresses))]
    for thread in threads:
        thread.start()
    try:
        yield counts
    finally:
        stopped.set()
        for thread in threads:
            thread.join()


@contextmanager
def two_servers(variables: dict[str, str]) -> Iterator[list[str]]:
    """Two processes under the same settings; gives their addresses."""
    ports = free_ports(2)
    shared = {"CMS_BASE_URL": f"http://{HOST}:{ports[0]}", **variables}
    with ExitStack() as stack:
        yield [stack.enter_context(web_server(port, **shared)) for port in ports]


@pytest.mark.parametrize("cache", ["Valkey", "nothing"])
def test_what_is_published_is_in_the_next_answer_of_each(soak: bool, tell: Callable[[str], None], cache: str) -> None:
    rounds = 500 if soak else 20
    make_site()
    page, other = StandardPageFactory(title="Begin"), StandardPageFactory(title="As it is")
    query = f'{{ page(id: "{page.pk}") {{ title }} other: page(id: "{other.pk}") {{ title }} }}'
    with ExitStack() as stack:
        variables = stack.enter_context(valkey()).environment() if cache == "Valkey" else {}
        addresses = stack.enter_context(two_servers(variables))
        sessions = [stack.enter_context(requests.Session()) for _ in addresses]

        def titles(number: int) -> list[str]:
            data = ask_for(sessions[number], addresses[number], query).json()["data"]
            return [data["page"]["title"], data["other"]["title"]]

        counts = stack.enter_context(asked_all_the_time(addresses))
        for number in range(rounds):
            page.title = f"Round {number}"
            page.save_revision().publish()
            for process in (0, 1, 0):
                assert titles(process) == [page.title, "As it is"], (number, process)
    shared = f"2 processes that share {cache}"
    tell(f"{rounds} publications, none stale in {shared} and answered {sum(counts)} other requests meanwhile")


def test_what_one_has_made_the_other_takes() -> None:
    make_site()
    query = f'{{ page(id: "{StandardPageFactory(title="About").pk}") {{ title }} }}'
    with valkey() as server, two_servers(server.environment()) as addresses:
        client = redis.Redis(host=HOST, port=server.port, password=server.password)
        client.config_resetstat()
        answers = [ask_for(requests, address, query) for address in addresses]
        calls = client.info("commandstats")
        client.close()
    assert [answer.json() for answer in answers] == [{"data": {"page": {"title": "About"}}}] * 2
    assert answers[0].headers["ETag"] == answers[1].headers["ETag"]
    assert (calls["cmdstat_get"]["calls"], calls["cmdstat_set"]["calls"]) == (2, 1)
