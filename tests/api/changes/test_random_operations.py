"""Whatever happens to the content, by whatever way: what differs in an answer is named by the log."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Revision, Site

from cms.api.visibility import Gate
from cms.delivery.changes import tags_of, tell, told_to
from cms.delivery.models import Change
from cms.delivery.schedule import run_due
from cms.delivery.watched import tables
from cms.media.models import MediaImage
from cms.media.takedowns import take_down
from tests import factories as make
from tests.api.crowd import Crowd

from .content import Answer, Reader
from .machines import run_machine
from .mutations import change, flush, model_of, one_more

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("any_cost")]

NUMBER = st.integers(min_value=0, max_value=10_000)
TABLES = [table for table in tables() if table.name != "wagtailsearch_indexentry"]
PATHS = ("/", "/none/", "/treatments/treatment-0/", "/treatments/treatment-1/", "/concerns/concern-0/", "/old/")


class Operations(RuleBasedStateMachine):
    """Everything that people, commands and SQL do to the site of :func:`make_content`."""

    def __init__(self) -> None:
        super().__init__()
        self.reader = Reader(PATHS)
        self.answers: dict[str, Answer] = {}

    @initialize()
    def build(self) -> None:
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.begin()

    def begin(self) -> None:
        """See what there is before anything is done."""
        self.logged()
        self.answers = self.reader.read()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def logged(self) -> list[Change]:
        """What the log has noted since the last time."""
        flush()
        found = list(Change.objects.all())
        Change.objects.all().delete()
        return found

    def told(self) -> set[str]:
        """The tags of what readers of the log are told; of the index only caches of ours are told."""
        flush()
        gate = Gate(Site.objects.filter(is_default_site=True).first())
        rows = Change.objects.filter(type=Change.SEARCH)
        tags = {tag for row in rows for tag in tags_of(row)}
        return tags.union(*(row.cache_tags for row in tell(told_to(gate), gate)))

    def step(self, what: str, act: Callable[[], Any]) -> None:
        """Do something; an error of it undoes it."""
        try:
            with transaction.atomic():
                act()
        except Exception as error:  # noqa: BLE001 (whatever the content rules refuse)
            what = f"{what}, refused: {error!r}"
        tags = self.told()
        self.logged()
        before, self.answers = self.answers, self.reader.read()
        unnamed = {
            name: (before[name][0], self.answers[name][0])
            for name in before.keys() & self.answers.keys()
            if before[name][0] != self.answers[name][0] and not tags & before[name][1]
        }
        assert unnamed == {}, (what, sorted(tags), {name: sorted(before[name][1]) for name in unnamed})

    def draft(self, what: str, act: Callable[[], Any]) -> None:
        """Do something that the public must not notice."""
        try:
            with transaction.atomic():
                act()
        except Exception as error:  # noqa: BLE001
            what = f"{what}, refused: {error!r}"
        assert [str(each) for each in self.logged()] == [], what
        before, self.answers = self.answers, self.reader.read()
        assert {name: answer[0] for name, answer in before.items()} == {
            name: answer[0] for name, answer in self.answers.items() if name in before
        }, what

    def page(self, number: int) -> Any:
        """One of the pages below the home page; a new one once all have been deleted."""
        pages = list(Page.objects.filter(depth__gt=2).order_by("pk"))
        if not pages:
            return make.StandardPageFactory(parent=Page.objects.filter(depth=2).first())
        return pages[number % len(pages)].specific

    @rule(number=NUMBER)
    def publish(self, number: int) -> None:
        page = self.page(number)
        page.title = f"{page.title.split('+')[0]}+{number}"
        page.slug = f"{page.slug.split('-x')[0]}-x{number}" if number % 3 == 0 else page.slug
        self.step(f"publish {page.pk}", lambda: page.save_revision().publish())

    @rule(number=NUMBER)
    def save_draft(self, number: int) -> None:
        page = self.page(number)
        if not page.live:
            return
        page.title = f"{page.title.split('+')[0]}+{number} draft"
        self.draft(f"draft of {page.pk}", lambda: page.save_revision())

    @rule(number=NUMBER)
    def add_draft(self, number: int) -> None:
        self.draft("new draft", lambda: make.StandardPageFactory(title=f"New {number}", live=False, history=True))

    @rule(number=NUMBER)
    def copy(self, number: int) -> None:
        page = self.page(number)
        self.step(
            f"copy {page.pk}", lambda: page.copy(update_attrs={"slug": f"copy-{number}"}, keep_live=number % 2 == 0)
        )

    @rule(number=NUMBER)
    def unpublish(self, number: int) -> None:
        page = self.page(number)
        self.step(f"unpublish {page.pk}", page.unpublish)

    @rule(number=NUMBER)
    def delete(self, number: int) -> None:
        page = self.page(number)
        if number % 3 == 0:
            self.step(f"delete {page.pk}", page.delete)

    @rule(number=NUMBER, where=NUMBER)
    def move(self, number: int, where: int) -> None:
        page, target = self.page(number), self.page(where)
        position = ("last-child", "left", "right")[number % 3]
        self.step(f"move {page.pk} {position} {target.pk}", lambda: page.move(target, pos=position))

    @rule(number=NUMBER)
    def reorder(self, number: int) -> None:
        page = self.page(number)
        self.step(f"reorder {page.pk}", lambda: page.move(page.get_parent(), pos="first-child"))

    @rule(number=NUMBER)
    def revert(self, number: int) -> None:
        revisions = list(Revision.page_revisions.order_by("pk"))
        if revisions:
            chosen = revisions[number % len(revisions)]
            self.step(f"revert to {chosen.pk}", chosen.publish)

    @rule(number=NUMBER)
    def schedule(self, number: int) -> None:
        page = self.page(number)
        page.title = f"{page.title.split('+')[0]}+{number} scheduled"

        def act() -> None:
            revision = page.save_revision()
            Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=timezone.now() - timedelta(hours=1))
            run_due()

        self.step(f"schedule {page.pk}", act)

    @rule(number=NUMBER)
    def expire(self, number: int) -> None:
        page = self.page(number)
        page.expire_at = timezone.now() - timedelta(hours=1)

        def act() -> None:
            page.save_revision().publish()
            run_due()

        self.step(f"expire {page.pk}", act)

    @rule(number=NUMBER, where=NUMBER)
    def alias(self, number: int, where: int) -> None:
        page, target = self.page(number), self.page(where)
        self.step(
            f"alias of {page.pk}", lambda: page.create_alias(parent=target, update_slug=f"alias-{number}", user=None)
        )

    @rule(number=NUMBER)
    def take_down(self, number: int) -> None:
        images = list(MediaImage.objects.order_by("pk"))
        if images and number % 3 == 0:
            image, user = images[number % len(images)], make.UserFactory()
            self.step(f"take down {image.pk}", lambda: take_down(image.pk, user, "Consent withdrawn", lambda _: []))

    @rule(number=NUMBER)
    def site(self, number: int) -> None:
        found = Site.objects.filter(hostname__startswith="new").first()
        if found is not None and number % 2:
            self.step(f"delete site {found.pk}", found.delete)
            return
        page, create = self.page(number), Site.objects.create
        self.step(f"site at {page.pk}", lambda: create(hostname=f"new{number}.example", root_page=page))

    @rule(number=NUMBER, where=NUMBER)
    def collection(self, number: int, where: int) -> None:
        rows = list(Collection.objects.order_by("path"))
        row, target = rows[number % len(rows)], rows[where % len(rows)]
        if number % 2:
            self.step("add a collection", lambda: row.add_child(instance=Collection(name=f"Collection {number}")))
        else:
            self.step("move a collection", lambda: row.move(target, pos="last-child"))

    @rule(number=NUMBER)
    def restrict(self, number: int) -> None:
        page = self.page(number)
        found = PageViewRestriction.objects.first()
        if found is not None and number % 2:
            self.step("lift a restriction", found.delete)
        else:
            self.step(
                f"restrict {page.pk}", lambda: PageViewRestriction.objects.create(page=page, restriction_type="login")
            )

    @rule(number=NUMBER)
    def restrict_pictures(self, number: int) -> None:
        rows = list(Collection.objects.order_by("pk"))
        collection = rows[number % len(rows)]
        found = CollectionViewRestriction.objects.first()
        if found is not None:
            self.step("lift a restriction of pictures", found.delete)
        else:
            create = CollectionViewRestriction.objects.create
            self.step("restrict pictures", lambda: create(collection=collection, restriction_type="login"))

    @rule(number=NUMBER)
    def redirect(self, number: int) -> None:
        found = Redirect.objects.first()
        if found is not None and number % 2:
            self.step("delete a redirect", found.delete)
            return
        target: dict[str, Any] = {"redirect_page": self.page(number)} if number % 3 else {"redirect_link": "/none/"}
        path = Redirect.normalise_path(PATHS[number % len(PATHS)])
        self.step(f"redirect {path}", lambda: Redirect.objects.create(old_path=path, **target))

    @rule(number=NUMBER, which=NUMBER, column=NUMBER)
    def write_with_sql(self, number: int, which: int, column: int) -> None:
        table = TABLES[which % len(TABLES)]
        model = model_of(table.name)
        rows = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
        fields = [field for field in model._meta.local_concrete_fields if field.column in table.columns]
        if rows and fields:
            field, pk = fields[column % len(fields)], rows[number % len(rows)]
            if field.name in {"path", "depth", "content_type"}:
                return  # the tree would be broken
            self.step(f"{table.name}.{field.column} of {pk}", lambda: change(model, field, pk))

    @rule(number=NUMBER, which=NUMBER)
    def insert_rows(self, number: int, which: int) -> None:
        model = model_of(TABLES[which % len(TABLES)].name)
        rows = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
        if rows and not issubclass(model, Page | Site | Collection):
            pk = rows[number % len(rows)]
            self.step(f"one more as {model.__name__} {pk}", lambda: one_more(model, pk))

    @rule(number=NUMBER, which=NUMBER)
    def delete_rows(self, number: int, which: int) -> None:
        table = TABLES[which % len(TABLES)]
        model = model_of(table.name)
        rows = list(model._base_manager.order_by("pk"))
        if rows and not issubclass(model, Page | Site | Collection):
            row = rows[number % len(rows)]
            self.step(f"delete {table.name} {row.pk}", row.delete)

    @rule()
    def as_it_is(self) -> None:
        """Do nothing. Hypothesis always begins with the simplest example, which is this over and over."""

    @rule()
    def index(self) -> None:
        self.step("index", lambda: call_command("update_index", verbosity=0))


def make_content(size: int) -> None:
    """A site with ``size`` pages of each type, and one page that leads to another site, as a redirect does."""
    Crowd().grow(size)
    home = Page.objects.get(url_path="/larch-hill/")
    there = make.StandardPageFactory(slug="there", parent=make.make_site("other.example").home)
    link = f'<p><a linktype="page" id="{there.pk}">There</a></p>'
    make.StandardPageFactory(slug="here", parent=home, body=make.stored_blocks(("rich_text", {"text": link})))
    Redirect.objects.create(old_path="/over", redirect_page=there)
    call_command("update_index", verbosity=0)


@pytest.mark.parametrize("part", range(5))
def test_whatever_differs_is_named(part: int, soak: bool) -> None:
    """200 steps, 5,000 in soak: half of them on each database."""
    make_content(2 if soak else 1)

    class Part(Operations):
        """A class of its own: hypothesis keeps the seed there."""

    run_machine(Part, part, soak=soak, examples=5, steps=20)
