"""What each change has made old: the number of the last change that touched each tag."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import NamedTuple

from django.db.models import QuerySet

from cms.delivery.changes import tags_of
from cms.delivery.models import Change, Log

MOST_CHANGES = 2_000
"""How many changes are read at once; after more, such as an import, everything counts as touched."""
MOST_TAGS = 100_000
"""How many tags are remembered, some 10 MB."""
MOST_SINCE = 300
"""How many changes are read to find out whether one answer holds; after more it is as quickly made anew."""


class Mark(NamedTuple):
    """A change that a log has come to. Its random number tells this log from others, and from copies gone on alone."""

    sequence: int
    transaction: int

    def is_logged(self) -> bool:
        """Whether the log holds it still, so that it has only gone on since. SQLite moves what it joins to the end."""
        return Change.objects.filter(transaction=self.transaction, sequence__gte=self.sequence).exists()

    def holds(self, tags: frozenset[str]) -> bool:
        """Whether nothing has touched what was made of ``tags`` when the log had come to here: the log tells."""
        if not self.is_logged():
            return False
        changes = list(since(self.sequence)[: MOST_SINCE + 1])
        return len(changes) <= MOST_SINCE and not any(tags & tags_of(change) for change in changes)


class Touched:
    """This process's reading of the change log; its threads share it.

    With each ``epoch`` it begins anew, and knows nothing of what was touched before: answers of another have to go.
    ``mark`` is the last change, if the log holds it.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.epoch = 0
        self.begin(-1)

    def begin(self, position: int, mark: Mark | None = None) -> None:
        """Begin anew at a position of the log."""
        self.epoch += 1  # first of all: who finds the tags gone finds another epoch as well
        self.tags: dict[str, int] = {}
        self.mark = mark
        self.position = position

    def catch_up(self, position: int) -> None:
        """Read the changes up to ``position``, to which the log has come."""
        with self.lock:
            if position != self.position:
                self.read(position)

    def read(self, position: int) -> None:
        last, forgotten = Log.ends()
        is_another = last < self.position or (self.mark is not None and not self.mark.is_logged())
        if is_another or forgotten > self.position:
            self.begin(last, mark_at(last))  # the first look, a backup that was restored, or one that comes too late
            return
        changes = list(since(self.position)[: MOST_CHANGES + 1])
        if len(changes) > MOST_CHANGES or len(self.tags) > MOST_TAGS:
            self.begin(last, mark_at(last))
            return
        for change in changes:
            for tag in tags_of(change):
                self.tags[tag] = change.sequence or 0
        reached = max([position, self.position, *(change.sequence or 0 for change in changes)])
        self.mark = mark_of(changes[-1]) if changes and changes[-1].sequence == reached else mark_at(reached)
        self.position = reached

    def holds(self, tags: Iterable[str], epoch: int, read_at: int) -> bool:
        """Whether what was made of ``tags`` in an epoch, when the log had come to ``read_at``, holds still."""
        touched = self.tags
        return epoch == self.epoch and all(touched.get(tag, -1) <= read_at for tag in tags)


def since(sequence: int) -> QuerySet[Change]:
    """The changes behind a number, in their order."""
    return Change.objects.filter(sequence__gt=sequence).order_by("sequence")


def mark_at(sequence: int) -> Mark | None:
    """The change of a number; None where the log does not hold it."""
    change = Change.objects.filter(sequence=sequence).first()
    return mark_of(change) if change is not None else None


def mark_of(change: Change) -> Mark | None:
    """The mark of a change; one that an older release has written may have no random number."""
    if change.sequence is None or change.transaction is None:
        return None
    return Mark(change.sequence, change.transaction)
