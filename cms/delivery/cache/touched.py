"""What each change has made old: the number of the last change that touched each tag."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock

from cms.delivery.changes import tags_of
from cms.delivery.models import Change, Log

MOST_CHANGES = 2_000
"""How many changes are read at once; after more, such as an import, everything counts as touched."""
MOST_TAGS = 100_000
"""How many tags are remembered, some 10 MB."""


class Touched:
    """This process's reading of the change log; its threads share it.

    With each ``epoch`` it begins anew, and knows nothing of what was touched before: answers of another have to go.
    """

    def __init__(self) -> None:
        self.lock = Lock()
        self.epoch = 0
        self.begin(-1)

    def begin(self, position: int) -> None:
        """Begin anew at a position of the log."""
        self.tags: dict[str, int] = {}
        self.epoch += 1
        self.position = position

    def catch_up(self, position: int) -> None:
        """Read the changes up to ``position``, to which the log has come."""
        with self.lock:
            if position != self.position:
                self.read(position)

    def read(self, position: int) -> None:
        last, forgotten = Log.ends()
        if last < self.position or forgotten > self.position:
            self.begin(last)  # the first look, a backup that was restored, or one that comes too late
            return
        changes = list(Change.objects.filter(sequence__gt=self.position).order_by("sequence")[: MOST_CHANGES + 1])
        if len(changes) > MOST_CHANGES or len(self.tags) > MOST_TAGS:
            self.begin(last)
            return
        for change in changes:
            for tag in tags_of(change):
                self.tags[tag] = change.sequence or 0
        self.position = max([position, self.position, *(change.sequence or 0 for change in changes)])

    def holds(self, tags: Iterable[str], epoch: int, read_at: int) -> bool:
        """Whether what was made of ``tags`` in an epoch, when the log had come to ``read_at``, holds still."""
        touched = self.tags
        return epoch == self.epoch and all(touched.get(tag, -1) <= read_at for tag in tags)
