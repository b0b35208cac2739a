"""Development and the demo: a key of its own, GraphiQL, no collecting of static files."""

from pathlib import Path

from settings.environment import Environment, allowed_hosts, env, switch

Environment.read_env(str(Path(__file__).resolve().parent.parent / ".env"))

from settings.base import *  # noqa: E402, F403
from settings.base import STORAGES  # noqa: E402

DEBUG = env.bool("DEBUG", True)
SECRET_KEY = env.str("SECRET_KEY", default="for-development-only-never-for-a-server-that-others-reach")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

WEBHOOK_ALLOWED_HOSTS = allowed_hosts("WEBHOOK_ALLOWED_HOSTS", ["127.0.0.0/8", "::1/128"])

GRAPHIQL = True
GRAPHQL_INTROSPECTION = switch("GRAPHQL_INTROSPECTION", GRAPHIQL)
INSTALLED_APPS = ["demo", *INSTALLED_APPS, "graphene_django_graphiql_static"]  # noqa: F405

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
