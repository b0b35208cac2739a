"""The services the environment names: database, cache, S3 storage."""

from pathlib import Path
from typing import Any

from botocore.config import Config
from django.core.exceptions import ImproperlyConfigured

from settings.environment import env

POSTGRESQL = "cms.database.postgresql"
SQLITE = "django.db.backends.sqlite3"
YEAR_SECONDS = 31_536_000


def database(default: str | None = None) -> dict[str, Any]:
    """Return Django's database entry for DATABASE_URL (SQLite or PostgreSQL)."""
    config: dict[str, Any] = env.db_url("DATABASE_URL", **({"default": default} if default else {}))
    options = config.setdefault("OPTIONS", {})
    if config["ENGINE"] == "django.db.backends.sqlite3":
        options.setdefault("transaction_mode", "IMMEDIATE")
        options.setdefault("timeout", 5)
        options.setdefault(
            "init_command", "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        )
        return config
    if config["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("The environment variable DATABASE_URL must start with postgres:// or sqlite://.")
    options.setdefault("connect_timeout", 2)
    options.setdefault("tcp_user_timeout", 10_000)
    options["request_limits"] = {
        "wait_seconds": env.float("DATABASE_WAIT_SECONDS", 2.0),
        "statement_timeout_ms": env.int("DATABASE_STATEMENT_TIMEOUT_MS", 3_000),
        "temp_file_limit_mb": env.int("DATABASE_TEMP_FILE_LIMIT_MB", 512),
    }
    return {
        **config,
        "ENGINE": POSTGRESQL,
        "CONN_MAX_AGE": env.int("DATABASE_CONN_MAX_AGE", 300),
        "CONN_HEALTH_CHECKS": True,
    }


def caches() -> dict[str, Any]:
    """Return CACHES: memory of the process, or the Valkey or Redis server that CACHE_URL names."""
    url: str = env.str("CACHE_URL", default="")
    if not url:
        return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    scheme, separator, rest = url.partition("://")
    schemes = {"redis": "redis", "rediss": "rediss", "valkey": "redis", "valkeys": "rediss"}
    if not separator or scheme not in schemes:
        raise ImproperlyConfigured(
            "The environment variable CACHE_URL must start with valkey://, valkeys://, redis:// or rediss://."
        )
    return {
        "default": {
            "BACKEND": "cms.tolerant_cache.TolerantCache",
            "LOCATION": f"{schemes[scheme]}://{rest}",
            "KEY_PREFIX": env.str("CACHE_KEY_PREFIX", default="medspa"),
            "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
        }
    }


def storages(staticfiles: str, media_root: Path) -> dict[str, Any]:
    """Return STORAGES: `default` is private (originals, documents), `renditions` is public.

    S3 when S3_BUCKET is set, else folders below `media_root`.
    """
    static = {"staticfiles": {"BACKEND": staticfiles}}
    if not env.str("S3_BUCKET", default=""):
        return {
            "default": {
                "BACKEND": "cms.media.storage.LocalPrivateStorage",
                "OPTIONS": {"location": media_root / "private"},
            },
            "renditions": {
                "BACKEND": "cms.media.storage.LocalPublicStorage",
                "OPTIONS": {"location": media_root / "public", "base_url": "/media/"},
            },
            **static,
        }
    common = s3_options()
    scheme, domain = s3_public_domain()
    public_prefix, private_prefix = s3_prefixes()
    return {
        "default": {
            "BACKEND": "cms.media.storage.PrivateStorage",
            "OPTIONS": {
                **common,
                "location": private_prefix,
                "querystring_auth": True,
                "querystring_expire": env.int("S3_SIGNED_URL_SECONDS", 600),
            },
        },
        "renditions": {
            "BACKEND": "cms.media.storage.PublicStorage",
            "OPTIONS": {
                **common,
                "location": public_prefix,
                "querystring_auth": False,
                "custom_domain": domain,
                "url_protocol": scheme,
                "object_parameters": {"CacheControl": f"public, max-age={YEAR_SECONDS}, immutable"},
            },
        },
        **static,
    }


def s3_options() -> dict[str, Any]:
    """Return what both S3 storages share; no credentials means the machine's own role is used."""
    return {
        "bucket_name": env.str("S3_BUCKET"),
        "endpoint_url": env.str("S3_ENDPOINT_URL", default=None),
        "region_name": env.str("S3_REGION", default=None),
        "access_key": env.str("S3_ACCESS_KEY_ID", default=None),
        "secret_key": env.str("S3_SECRET_ACCESS_KEY", default=None),
        "default_acl": None,
        "file_overwrite": False,
        "client_config": Config(
            connect_timeout=2,
            read_timeout=5,
            retries={"total_max_attempts": 2, "mode": "standard"},
            signature_version="s3v4",
            s3={"addressing_style": addressing_style()},
            # Servers other than AWS's do not all know the newer checksums.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    }


def addressing_style() -> str:
    """Return how URLs name the bucket: in the host (virtual), in the path, or as boto3 decides (auto)."""
    style: str = env.str("S3_ADDRESSING_STYLE", default="auto")
    if style not in {"auto", "path", "virtual"}:
        raise ImproperlyConfigured("The environment variable S3_ADDRESSING_STYLE must be auto, path or virtual.")
    return style


def s3_public_domain() -> tuple[str, str | None]:
    """Return scheme and host[/path] under which browsers reach public files; None: the bucket's own."""
    value: str = env.str("S3_CUSTOM_DOMAIN", default="")
    scheme, separator, host = value.rpartition("://")
    if separator and scheme not in {"http", "https"}:
        raise ImproperlyConfigured("The environment variable S3_CUSTOM_DOMAIN must be a host or an http(s) URL.")
    return f"{scheme or 'https'}:", host.rstrip("/") or None


def s3_prefixes() -> tuple[str, str]:
    """Return the public and the private prefix; neither may lie inside the other."""
    public = env.str("S3_PUBLIC_PREFIX", default="public").strip("/")
    private = env.str("S3_PRIVATE_PREFIX", default="private").strip("/")
    shorter, longer = sorted((f"{public}/", f"{private}/"), key=len)
    if longer.startswith(shorter) or shorter == "/":
        raise ImproperlyConfigured(
            "S3_PUBLIC_PREFIX and S3_PRIVATE_PREFIX must be set, differ, and not lie inside one another."
        )
    return public, private
