"""The media type of an answer, by the request's `Accept` (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from django.http.request import MediaType

GRAPHQL_JSON = "application/graphql-response+json"
PLAIN_JSON = "application/json"


def preferred_media_type(accept: str | None) -> str | None:
    """The media type to answer in; None when the client takes neither. JSON where it does not say.

    Of two that a client likes as much, the one it names more exactly, then the one it names first.
    """
    if not accept:
        return PLAIN_JSON
    ranges = [range_ for part in accept.split(",") if (range_ := media_range(part))]
    liked = []
    for media_type in (PLAIN_JSON, GRAPHQL_JSON):
        matching = [(range_.specificity, -place) for place, range_ in enumerate(ranges) if covers(range_, media_type)]
        if matching:
            specificity, place = max(matching)
            quality = ranges[-place].quality
            if quality > 0:
                liked.append((quality, min(specificity, 2), place, media_type))  # a charset makes it no more exact
    return max(liked, key=lambda one: one[:3])[-1] if liked else None


def media_range(part: str) -> MediaType | None:
    """One part of `Accept`; None for what is none."""
    try:
        return MediaType(part) if part.strip() else None
    except ValueError:  # parameters in another encoding (RFC 2231) that is none
        return None


def covers(accepted: MediaType, media_type: str) -> bool:
    """Whether one part of `Accept` allows ``media_type`` in UTF-8."""
    parameters = {name.lower(): value.strip().lower() for name, value in accepted.range_params.items()}
    if parameters.pop("charset", "utf-8") not in {"utf-8", "utf8"} or parameters:
        return False
    main, _, sub = media_type.partition("/")
    return (accepted.main_type, accepted.sub_type) in {(main, sub), (main, "*"), ("*", "*")}
