"""Which tags a cache has to be told of."""

from __future__ import annotations

from cms.api.tags import ALL
from cms.delivery.changes import tags_of
from cms.delivery.models import Change, Log

MOST_CHANGES = 5_000
MOST_TAGS = 1_000
"""Past these, the cache forgets all answers."""


def tags_between(after: int, until: int) -> set[str]:
    """The tags of the answers that the changes behind ``after`` have made old, up to ``until``."""
    changes = list(Change.objects.filter(sequence__gt=after, sequence__lte=until)[: MOST_CHANGES + 1])
    _, pruned = Log.ends()  # asked for after the rows, which may have been pruned while they were read
    if after < pruned:
        return {ALL}
    tags = {tag for change in changes for tag in tags_of(change)}
    return {ALL} if ALL in tags or len(changes) > MOST_CHANGES or len(tags) > MOST_TAGS else tags
