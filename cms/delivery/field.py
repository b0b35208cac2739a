"""The root field ``changes``: the change log as the public of a site may read it."""

from __future__ import annotations

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from cms.api.connections import ConnectionValue, connection_type
from cms.api.cursors import decode_cursor
from cms.api.errors import ClientError
from cms.api.lists import Rows
from cms.api.lookahead import prepare
from cms.api.nodes import connection_arguments
from cms.api.objects import BoundedList, object_type
from cms.api.orders import Column, Order
from cms.api.roots import SITE_ARGUMENT, list_name, part_of, reader_for
from cms.api.rows import ordered
from cms.api.statements import ask_plainly
from cms.delivery.changes import Kind, tell, told_to
from cms.delivery.models import Change, Log
from cms.delivery.webhooks.models import ALL_OF_IT

MOST_TAGS = 12
START_OVER = "Start over: ask for `changes(last: 1)`, keep its `endCursor`, then read everything anew."
IN_ORDER = Order(Column("sequence", json=int))
KINDS = {
    Kind.PUBLISHED: "It came to light.",
    Kind.UPDATED: "It was public before and is now, and something of it differs. Without a `type`: where links lead "
    "may differ, as a hidden page, or one of another site, came, went, or has another path.",
    Kind.MOVED: "It has another path; `oldPath` is the one it had.",
    Kind.UNPUBLISHED: "It was public and is hidden now.",
    Kind.DELETED: "It was public and is no more.",
    Kind.REBUILD_ALL: "What decides visibility everywhere has changed: anything may differ, so read everything anew.",
}

ChangeKind = graphene.Enum.from_enum(
    Kind,
    name="ChangeKind",
    description=lambda member: KINDS[member] if member else "What happened to something public.",
)


@object_type
class ChangeNode(graphene.ObjectType):
    """Something that the public could notice."""

    class Meta:
        name = "Change"

    sequence = graphene.String(
        required=True,
        description="Its number: it grows with each publication, and what happened in one may share it. A whole number "
        "of up to 19 digits.",
    )
    kind = graphene.Field(ChangeKind, required=True, description="What happened.")
    type = graphene.String(
        description="The name of its type, such as `TreatmentPage` or `Source`, or what staff know it as where it "
        "has none of its own, such as `Licence` or `NavigationMenu`; null for `REBUILD_ALL` and where only links may "
        "differ."
    )
    id = graphene.ID(
        description="The id of what changed; null without a `type`, and for what is not told by its id because it is "
        "hidden now: then any of its type may differ."
    )
    path = graphene.String(
        description="The path of a page on the site, or the last one it had there; null for what is no page."
    )
    old_path = graphene.String(description="The path that a page had before, for `MOVED`; else null.")
    at = graphene.DateTime(required=True, description="When it happened.")
    cache_tags = BoundedList(
        graphene.String, MOST_TAGS, "The cache tags of the answers that it makes old, as `Surrogate-Key` names them."
    )


def changes_field() -> graphene.Field:
    return graphene.Field(
        lambda: connection_type(ChangeNode),
        **connection_arguments(),
        site=SITE_ARGUMENT,
        required=True,
        description="What has changed on the site, the oldest first, for those who build it step by step: keep "
        "`endCursor`, which is there even when nothing is new, and ask for what follows it next time. `last: 1` gives "
        "where to begin.",
        resolver=resolve,
    )


def resolve(root: Any, info: GraphQLResolveInfo, site: str | None = None, **arguments: Any) -> ConnectionValue:
    reader = reader_for(info, site)
    sealed_for = f"{list_name(info, reader)} {IN_ORDER}"
    reader.tags.logged()
    position, _ = ends()
    rows = Rows(reader.gate, "changes", Change, ordered(Change, None), told_to)
    part = part_of(info, reader, rows, IN_ORDER, arguments)
    refuse_unknown(arguments.get("after"), sealed_for)
    if part.ends == (None, None) and arguments.get("before") is None:
        part.ends = (None, (position, ALL_OF_IT))
    part.nodes = tell(part.nodes, reader.gate)
    found: ConnectionValue = prepare(info, reader, part)
    return found


def ends() -> tuple[int, int]:
    """The numbers of the last change and of the last forgotten one."""
    rows = ask_plainly("ends of the log", lambda: Log.objects.values_list("sequence", "pruned")[:1])
    return tuple(rows[0]) if rows else (0, 0)


def refuse_unknown(after: str | None, sealed_for: str) -> None:
    """``ClientError`` for a cursor whose following changes have been pruned, or that the log has not come to.

    Called once they have been read: what is pruned meanwhile is missing too.
    """
    if not isinstance(after, str):
        return
    sequence, _ = decode_cursor(after, sealed_for)
    position, forgotten = ends()
    if sequence < forgotten:
        raise ClientError(f"The changes after this cursor are no longer kept. {START_OVER}")
    if sequence > position:
        raise ClientError(f"This cursor is ahead of the log, as after an older backup was restored. {START_OVER}")
