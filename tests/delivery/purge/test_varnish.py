"""A real Varnish in front of a real web server, and a real worker that purges it."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms.delivery.models import Purged
from cms.delivery.purge.requests import look
from cms.delivery.purge.xkey import Xkey
from pages.models import StandardPage
from servers import Varnish, varnish
from servers.process import HOST, free_ports
from tests.delivery.purge.edge import Edge, edge
from tests.delivery.test_worker import until, worker
from tests.factories import SmallSite, StandardPageFactory, make_site
from tests.web import web_server

pytestmark = [
    pytest.mark.varnish,
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

ROOT = Path(__file__).resolve().parents[3]
VCL = (ROOT / "deploy" / "varnish" / "default.vcl").read_text()
SECRET = "a secret of the two"
OWN_SECONDS = 86_000


@dataclass
class Front:
    """The CMS as visitors' front ends see it."""

    cache: Varnish
    site: SmallSite

    def get(self, query: str, **headers: str) -> requests.Response:
        return requests.get(f"{self.cache.url}/graphql/", {"query": query}, headers=headers, timeout=20)

    def is_kept(self, query: str) -> bool:
        """Whether the cache answers by itself: it then names two requests, this one and the one that asked us."""
        return " " in self.get(query).headers["X-Varnish"]

    def keep(self, *queries: str) -> None:
        """Ask until the cache has the answers: the first time it may have purged them meanwhile."""
        for query in queries:
            until(lambda query=query: self.is_kept(query))

    def data(self, query: str) -> Any:
        return self.get(query).json()["data"]


@pytest.fixture
def cdn() -> Iterator[Edge]:
    with edge() as running:
        yield running


@pytest.fixture
def front(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Front]:
    site = make_site()
    [port, cache_port] = free_ports(2)
    for name, value in {
        "CDN_PURGE": "xkey",
        "CDN_PURGE_URLS": f"http://{HOST}:{cache_port}",
        "CDN_PURGE_SECRET": SECRET,
        "CDN_SECONDS": str(OWN_SECONDS),
    }.items():
        monkeypatch.setenv(name, value)
    with ExitStack() as stack:
        stack.enter_context(web_server(port))
        yield Front(stack.enter_context(varnish(configured(port), port=cache_port)), site)


def configured(port: int) -> str:
    """The configuration that is shipped, with what its users are to change."""
    vcl = VCL
    for shipped, ours in {'.port = "8000"': f'.port = "{port}"', '"change-me"': f'"{SECRET}"'}.items():
        assert vcl.count(shipped) == 1
        vcl = vcl.replace(shipped, ours)
    return vcl


def page_at(path: str) -> str:
    return f'{{ page(path: "{path}") {{ title }} }}'


def publish(page: StandardPage, title: str) -> None:
    page.title = title
    page.save_revision().publish()


def settled() -> bool:
    """Whether the cache has been told of everything, and told twice: the time until the second is over."""
    Purged.objects.filter(next_at=None, again__isnull=False).update(again_at=timezone.now())
    state = Purged.objects.first()
    return state is not None and state.again is None and state.once == state.twice >= 0


def is_in_hand() -> bool:
    """Whether a worker is purging."""
    return Purged.objects.filter(next_at__gt=timezone.now(), failures=0).exists()


def test_an_edit_makes_what_held_the_page_fresh_and_leaves_the_rest(front: Front) -> None:
    changed, other = StandardPageFactory(title="Before", slug="changed"), StandardPageFactory(slug="other")
    of_changed, of_other = page_at("/changed/"), page_at("/other/")
    with worker():
        until(settled)
        front.keep(of_changed, of_other)
        publish(changed, "After")
        until(lambda: front.data(of_changed) == {"page": {"title": "After"}}, seconds=5)
        assert front.is_kept(of_other)
        until(settled)
        assert front.is_kept(of_other)
        other.unpublish()
        until(lambda: front.data(of_other) == {"page": None}, seconds=5)
        front.keep(of_changed)
        PageViewRestriction.objects.create(page=changed, restriction_type=PageViewRestriction.LOGIN)
        until(lambda: front.data(of_changed) == {"page": None}, seconds=5)


def test_what_visitors_get_tells_no_tags_and_says_how_long_to_nobody_else(front: Front) -> None:
    StandardPageFactory(title="About", slug="about")
    query = page_at("/about/")
    kept = front.get(query)
    again = front.get(query)
    assert front.is_kept(query)
    assert again.json() == {"data": {"page": {"title": "About"}}}
    for answer in (kept, again):
        assert answer.headers["Cache-Control"] == "public, no-cache"
        assert not {"surrogate-key", "cache-tag", "xkey", "age"} & {name.lower() for name in answer.headers}
    assert front.get(query, **{"If-None-Match": kept.headers["ETag"]}).status_code == 304
    assert front.get(query, Accept="application/json").headers["Content-Type"].startswith("application/json")
    assert "errors" in front.get("{ nothing }").json()
    assert not front.is_kept("{ nothing }")
    body = json.dumps({"query": query})
    for _ in range(2):
        posted = requests.post(
            f"{front.cache.url}/graphql/", body, headers={"Content-Type": "application/json"}, timeout=20
        )
        assert (posted.json(), " " in posted.headers["X-Varnish"]) == (again.json(), False)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"xkey-purge": "all", "Purge-Secret": SECRET}, 200),
        ({"xkey-purge": "all", "Purge-Secret": "guessed"}, 403),
        ({"xkey-purge": "all"}, 403),
        ({"Purge-Secret": SECRET}, 200),
        ({"Purge-Secret": "guessed"}, 403),
    ],
)
def test_who_knows_the_secret_may_purge(tmp_path: Path, headers: dict[str, str], status: int) -> None:
    with varnish(configured(1)) as cache:
        assert requests.request("PURGE", cache.url, headers=headers, timeout=10).status_code == status


def test_a_file_that_it_keeps_is_purged_by_its_address(cdn: Edge) -> None:
    """Where an operator has let it keep the pictures' files too."""
    vcl = configured(int(cdn.host.rpartition(":")[2]))
    for shipped, theirs in {
        '"^/graphql/': '"^/public/|^/graphql/',
        '"s-maxage=[1-9]"': '"s-maxage=[1-9]|immutable"',
    }.items():
        assert vcl.count(shipped) == 1
        vcl = vcl.replace(shipped, theirs)
    cdn.kept = {"/public/images/a.webp", "/public/images/b.webp"}
    with varnish(vcl) as cache:
        urls = [f"{cache.url}{path}" for path in sorted(cdn.kept)]
        assert [requests.get(url, timeout=10).status_code for url in urls] == [200, 200]
        cdn.kept.clear()
        assert [look(url) for url in urls] == [200, 200]
        Xkey(cache.url, SECRET).purge_urls(urls[:1])
        assert [look(url) for url in urls] == [404, 200]


def test_a_cache_that_was_silent_and_a_worker_that_was_killed_lose_nothing(front: Front) -> None:
    pages = [StandardPageFactory(title="Before", slug=slug) for slug in ("first", "second")]
    queries = [page_at("/first/"), page_at("/second/")]
    with worker() as process:
        until(settled)
        front.keep(*queries)
        front.cache.process.pause()
        publish(pages[0], "After")
        until(is_in_hand)
        process.send_signal(signal.SIGKILL)
        process.wait()
    publish(pages[1], "After")
    Purged.objects.update(next_at=timezone.now())  # the dead worker's time is over
    with worker():
        until(is_in_hand)
        until(lambda: Purged.objects.filter(failures=1).exists())
        front.cache.process.resume()
        for query in queries:
            until(lambda query=query: front.data(query) == {"page": {"title": "After"}})
        until(settled)
