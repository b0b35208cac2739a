"""Django's SQLite backend with turns for writers; named in DATABASES by settings.services."""
