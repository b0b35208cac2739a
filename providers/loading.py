"""Loaders of the providers app."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cms.api.lookahead import Request, Values
from cms.api.reader import Reader

from .models import Certification, Licence

BOARD = "providers.IssuingBoard"


def credentials(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
    """What each provider holds that is valid today, certifications first: ``label``, ``kind``, ``board``, ``state``."""
    ids = [page.pk for page in parents]
    certifications = list(
        reader.public(Certification.objects.filter(provider__in=ids)).select_related("board").order_by("issued", "pk")
    )
    licences = list(
        reader.public(Licence.objects.filter(provider__in=ids)).select_related("licence_type").order_by("issued", "pk")
    )
    for row in (*certifications, *licences, *(licence.licence_type for licence in licences)):
        reader.tags.saw(row)
    boards = reader.fetch(
        BOARD, [row.board_id for row in certifications] + [row.licence_type.board_id for row in licences]
    )
    values: dict[Any, list[dict[str, Any]]] = {pk: [] for pk in ids}
    for row in certifications:
        values[row.provider_id].append(
            {
                "label": f"Certified in {row.specialty} by the {row.board.name}",
                "kind": "certification",
                "board": boards.get(row.board_id),
                "state": None,
            }
        )
    for row in licences:
        values[row.provider_id].append(
            {
                "label": f"{row.licence_type.title}, {row.licence_type.state}",
                "kind": "licence",
                "board": boards.get(row.licence_type.board_id),
                "state": row.licence_type.state,
            }
        )
    return dict(values)
