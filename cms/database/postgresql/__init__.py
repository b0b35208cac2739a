"""Django's PostgreSQL backend with limits for requests; named in DATABASES by settings.services."""
