"""``version: DRAFT``: the newest revision of a page, for a user who may edit it."""

from __future__ import annotations

from enum import Enum

import graphene
from django.db.models import Q
from graphql import GraphQLResolveInfo
from wagtail.models import Page

from cms.preview.permissions import may_edit

from .audience import PUBLIC, Audience, UnauthenticatedError
from .drafts import Draft
from .errors import ClientError, Code
from .reader import Reader

NEEDS_TOKEN = "`version: DRAFT` needs an API token: send it as `Authorization: Bearer …`."  # noqa: S105
MAY_NOT = "`version: DRAFT` is for those who may edit this page. Ask for `version: PUBLISHED`."


class _Version(Enum):
    PUBLISHED = "PUBLISHED"
    DRAFT = "DRAFT"


DESCRIPTIONS = {
    None: "Which version of a page to read.",
    _Version.PUBLISHED: "As the public sees it.",
    _Version.DRAFT: "As it was last saved, published or not; for an API token whose user may edit the page.",
}

Version = graphene.Enum.from_enum(_Version, name="Version", description=DESCRIPTIONS.__getitem__)

VERSION_ARGUMENT = graphene.Argument(
    Version,
    default_value=Version.get(_Version.PUBLISHED.name),
    description="Which version to read; null is PUBLISHED as well.",
)


def is_draft_wanted(version: Enum | str | None) -> bool:
    """Whether the argument, which graphene gives as a member and defaults as text, asks for the draft."""
    return getattr(version, "value", version) == _Version.DRAFT.value


def show_newest(info: GraphQLResolveInfo, reader: Reader, condition: Q) -> None:
    """Have ``reader`` show the newest version of the one page that meets ``condition``, if the user may edit it.

    Of a page that the public cannot see either, nothing is said. ``ClientError`` without a user, and for a public page
    that the user may not edit.
    """
    audience: Audience = info.context.__dict__.get("audience", PUBLIC)
    if audience.user is None:
        raise UnauthenticatedError(NEEDS_TOKEN)
    found = Page.objects.filter(condition).select_related("latest_revision").first()
    if found is None or not reader.gate.holds(found.path):
        return
    page = found.specific
    if not getattr(page, "graphql_fields", None):
        return
    if may_edit(audience.user, page):
        content = found.latest_revision.content if found.latest_revision is not None else None
        reader.shown = Draft(type(page), content, stored=page)
    elif reader.public(Page.objects.filter(pk=page.pk)).exists():
        raise ClientError(MAY_NOT, Code.FORBIDDEN)
