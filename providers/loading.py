"""Loaders of the providers app."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from cms.api.lookahead import Request, Values
from cms.api.reader import Reader
from cms.api.statements import Among, ask
from cms.api.visibility import public

from .models import Certification, Licence, LicenceType

BOARD = "providers.IssuingBoard"
TYPE = ("title", "state", "board_id")
"""What a licence tells of its type."""


def credentials(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
    """What each provider holds that is valid today, certifications first: ``label``, ``kind``, ``board``, ``state``."""
    ids = [page.pk for page in parents]
    certifications = held(Certification, ids, reader, "specialty", "board_id", "board__name")
    licences = held(Licence, ids, reader, "licence_type_id", *(f"licence_type__{name}" for name in TYPE))
    reader.tags.named(LicenceType, [licence_type for _, licence_type, *_ in licences])
    boards = reader.fetch(BOARD, [row[2] for row in certifications] + [row[-1] for row in licences])
    values: dict[Any, list[dict[str, Any]]] = {pk: [] for pk in ids}
    for provider, specialty, board, name in certifications:
        values[provider].append(
            {
                "label": f"Certified in {specialty} by the {name}",
                "kind": "certification",
                "board": boards.get(board),
                "state": None,
            }
        )
    for provider, _, title, state, board in licences:
        values[provider].append(
            {"label": f"{title}, {state}", "kind": "licence", "board": boards.get(board), "state": state}
        )
    return dict(values)


def held(model: Any, providers: list[Any], reader: Reader, *columns: str) -> list[tuple[Any, ...]]:
    """The provider and ``columns`` of what ``providers`` hold that is valid today, the first issued first."""
    rows = ask(
        reader.gate,
        ("held", model),
        lambda gate: (
            public(model.objects.filter(Among("provider_id")), gate)
            .order_by("issued", "pk")
            .values_list("pk", "provider_id", *columns)
        ),
        ids=providers,
    )
    reader.tags.listed(model, [row[0] for row in rows])
    return [tuple(row[1:]) for row in rows]
