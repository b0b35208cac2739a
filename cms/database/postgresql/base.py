"""PostgreSQL with a deadline: a frozen server becomes an error in seconds, not a thread lost for good."""

import re
from typing import Any, Self

import psycopg
import psycopg.sql
from django.db.backends.postgresql import base, operations
from psycopg import IsolationLevel, errors
from psycopg._preparing import PrepareManager
from psycopg.abc import RV, PQGen
from psycopg.errors import _WaitTimeout
from psycopg.pq import TransactionStatus

from cms.database.limits import RequestLimits, Silence, in_request, request

# `has_parameter_privilege` came with this version.
PARAMETER_PRIVILEGES_SINCE = 150_000
PLANNING = """
SELECT set_config('plan_cache_mode', 'force_generic_plan', false), set_config('join_collapse_limit', '6', false),
    set_config('from_collapse_limit', '6', false)
"""
"""How statements are planned. With PostgreSQL's own 8 tables in any order, a list with three filters takes 0.1 s."""
PARAMETER = re.compile(r"\$(\d+)")
MOST_PREPARED = 500
"""How many statements a connection keeps: the documents of a website have some hundred."""
MOST_CHARACTERS = 250_000
"""How long they are together at most. The server takes up to 240 bytes for each character, plans included, and clients
choose what their filters are made of."""
NEVER_BY_ITSELF = 2**31
"""How often psycopg executes a statement before it prepares it unasked; Django's own are never to be."""


class BoundedConnection(psycopg.Connection[Any]):
    """A connection whose waits end. A server that is frozen cannot honour its own statement_timeout."""

    limits = RequestLimits()
    silence = Silence()

    def wait(self, gen: PQGen[RV], interval: float = 0.1, timeout: float | None = None) -> RV:
        """Wait for the server's answer, in a request no longer than the limit.

        Raises psycopg.OperationalError, and closes the connection, when nothing came in time.
        """
        if timeout is not None or not in_request():
            return super().wait(gen, interval=interval, timeout=timeout)
        try:
            return super().wait(gen, interval=interval, timeout=self.limits.wait_seconds)
        except _WaitTimeout:
            self.silence.noticed()
            self.close()
            raise psycopg.OperationalError(
                f"the database did not answer within {self.limits.wait_seconds:g} s"
            ) from None


class KeptStatements(PrepareManager):
    """psycopg's record of what it has prepared in a connection, which outlasts a transaction that is rolled back.

    psycopg would forget all, and have the server forget even what others have prepared, in case a table was made in
    that transaction.
    """

    def clear(self) -> bool:
        """Nothing: what the server does not know after all, :class:`PreparedCursor` prepares again."""
        return False

    def _rotate(self) -> None:
        """Have the server forget the oldest where there are too many, or where they are too long together."""
        super()._rotate()
        characters = sum(len(query) for query, _ in self._names)
        while characters > MOST_CHARACTERS:
            (query, _), name = self._names.popitem(last=False)
            self._to_flush.append(name)
            characters -= len(query)

    def forget(self) -> None:
        """Know of nothing that is prepared."""
        self._counts.clear()
        self._names.clear()


class PreparedCursor(psycopg.RawCursor[Any]):
    """A cursor whose statements the server parses and plans once in a connection. Their parameters are $1, $2, ….

    psycopg knows which it has prepared. Where the server does not, or where a table has changed meanwhile, it is told
    to forget all of them, and asked once more.
    """

    keep = True
    """Whether what is executed comes again, and is to be kept by the server."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Self:
        """Execute a statement with its parameters apart from it."""
        try:
            return super().execute(query, params, prepare=self.keep)
        except (errors.InvalidSqlStatementName, errors.FeatureNotSupported):
            if self.connection.info.transaction_status != TransactionStatus.IDLE:
                raise
            self.connection.execute("DEALLOCATE ALL")
            self.connection._prepared.forget()  # type: ignore[attr-defined]
            return super().execute(query, params, prepare=self.keep)


class DatabaseOperations(operations.DatabaseOperations):
    """Django's own, which know a prepared statement too when it is logged."""

    def last_executed_query(self, cursor: Any, sql: Any, params: Any) -> Any:
        """What was asked, its values in their places. psycopg does not tell that of what it has prepared."""
        if not isinstance(cursor, PreparedCursor):
            return super().last_executed_query(cursor, sql, params)
        return PARAMETER.sub(lambda found: psycopg.sql.Literal(params[int(found[1]) - 1]).as_string(cursor), sql)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's wrapper, opening bounded connections."""

    ops_class = DatabaseOperations

    def __init__(self, settings_dict: dict[str, Any], alias: str = "default") -> None:
        super().__init__(settings_dict, alias)
        self.limits = RequestLimits(**settings_dict["OPTIONS"].get("request_limits", {}))

    def get_connection_params(self) -> dict[str, Any]:
        """Return what psycopg takes: our own option is not for it."""
        params: dict[str, Any] = super().get_connection_params()
        params.pop("request_limits", None)
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> BoundedConnection:
        """Connect, or fail at once while the server has just been silent."""
        if in_request() and BoundedConnection.silence.lasts():
            raise psycopg.OperationalError("the database did not answer a moment ago")
        isolation_level = self.settings_dict["OPTIONS"].get("isolation_level")
        self.isolation_level = IsolationLevel(isolation_level or IsolationLevel.READ_COMMITTED)
        try:
            connection = BoundedConnection.connect(**conn_params)
        except psycopg.errors.ConnectionTimeout:
            BoundedConnection.silence.noticed()
            raise
        connection.limits = self.limits
        connection._prepared = KeptStatements()
        connection.prepare_threshold, connection.prepared_max = NEVER_BY_ITSELF, MOST_PREPARED
        if isolation_level:
            connection.isolation_level = self.isolation_level
        return connection

    def prepared_cursor(self, *, keep: bool = True) -> Any:
        """A cursor as Django's own, for statements that are used again and again; of those not to ``keep``, once."""
        self.ensure_connection()
        with self.wrap_database_errors:
            cursor = PreparedCursor(self.connection)
            cursor.keep = keep
            return self._prepare_cursor(cursor)  # type: ignore[attr-defined]

    def init_connection_state(self) -> None:
        """Let the server itself end what a request left running, and keep it from filling the disk.

        What is prepared keeps the plan that it has, and no more ways are weighed for the rest than pay: to plan what
        the content API asks takes longer than to do it.
        """
        super().init_connection_state()
        self.connection.execute(PLANNING)
        if not in_request():
            return
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, false)", [str(self.limits.statement_timeout_ms)])
            if self.pg_version >= PARAMETER_PRIVILEGES_SINCE:
                cursor.execute(
                    "SELECT set_config('temp_file_limit', %s, false)"
                    " WHERE has_parameter_privilege('temp_file_limit', 'SET')",
                    [f"{self.limits.temp_file_limit_mb}MB"],
                )
        if not self.get_autocommit():
            self.connection.commit()

    def is_usable(self) -> bool:
        """Ask the server, but not for ever: Django asks between requests too, where no limit holds."""
        with request():
            return bool(super().is_usable())
