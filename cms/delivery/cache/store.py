"""Answers kept in this process: the least used go first."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

OVERHEAD = 2_000
"""Bytes that an answer takes beside its key and body: headers, tags, Python's objects."""


@dataclass(slots=True)
class Answer:
    """A whole answer. In this ``epoch`` it was read when the log had come to ``read_at``, or was found to hold then.

    ``until`` is the moment from which on it differs by the clock alone; None for never.
    """

    status: str
    headers: list[tuple[str, str]]
    body: bytes
    etag: str
    tags: frozenset[str]
    epoch: int
    read_at: int
    until: datetime | None

    def size(self) -> int:
        """How many bytes of memory it takes, roughly."""
        return len(self.body) + sum(map(len, self.tags)) + OVERHEAD


class Store:
    """At most ``most_bytes`` of answers by their keys."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.answers: OrderedDict[bytes, Answer] = OrderedDict()
        self.bytes = 0
        self.lock = Lock()

    def get(self, key: bytes) -> Answer | None:
        """The answer of a key, which is used by that."""
        with self.lock:
            answer = self.answers.get(key)
            if answer is not None:
                self.answers.move_to_end(key)
            return answer

    def put(self, key: bytes, answer: Answer) -> None:
        """Keep an answer; one that is an eighth of all or larger is not worth the others."""
        size = answer.size() + len(key)
        if size > self.most_bytes // 8:
            return
        with self.lock:
            self.remove(key)
            self.answers[key] = answer
            self.bytes += size
            while self.bytes > self.most_bytes:
                self.remove(next(iter(self.answers)))

    def drop(self, key: bytes, answer: Answer) -> None:
        """Forget an answer that holds no longer, if it is still the one."""
        with self.lock:
            if self.answers.get(key) is answer:
                self.remove(key)

    def remove(self, key: bytes) -> None:
        answer = self.answers.pop(key, None)
        if answer is not None:
            self.bytes -= answer.size() + len(key)
