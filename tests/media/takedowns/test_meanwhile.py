"""Who publishes a page with the picture in the same moment neither keeps it nor keeps it from being taken down."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import Error, connection, transaction

from cms.admin.taking_down import references_to
from cms.media.models import MediaImage
from cms.media.takedowns import Takedown, TakenDownError, take_down
from pages.models import HomePage
from tests.delivery.database import someone_waits
from tests.delivery.test_worker import until
from tests.factories import UserFactory, make_site

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.usefixtures("local_store"),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]


def test_one_that_publishes_it_meanwhile(make_image: Callable[..., MediaImage]) -> None:
    """The publisher has the page and wants the picture, the takedown the other way round: the database ends it."""
    site, image, user = make_site(), make_image(), UserFactory()
    HomePage.objects.filter(pk=site.home.pk).update(hero=image)
    page_held, go_on = threading.Event(), threading.Event()

    def publish() -> str:
        try:
            with transaction.atomic():
                HomePage.objects.filter(pk=site.home.pk).update(hero=None)
                page_held.set()
                assert go_on.wait(30)
                HomePage.objects.filter(pk=site.home.pk).update(hero=image)
                connection.check_constraints()
            return "published"
        except Error as error:
            return type(error).__name__
        finally:
            connection.close()

    def remove() -> None:
        try:
            take_down(image.pk, user, "Consent withdrawn", references_to)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        publisher = pool.submit(publish)
        assert page_held.wait(30)
        remover = pool.submit(remove)
        until(someone_waits)
        go_on.set()
        assert publisher.result(60) in {"published", "OperationalError", "IntegrityError"}
        remover.result(60)
    assert (MediaImage.objects.count(), Takedown.objects.count()) == (0, 1)
    assert HomePage.objects.get(pk=site.home.pk).hero_id is None


def test_of_two_that_take_it_down_one_is_told_that_it_is_gone(make_image: Callable[..., MediaImage]) -> None:
    image, user = make_image(), UserFactory()
    together = threading.Barrier(2)

    def remove(_number: int) -> str:
        try:
            together.wait(30)
            take_down(image.pk, user, "Consent withdrawn", references_to)
            return "taken down"
        except TakenDownError:
            return "gone"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(remove, range(2))) == ["gone", "taken down"]
    assert Takedown.objects.count() == 1
