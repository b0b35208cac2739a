"""Serve files from local folders: signed addresses for private ones, plain ones for renditions."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.core.exceptions import SuspiciousOperation
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from cms.media.storage import (
    IMMUTABLE,
    LocalPrivateStorage,
    LocalPublicStorage,
    attachment,
    content_type,
    private_storage,
    public_storage,
    read_signed_path,
)


@require_safe
def private_file(_request: HttpRequest, token: str) -> HttpResponseBase:
    """Serve an original or a document to whoever holds its signed address, for as long as that is valid."""
    storage = private_storage()
    if not isinstance(storage, LocalPrivateStorage):
        raise Http404
    try:
        what = read_signed_path(token)
    except signing.BadSignature:
        return HttpResponse("This address has expired.", content_type="text/plain", status=403)
    response = _serve(storage, what["name"])
    response["Cache-Control"] = "private, no-store"
    if filename := what.get("filename"):
        response["Content-Disposition"] = attachment(filename)
    return response


@require_safe
def public_file(_request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve a rendition."""
    storage = public_storage()
    if not isinstance(storage, LocalPublicStorage):
        raise Http404
    response = _serve(storage, name)
    response["Cache-Control"] = IMMUTABLE
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _serve(storage: Any, name: str) -> FileResponse:
    try:
        response = FileResponse(storage.open(name), content_type=content_type(name))
    except (OSError, SuspiciousOperation):  # not there, a folder, or a name that no file can have
        raise Http404 from None
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
