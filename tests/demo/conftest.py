"""The demo, loaded once, with small pictures in the place of the large ones."""

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
    """Draw plain pictures, all but the first comparison's hero small: the real ones have a test of their own."""

    def drawn(told: dict[str, Any]) -> Image.Image:
        return Image.new("RGB", (2400, 1600) if told["style"] == "two-vessels" else (60, 40), "teal")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(media, "drawn", drawn)
        yield


@pytest.fixture(scope="package")
def demo(django_db_setup: None, django_db_blocker: Any, small_pictures: None) -> Iterator[list[str]]:
    """What loading said; everything it wrote is there for this package and gone after it.

    Tests that ask for it ask for no database of their own: pytest-django runs those first, before this transaction.
    """
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
