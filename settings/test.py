"""The test run: the services that the environment names, else SQLite in memory and a folder of its own."""

import os
import tempfile
from pathlib import Path

from settings import services

# One bucket serves all test processes, each under prefixes of its own.
_worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
os.environ["S3_PUBLIC_PREFIX"] = f"public/{_worker}"
os.environ["S3_PRIVATE_PREFIX"] = f"private/{_worker}"

from settings.base import *  # noqa: E402, F403

SECRET_KEY = "for-tests-only"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
GRAPHIQL = True
GRAPHQL_INTROSPECTION = True
TRUSTED_DOCUMENTS_ONLY = False
INSTALLED_APPS = ["demo", *INSTALLED_APPS, "graphene_django_graphiql_static"]  # noqa: F405

DATABASES = {"default": services.database(default="sqlite://:memory:")}
if _limits := DATABASES["default"]["OPTIONS"].get("request_limits"):
    # On a machine that is busy with other tests; what comes too late is tested on connections of its own.
    _limits.update(wait_seconds=20.0, statement_timeout_ms=30_000)
_test = DATABASES["default"].setdefault("TEST", {})
if DATABASES["default"]["ENGINE"] == "cms.database.sqlite":
    _test["NAME"] = ":memory:"  # pytest-django takes it for a file's name where Django's own SQLite is not the engine
if template := os.environ.get("TEST_DATABASE_TEMPLATE"):
    _test["TEMPLATE"] = template  # one with every migration, to copy
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WEBHOOK_ALLOWED_HOSTS = ["127.0.0.0/8"]
FRONTEND_URL = "https://www.example.com"

MEDIA_ROOT = Path(tempfile.gettempdir()) / f"medspa-cms-tests-{os.getpid()}"
STORAGES = services.storages("django.contrib.staticfiles.storage.StaticFilesStorage", media_root=MEDIA_ROOT)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
