"""A hundred files that somebody might upload to do harm, made on the spot, and what becomes of each."""

from __future__ import annotations

from tests.media.hostile.cases import HARMLESS, Hostile
from tests.media.hostile.documents import DOCUMENTS
from tests.media.hostile.images import IMAGES

__all__ = ["CASES", "DOCUMENTS", "HARMLESS", "IMAGES", "Hostile"]

CASES = [*IMAGES, *DOCUMENTS]
