"""How long a request may wait for the database, and a PostgreSQL backend that keeps to it."""
