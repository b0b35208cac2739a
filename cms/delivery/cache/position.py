"""How far the change log has come, as cheaply as a database can be asked: each answer from the cache asks for it."""

from __future__ import annotations

import logging
import select
import threading
import time
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus

from cms.database import limits
from cms.delivery.models import Log

logger = logging.getLogger(__name__)

SQL = f"SELECT sequence FROM {Log._meta.db_table} WHERE triggers <> ''"  # noqa: S608 (a table of ours)
NAME = b"cms_position"
ANSWERED = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)


class Own(threading.local):
    """What each thread asks with: Django's connection of it, for to look that up takes as long as to ask SQLite.

    Django keeps that object, whichever server it is connected to, unless another is put into its place.
    """

    def __init__(self) -> None:
        self.connection: Any = connections[DEFAULT_DB_ALIAS]
        self.question: Question | None = None


def position() -> int | None:
    """The number of the last change that anybody may have read; None where the database does not say, or logs nothing.

    A connection that fails is closed, as its server may be gone for good, and another is tried, once.
    """
    connection = own.connection
    ask = on_postgresql if connection.vendor == "postgresql" else on_sqlite
    for is_last in (False, True):
        try:
            if connection.connection is None:
                with limits.request():  # they come with the connection, which Django goes on to use
                    connection.ensure_connection()
            return ask(connection)
        except Exception as error:  # noqa: BLE001 (whatever it is, Django's own way to answer goes on)
            connection.close()
            if is_last:
                logger.warning("The position of the change log cannot be read: %s", error)
    return None


def on_sqlite(connection: Any) -> int | None:
    row = connection.connection.execute(SQL).fetchone()
    return row[0] if row else None


def on_postgresql(connection: Any) -> int | None:
    pgconn = connection.connection.pgconn
    question = own.question
    try:
        if question is None or question.pgconn is not pgconn:
            question = Question(pgconn, connection.limits.wait_seconds)
            own.question = question
        return question.ask()
    except TimeoutError:
        connection.connection.silence.noticed()  # nor is it waited for once more, to connect
        raise


class Question:
    """A statement that is prepared once in a connection, and asked without a cursor: three times as quick as with one.

    The server may have forgotten it: whoever finds a table changed has it forget all. Then, and where the server does
    not answer within so many seconds, the connection is of no use any more.
    """

    def __init__(self, pgconn: Any, seconds: float) -> None:
        self.pgconn = pgconn
        self.seconds = seconds
        self.poll = select.poll()
        self.poll.register(pgconn.socket, select.POLLIN)
        pgconn.send_prepare(NAME, SQL.encode())
        self.answer()

    def ask(self) -> int | None:
        """The value of the one row; TimeoutError, or what the server complains of."""
        self.pgconn.send_query_prepared(NAME, [])
        value = self.answer().get_value(0, 0)
        return int(value) if value is not None else None

    def answer(self) -> Any:
        """The one result of what was sent."""
        pgconn, deadline = self.pgconn, time.monotonic() + self.seconds
        found: Any = None
        while True:
            while pgconn.is_busy():
                if not self.poll.poll(max(0.0, deadline - time.monotonic()) * 1_000):
                    raise TimeoutError("the database did not answer")
                pgconn.consume_input()
            result = pgconn.get_result()
            if result is None:
                break
            found = result
        if found.status not in ANSWERED:
            raise error_from_result(found)
        return found


own = Own()
