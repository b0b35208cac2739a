"""The services the environment names: database, cache, mail server, S3 storage."""

import re
from pathlib import Path
from typing import Any

from botocore.config import Config
from django.core.exceptions import ImproperlyConfigured

from settings.environment import choice, endpoint, env, header_value, number, origins, seconds, service_url, wrong

POSTGRESQL = "cms.database.postgresql"
YEAR_SECONDS = 31_536_000


def database(default: str | None = None) -> dict[str, Any]:
    """Return Django's database entry for DATABASE_URL (SQLite or PostgreSQL)."""
    url = service_url(
        "DATABASE_URL", ("postgres", "sqlite"), default or env.NOTSET, also=("postgresql", "psql", "pgsql")
    )
    if url.startswith("sqlite://") and not url.startswith(("sqlite:///", "sqlite://:memory:")):
        raise wrong("DATABASE_URL", "names no file: sqlite:///relative or sqlite:////absolute/path.")
    config: dict[str, Any] = env.db_url_config(url)
    if not config["NAME"]:
        raise wrong("DATABASE_URL", "names no database: postgres://user:password@host/name.")
    options = config.setdefault("OPTIONS", {})
    # To connect costs more than most answers do: SQLite reads the whole schema anew, every trigger in it.
    config["CONN_MAX_AGE"] = number("DATABASE_CONN_MAX_AGE", 300, 0, 86_400)
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["ENGINE"] = "cms.database.sqlite"
        options.setdefault("transaction_mode", "IMMEDIATE")
        options.setdefault("timeout", 20)
        options.setdefault(
            "init_command", "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        )
        return config
    options.setdefault("connect_timeout", 2)
    options.setdefault("tcp_user_timeout", 10_000)
    options["request_limits"] = {
        "wait_seconds": seconds("DATABASE_WAIT_SECONDS", 2.0, 0.1, 600),
        "statement_timeout_ms": number("DATABASE_STATEMENT_TIMEOUT_MS", 3_000, 1, 600_000),
        "temp_file_limit_mb": number("DATABASE_TEMP_FILE_LIMIT_MB", 512, 1, 1_000_000),
    }
    return {
        **config,
        "ENGINE": POSTGRESQL,
        "CONN_HEALTH_CHECKS": True,
    }


def caches() -> dict[str, Any]:
    """Return CACHES: memory of the process, or the Valkey or Redis server that CACHE_URL names."""
    schemes = {"valkey": "redis", "valkeys": "rediss", "redis": "redis", "rediss": "rediss"}
    url = service_url("CACHE_URL", tuple(schemes), default="")
    if not url:
        # Django's own 300 entries would let registered documents drive out what counts wrong passwords.
        options = {"MAX_ENTRIES": 20_000}
        return {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": options}}
    scheme, _, rest = url.partition("://")
    return {
        "default": {
            "BACKEND": "cms.tolerant_cache.TolerantCache",
            "LOCATION": f"{schemes[scheme]}://{rest}",
            "KEY_PREFIX": env.str("CACHE_KEY_PREFIX", default="medspa"),
            "OPTIONS": {"socket_timeout": 0.5, "socket_connect_timeout": 0.5},
        }
    }


def purge() -> dict[str, Any] | None:
    """Return the caches in front of the content API that CDN_PURGE has purged; None where it names none."""
    if not env.str("CDN_PURGE", default=""):
        return None
    if choice("CDN_PURGE", "", ("cloudflare", "xkey")) == "xkey":
        urls = [url for url in origins("CDN_PURGE_URLS") if url]
        if not urls:
            raise wrong("CDN_PURGE_URLS", "names no node, such as http://cache-1:6081.")
        return {"urls": urls, "secret": header_value("CDN_PURGE_SECRET", default="")}
    zone = zone_id("CLOUDFLARE_ZONE_ID", env.str("CLOUDFLARE_ZONE_ID"))
    pictures = env.str("CLOUDFLARE_PICTURES_ZONE_ID", default="")
    if pictures not in ("", "none"):
        zone_id("CLOUDFLARE_PICTURES_ZONE_ID", pictures)
    return {
        "zone": zone,
        "token": header_value("CLOUDFLARE_API_TOKEN"),
        "pictures": "" if pictures == "none" else pictures or zone,
    }


def zone_id(name: str, value: str) -> str:
    """Check the id of a zone of Cloudflare's."""
    if not re.fullmatch(r"[0-9a-f]{32}", value):
        raise wrong(name, "must be the 32 digits and letters that the zone's overview shows.")
    return value


def email(default: Any = env.NOTSET) -> dict[str, Any]:
    """Return Django's settings for EMAIL_URL."""
    schemes = ("smtp", "smtp+tls", "smtp+ssl", "smtps", "consolemail", "dummymail")
    url = service_url("EMAIL_URL", schemes, default, also=("filemail", "memorymail"))
    config: dict[str, Any] = env.email_url_config(url)
    if url.startswith("smtp") and not config["EMAIL_HOST"]:
        raise wrong("EMAIL_URL", "names no mail server: smtp://user:password@host:587.")
    return config


def storages(staticfiles: str, media_root: Path) -> dict[str, Any]:
    """Return STORAGES: `default` is private (originals, documents), `renditions` is public.

    S3 when S3_BUCKET is set, else folders below `media_root`.
    """
    media = s3_storages() if env.str("S3_BUCKET", default="") else local_storages(media_root)
    return {**media, "staticfiles": {"BACKEND": staticfiles}}


def local_storages(media_root: Path) -> dict[str, Any]:
    """Return the two storages of media as folders."""
    return {
        "default": {
            "BACKEND": "cms.media.storage.LocalPrivateStorage",
            "OPTIONS": {"location": media_root / "private"},
        },
        "renditions": {
            "BACKEND": "cms.media.storage.LocalPublicStorage",
            "OPTIONS": {"location": media_root / "public", "base_url": "/media/"},
        },
    }


def s3_storages() -> dict[str, Any]:
    """Return the two storages of media as prefixes of one bucket."""
    common = s3_options()
    scheme, domain = s3_public_domain()
    public_prefix, private_prefix = s3_prefixes()
    return {
        "default": {
            "BACKEND": "cms.media.storage.PrivateStorage",
            "OPTIONS": {
                **common,
                "location": private_prefix,
                "object_parameters": s3_object_parameters("S3_STORAGE_CLASS"),
                "querystring_auth": True,
                "querystring_expire": number("S3_SIGNED_URL_SECONDS", 600, 1, 604_800),
            },
        },
        "renditions": {
            "BACKEND": "cms.media.storage.PublicStorage",
            "OPTIONS": {
                **common,
                "location": public_prefix,
                "object_parameters": s3_object_parameters("S3_PUBLIC_STORAGE_CLASS", is_public=True),
                "querystring_auth": False,
                "custom_domain": domain,
                "url_protocol": scheme,
            },
        },
    }


def s3_options() -> dict[str, Any]:
    """Return what both S3 storages share; no credentials means the machine's own role is used."""
    return {
        "bucket_name": env.str("S3_BUCKET"),
        "endpoint_url": endpoint("S3_ENDPOINT_URL"),
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
            # How URLs name the bucket: in the host, in the path, or as boto3 decides.
            s3={"addressing_style": choice("S3_ADDRESSING_STYLE", "auto", ("auto", "path", "virtual"))},
            # Servers other than AWS's do not all know the newer checksums.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    }


def s3_object_parameters(storage_class: str, *, is_public: bool = False) -> dict[str, str]:
    """Return what S3 is told of each file: how it is encrypted and the storage class that a variable names.

    Without a signature S3 gives out nothing that a key of KMS encrypts, so what is public has S3's own key.
    """
    parameters: dict[str, str] = {}
    encryption = choice("S3_ENCRYPTION", "", ("AES256", "aws:kms")) if env.str("S3_ENCRYPTION", default="") else ""
    key = env.str("S3_KMS_KEY_ID", default="")
    if key and encryption != "aws:kms":
        raise wrong("S3_KMS_KEY_ID", "counts with S3_ENCRYPTION=aws:kms alone.")
    if encryption:
        parameters["ServerSideEncryption"] = "AES256" if is_public else encryption
    if key and not is_public:
        parameters["SSEKMSKeyId"] = key
    name: str = env.str(storage_class, default="")
    if name in {"GLACIER", "DEEP_ARCHIVE"}:
        raise wrong(storage_class, "must be a class whose files can be read at once, such as STANDARD_IA.")
    if name and not re.fullmatch(r"[A-Z][A-Z0-9_]*", name, re.ASCII):
        raise wrong(storage_class, "must be the name of a storage class, such as STANDARD_IA.")
    return {**parameters, "StorageClass": name} if name else parameters


def s3_public_domain() -> tuple[str, str | None]:
    """Return scheme and host[/path] under which browsers reach public files; None: the bucket's own."""
    value: str = env.str("S3_CUSTOM_DOMAIN", default="")
    scheme, separator, host = value.rpartition("://")
    if separator and scheme not in {"http", "https"}:
        raise wrong("S3_CUSTOM_DOMAIN", "must be a host or an http(s) URL.")
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
