"""Several web processes with a response cache each: what is published is in the next answer of every one of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
import requests

from servers.process import free_ports
from tests.factories import StandardPageFactory, make_site
from tests.web import web_server

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

LISTED = "{ pages(first: 50) { nodes { id title } } }"


@contextmanager
def asked_all_the_time(addresses: list[str]) -> Iterator[list[int]]:
    """Ask each of the processes for lists, as fast as one client can; gives how often that was answered."""
    stopped, counts = threading.Event(), [0] * len(addresses)

    def ask(number: int) -> None:
        with requests.Session() as session:
            while not stopped.is_set():
                answer = session.get(f"{addresses[number]}/graphql/", params={"query": LISTED}, timeout=30)
                counts[number] += answer.status_code == 200

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(len(addresses))]
    for thread in threads:
        thread.start()
    try:
        yield counts
    finally:
        stopped.set()
        for thread in threads:
            thread.join()


def test_what_is_published_is_in_the_next_answer_of_each(soak: bool, tell: Callable[[str], None]) -> None:
    rounds = 500 if soak else 20
    make_site()
    page, other = StandardPageFactory(title="Begin"), StandardPageFactory(title="As it is")
    query = f'{{ page(id: "{page.pk}") {{ title }} other: page(id: "{other.pk}") {{ title }} }}'
    with ExitStack() as stack:
        addresses = [stack.enter_context(web_server(port)) for port in free_ports(2)]
        sessions = [stack.enter_context(requests.Session()) for _ in addresses]

        def titles(number: int) -> list[str]:
            data = sessions[number].get(f"{addresses[number]}/graphql/", params={"query": query}, timeout=30).json()
            return [data["data"]["page"]["title"], data["data"]["other"]["title"]]

        counts = stack.enter_context(asked_all_the_time(addresses))
        for number in range(rounds):
            page.title = f"Round {number}"
            page.save_revision().publish()
            for process in (0, 1, 0):
                assert titles(process) == [page.title, "As it is"], (number, process)
    tell(f"{rounds} publications, none stale in 2 processes that answered {sum(counts)} other requests meanwhile")
