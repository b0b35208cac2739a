"""Is this process up, and can it serve? For load balancers, and for the container's own check.

`python -m cms.health` asks the server of this machine on PORT and exits with 1 when it cannot serve.
"""

import http.client
import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache

from cms.database.migrated import has_every_migration
from settings.environment import number

_migrated = False


@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """Answer 200: the process takes requests. Asks nothing of any service."""
    return JsonResponse({"status": "ok"})


@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database answers in time, its migrations are applied and it logs changes, else 503."""
    from cms.delivery import triggers

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        migrated = migrations_applied()
        unlogged = migrated and bool(triggers.missing())
    except (DatabaseError, InterfaceError):
        return JsonResponse({"status": "unavailable", "database": "no answer"}, status=503)
    if not migrated:
        return JsonResponse({"status": "unavailable", "migrations": "not applied"}, status=503)
    if unlogged:
        return JsonResponse({"status": "unavailable", "change log": "triggers missing; run migrate"}, status=503)
    return JsonResponse({"status": "ok"})


def migrations_applied() -> bool:
    """Tell whether the database has every migration of this code; a yes is remembered."""
    global _migrated
    if not _migrated:
        _migrated = has_every_migration()
    return _migrated


urlpatterns = [
    path("live/", live, name="health_live"),
    path("ready/", ready, name="health_ready"),
]


def main() -> int:
    """Ask /health/ready/ under a host name that the server accepts; 0 when it is ready."""
    hosts = [host.strip().lstrip(".") for host in os.environ.get("ALLOWED_HOSTS", "").split(",")]
    host = next((host for host in hosts if host and host != "*"), "localhost")
    try:
        server = http.client.HTTPConnection("127.0.0.1", number("PORT", 8000, 1, 65_535), timeout=5)
    except ImproperlyConfigured as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    try:
        server.request("GET", "/health/ready/", headers={"Host": host})
        answer = server.getresponse()
        body = answer.read().decode(errors="replace")
    except OSError as error:
        print(f"no answer: {error}", file=sys.stderr)  # noqa: T201
        return 1
    finally:
        server.close()
    print(body)  # noqa: T201
    return 0 if answer.status == 200 else 1


if __name__ == "__main__":
    sys.exit(main())
