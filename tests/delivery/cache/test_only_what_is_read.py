"""Of a thousand answers those are made anew that tell of what has changed, or list its type; the others are not."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count, islice
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.api.graphiql import QUERIES
from cms.api.visibility import Gate
from locations.models import Availability
from tests import factories as make
from tests.api.changes.mutations import forget_all
from tests.api.conftest import any_cost  # noqa: F401 (a fixture)

from .asking import MEGABYTE, Asking

THOUSAND = 1_000
MANY, FEW = 60, 12
"""How many treatments, articles and plain pages there are, and how many concerns, providers and locations."""
CHANGED = 55
"""The number of the treatment that is changed. No menu leads to it."""
BRIEF = (
    "summary kind sections { html }",
    "concerns { name path } providers { title role } locations { title address { city } }",
    "related(first: 3) { nodes { title } } breadcrumbs { title }",
    "seo { title jsonLd }",
)
LISTS = (
    "treatments(first: $first) { nodes { title slug summary kind } }",
    "treatments(last: $first) { totalCount nodes { path } }",
    'treatments(first: $first, filter: { concerns: "concern-3" }) { nodes { title } }',
    "pages(first: $first) { nodes { title } }",
    "sitemap(first: $first) { nodes { path lastModified } }",
    'search(query: "treatment", first: $first) { nodes { page { title } } }',
)
"""What lists treatments, or pages of any type."""
DEEP = 'article(slug: "article-{0}") {{ title treatments {{ title providers {{ title }} locations {{ title }} }} }}'

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("any_cost")]


@dataclass(frozen=True)
class Request:
    """``about`` are the numbers of the treatments that the answer tells of, as the links between pages say; None where
    it lists treatments or pages of any type, whichever they are.
    """

    query: str
    variables: str
    about: frozenset[int] | None

    def is_touched(self) -> bool:
        return self.about is None or CHANGED in self.about


def request(query: str, about: Iterable[int] | None, **variables: Any) -> Request:
    return Request(query, json.dumps(variables), None if about is None else frozenset(about))


def ready(name: str, about: Iterable[int], **variables: Any) -> Request:
    """What a website asks for a page."""
    return request((QUERIES / f"{name}.graphql").read_text(), about, **variables)


class Content:
    """Treatment ``n`` is for concern ``n % FEW``, given by one provider at two locations; three follow each other in an
    article.
    """

    def __init__(self) -> None:
        fields: dict[str, Any] = {"history": False}
        home = make.make_site().home
        self.concerns = [make.ConcernPageFactory(title=f"Concern {n}", **fields) for n in range(FEW)]
        self.providers = [make.ProviderPageFactory(title=f"Provider {n}", **fields) for n in range(FEW)]
        director = make.ProviderPageFactory(title="Director", role="physician", post_nominals="MD", **fields)
        by: dict[str, Any] = {"medical_director": director, **fields}
        self.locations = [make.LocationPageFactory(title=f"Location {n}", **by) for n in range(FEW)]
        self.treatments = [
            make.TreatmentPageFactory(title=f"Treatment {n}", concern_links=[self.concerns[n % FEW]], **fields)
            for n in range(MANY)
        ]
        Availability.objects.bulk_create(
            Availability(treatment=each, provider=self.providers[n % FEW], location=self.locations[(n + step) % FEW])
            for n, each in enumerate(self.treatments)
            for step in (0, 1)
        )
        self.articles = [
            make.ArticlePageFactory(
                title=f"Article {n}",
                author=self.providers[n % FEW],
                treatment_links=[self.treatments[number] for number in three(n)],
                **fields,
            )
            for n in range(MANY)
        ]
        self.plain = [make.StandardPageFactory(title=f"Plain {n}", parent=home, **fields) for n in range(MANY)]
        make.OrganizationFactory()
        make.NavigationMenuFactory(items=[*self.treatments[:3], *self.plain[:3]])

    def requests(self) -> Iterator[Request]:
        """Any number of different ones; the lists are the last."""
        for n, page in enumerate(self.treatments):
            yield from of_page(page, {n})
            yield ready("treatment-page", {n}, slug=page.slug)
            for selection in BRIEF:
                query = f"query($slug: String!) {{ treatment(slug: $slug) {{ title {selection} }} }}"
                yield request(query, {n}, slug=page.slug)
        for n, page in enumerate(self.articles):
            yield ready("article-page", three(n), slug=page.slug)
            yield request(f"{{ {DEEP.format(n)} }}", three(n))
        for page in self.plain:
            yield from of_page(page, ())
            yield ready("standard-page", (), path=path_of(page))
            yield request("query($path: String!) { route(path: $path) { path } }", (), path=f"/none{path_of(page)}")
        for n in range(FEW):
            alike = set(range(n, MANY, FEW))
            yield ready("concern-page", alike, slug=f"concern-{n}")
            yield request(f'{{ concern(slug: "concern-{n}") {{ treatments(first: 2) {{ title }} }} }}', alike)
            yield ready("provider-page", alike, slug=f"provider-{n}")
            yield ready("location-page", alike | set(range((n - 1) % FEW, MANY, FEW)), slug=f"location-{n}")
        yield ready("layout", {0, 1, 2}, menu="main")
        yield request('{ navigation(handle: "main") { label url page { title } } }', {0, 1, 2})
        for first in (0, 10):  # more objects than a header of tags has room for
            numbers = range(first, first + 50)
            deep = " ".join(f"a{n}: {DEEP.format(n % MANY)}" for n in numbers)
            yield request(f"{{ {deep} }}", set().union(*map(three, numbers)))
        for first in count(1):
            for query in LISTS:
                yield request(f"query($first: Int!) {{ {query} }}", None, first=first)


def three(number: int) -> set[int]:
    """The treatments that an article tells of."""
    return {(number + step) % MANY for step in range(3)}


def of_page(page: Any, about: Iterable[int]) -> Iterator[Request]:
    """The ways to a page of any type."""
    path = path_of(page)
    yield request(f'{{ page(id: "{page.pk}") {{ title path }} }}', about)
    yield request(f'{{ page(path: "{path}") {{ title breadcrumbs {{ title path }} }} }}', about)
    yield request(f'{{ route(path: "{path}") {{ path page {{ title }} }} }}', about)


def path_of(page: Any) -> str:
    """Where a page stands on the site."""
    return "/" + str(page.url_path).split("/", 2)[2]


class Counted:
    """The content with a thousand answers of it in a cache, and whatever reads content from then on, by its gates."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.content = Content()
        self.requests = list(islice(self.content.requests(), THOUSAND))
        self.asking = Asking(64 * MEGABYTE)
        forget_all()  # SQLite joins what happens to an object within a second
        for each in self.requests:
            assert "errors" not in self.ask(each)
        assert (self.asking.made, len(set(self.requests))) == (THOUSAND, THOUSAND)
        self.read = 0
        make_gate = Gate.__init__

        def counted(gate: Gate, *args: Any, **given: Any) -> None:
            self.read += 1
            make_gate(gate, *args, **given)

        monkeypatch.setattr(Gate, "__init__", counted)

    def ask(self, one: Request) -> Any:
        return self.asking.get(one.query, variables=json.loads(one.variables)).json

    def made_anew(self) -> list[Request]:
        """Those that have to be made when all are asked for; for the others nothing is read, not even by statements."""
        found = []
        for each in self.requests:
            made, read = self.asking.made, self.read
            with CaptureQueriesContext(connection) as statements:
                self.ask(each)
            if self.asking.made > made:
                found.append(each)
            else:
                assert (self.read, [one["sql"] for one in statements if not is_of_the_log(one["sql"])]) == (read, [])
        return found


def is_of_the_log(sql: str) -> bool:
    """Whether a statement asks what has changed, as the first request after a change does, or ends a transaction."""
    return "delivery_" in sql or sql.startswith("SET CONSTRAINTS") or "set_config" in sql


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(monkeypatch)


def test_a_thousand_answers(counted: Counted) -> None:
    treatment = counted.content.treatments[CHANGED]
    for number in range(100):
        treatment.title = f"Draft {number}"
        treatment.save_revision()
        assert counted.ask(counted.requests[8 * CHANGED])["data"]["page"]["title"] == f"Treatment {CHANGED}"
    assert counted.made_anew() == []

    treatment.title, treatment.summary = "Anew", "It is another."
    treatment.save_revision().publish()
    touched = [each for each in counted.requests if each.is_touched()]
    assert counted.made_anew() == touched
    assert counted.made_anew() == []
    lists = sum(each.about is None for each in touched)
    counts = (lists, len(touched) - lists, THOUSAND - len(touched))
    assert counts == (48, 20, 932)
    assert [counted.ask(each)["data"]["page"]["title"] for each in counted.requests[8 * CHANGED : 8 * CHANGED + 2]] == [
        "Anew",
        "Anew",
    ]
