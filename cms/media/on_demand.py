"""Renders a file for whoever first follows its signed address, and leads everybody to where it is kept."""

from __future__ import annotations

import logging
import time

from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_safe

from cms.api.tags import Tags, add_tags
from cms.api.visibility import gate_of_default_site, public
from cms.media import claims, rendering
from cms.media.decoding import BusyError
from cms.media.links import public_url, read_token
from cms.media.models import MediaImage, MediaRendition
from cms.media.presets import RenditionSpec, nearest_spec

logger = logging.getLogger(__name__)

LONGEST = 8.0
"""Seconds until a visitor is told to come back, while others render; a slow store may take its own time beside."""
LOOK_EVERY = 0.1
RETRY_AFTER = 5


@require_safe
def render(_request: HttpRequest, token: str) -> HttpResponse:
    """Redirect to the file a signed address asks for, as the picture and the presets are now."""
    try:
        wish = read_token(token)
    except BadSignature:
        raise Http404 from None
    gate = gate_of_default_site()
    image = public(MediaImage.objects.filter(pk=wish.image), gate).first()
    if image is None:
        raise Http404
    spec = nearest_spec(wish.preset, wish.format, wish.width, image.width, image.height)
    if spec is None:
        raise Http404
    try:
        name = stored_file(image, spec, time.monotonic() + LONGEST)
    except FileNotFoundError:
        logger.error("Image %s cannot be rendered: its original is missing.", image.pk)
        raise Http404 from None
    if name is None:
        return come_back()
    response = HttpResponseRedirect(public_url(name))
    response["Cache-Control"] = "public, max-age=60"
    response["Access-Control-Allow-Origin"] = "*"
    tags = Tags()
    tags.saw(image)
    add_tags(response, tags)
    return response


def come_back() -> HttpResponse:
    """Say that it takes longer."""
    response = HttpResponse("This picture is being made.", content_type="text/plain; charset=utf-8", status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def stored_file(image: MediaImage, spec: RenditionSpec, deadline: float) -> str | None:
    """Give the name of the stored file, made by this request or by another; None where that takes too long.

    No transaction is open meanwhile. Raises FileNotFoundError without an original and StorageUnavailableError.
    """
    file = (image.pk, spec.filter_spec, rendering.key_of(image))
    while (name := known_name(*file)) is None and time.monotonic() < deadline:
        until = claims.claim(*file)
        if until is None:
            time.sleep(LOOK_EVERY)
            continue
        try:
            if known_name(*file) is None and not rendering.render_one(image, spec, deadline):
                return None  # replaced meanwhile
        except BusyError:
            return None
        finally:
            claims.release(*file, until)
    return name


def known_name(image_id: int, filter_spec: str, focal_point_key: str) -> str | None:
    """Give the storage name of a rendered file."""
    rows = MediaRendition.objects.filter(image_id=image_id, filter_spec=filter_spec, focal_point_key=focal_point_key)
    return rows.values_list("file", flat=True).first()
