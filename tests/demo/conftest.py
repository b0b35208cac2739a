"""The demo, loaded once for a module, with small pictures in the place of the large ones."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from PIL import Image

from demo import loading
from demo.loading import media


@pytest.fixture(scope="session")
def small_pictures() -> Iterator[None]:
    """Draw plain pictures of the right proportions: the real ones have a test of their own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(media, "drawn", lambda told: Image.new("RGB", (60, 40), "teal"))
        yield


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any, small_pictures: None) -> Iterator[list[str]]:
    """What loading said; everything it wrote is there for the module and gone after it."""
    said: list[str] = []
    with django_db_blocker.unblock(), transaction.atomic():
        loading.load(said.append)
        yield said
        transaction.set_rollback(True)


@pytest.fixture
def load(db: None, small_pictures: None) -> Any:
    """Load the demo into this test's database."""

    def run(say: Any = lambda line: None, today: date | None = None) -> bool:
        return loading.load(say, today)

    return run
