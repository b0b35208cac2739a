"""Answers kept in this process: the least used go first."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from cms.api.answers import etag_of
from cms.api.encodings import IDENTITY, encoded

OVERHEAD = 2_500
"""Bytes that an answer takes beside its key, headers, bodies and tags: Python's objects."""
TAG = 100
"""Bytes that a tag takes beside its letters: a large answer has hundreds."""

Headers = list[tuple[str, str]]
Key = tuple[bytes | str | None, ...]
"""What a request is known by: its body, and what else of it an answer may depend on."""


@dataclass(slots=True, frozen=True)
class Form:
    """An answer in one content coding, as it goes out."""

    headers: Headers
    body: bytes
    etag: str

    @classmethod
    def of(cls, headers: Headers, body: bytes) -> Form:
        """One that has its validator among its headers. The body is copied: what makes it may leave room behind it.

        orjson leaves up to as much as it has written, and 4 KB at least.
        """
        return cls(headers, bytes(memoryview(body)), next((value for name, value in headers if name == "ETag"), ""))

    def encoded(self, coding: str) -> Form:
        """The same in a coding, which it has none of yet."""
        return self.of_encoded(coding, encoded(self.body, coding))

    def of_encoded(self, coding: str, body: bytes) -> Form:
        """The same in a coding in which its body is ``body``."""
        content_type = next((value for name, value in self.headers if name == "Content-Type"), "")
        own = {"Content-Encoding": coding, "Content-Length": str(len(body)), "ETag": etag_of(content_type, body)}
        return Form.of([*((name, value) for name, value in self.headers if name not in own), *own.items()], body)


@dataclass(slots=True)
class Answer:
    """A whole answer. In this ``epoch`` it was read when the log had come to ``read_at``, or was found to hold then.

    ``forms`` has it without a coding, and in each that was asked for. ``until`` is the moment from which on it differs
    by the clock alone; None for never.
    """

    status: str
    plain: Form
    forms: dict[str, Form]
    tags: frozenset[str]
    epoch: int
    read_at: int
    until: datetime | None

    @classmethod
    def of(
        cls, status: str, plain: Form, tags: frozenset[str], epoch: int, read_at: int, until: datetime | None
    ) -> Answer:
        """One that nobody has asked for in a coding yet."""
        return cls(status, plain, {IDENTITY: plain}, tags, epoch, read_at, until)

    def size(self) -> int:
        """How many bytes of memory it takes, roughly."""
        bodies = sum(len(form.body) for form in self.forms.values())
        headers = sum(len(value) for _, value in self.plain.headers)  # which the other forms share
        return bodies + headers + sum(len(tag) + TAG for tag in self.tags) + OVERHEAD


class Store:
    """At most ``most_bytes`` of answers by their keys."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.answers: OrderedDict[Key, Answer] = OrderedDict()
        self.bytes = 0
        self.lock = Lock()

    def get(self, key: Key) -> Answer | None:
        """The answer of a key, which is used by that."""
        with self.lock:
            answer = self.answers.get(key)
            if answer is not None:
                self.answers.move_to_end(key)
            return answer

    def put(self, key: Key, answer: Answer) -> None:
        """Keep an answer; one that is an eighth of all or larger is not worth the others."""
        size = answer.size() + size_of(key)
        if size > self.most_bytes // 8:
            return
        with self.lock:
            self.remove(key)
            self.answers[key] = answer
            self.bytes += size
            self.shrink()

    def add(self, key: Key, answer: Answer, coding: str, form: Form) -> None:
        """Keep a form of an answer with it."""
        with self.lock:
            is_kept = self.answers.get(key) is answer
            before = answer.size()
            answer.forms = {**answer.forms, coding: form}  # whole, for whoever counts the old ones at this moment
            if is_kept:
                self.bytes += answer.size() - before
                self.shrink()

    def drop(self, key: Key, answer: Answer) -> None:
        """Forget an answer that holds no longer, if it is still the one."""
        with self.lock:
            if self.answers.get(key) is answer:
                self.remove(key)

    def shrink(self) -> None:
        while self.bytes > self.most_bytes:
            self.remove(next(iter(self.answers)))

    def remove(self, key: Key) -> None:
        answer = self.answers.pop(key, None)
        if answer is not None:
            self.bytes -= answer.size() + size_of(key)


def size_of(key: Key) -> int:
    """How many bytes of memory a key takes beside Python's objects."""
    return sum(len(part) for part in key if part)
