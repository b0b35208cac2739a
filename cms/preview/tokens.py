"""Preview tokens: they name a row, are signed, and are good for half an hour."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core import signing

LIFETIME = timedelta(minutes=30)


class PreviewOver(Exception):
    """The token was good once."""


class NoPreview(Exception):
    """The token was never one of ours."""


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="cms.preview")


def sign(row: UUID) -> str:
    """A token for a preview or a review link, good for :data:`LIFETIME` from now."""
    return _signer().sign(str(row))


def named_by(token: str) -> UUID:
    """The row that ``token`` names; PreviewOver or NoPreview when it names none."""
    try:
        return UUID(_signer().unsign(token, max_age=LIFETIME))
    except signing.SignatureExpired:
        raise PreviewOver from None
    except (signing.BadSignature, ValueError):
        raise NoPreview from None
