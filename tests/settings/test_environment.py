"""What the environment decides, and what is said when it is wrong."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]
REQUIRED = {
    "SECRET_KEY": "a-secret",
    "ALLOWED_HOSTS": "cms.example.com",
    "CMS_BASE_URL": "https://cms.example.com",
    "DATABASE_URL": "sqlite://:memory:",
    "EMAIL_URL": "dummymail://",
    "DEFAULT_FROM_EMAIL": "cms@example.com",
}


def production(expression: str = "None", **environment: str) -> str:
    """Load settings.production in a process of its own; return what the expression is, or the error."""
    code = (
        "from django.conf import settings\nfrom django.core.exceptions import ImproperlyConfigured\n"
        f"try:\n    settings.DEBUG; print({expression})\nexcept ImproperlyConfigured as error:\n    print(error)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "settings.production", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return result.stdout.strip()


@pytest.mark.parametrize("missing", REQUIRED)
def test_production_names_what_is_missing(missing: str) -> None:
    environment = {**REQUIRED, missing: "  "}
    assert production(**environment) == f"Set the environment variable {missing} (see .env.example)."


ESCAPE = "is no valid address: in a user name or password, write : / ? # [ ] @ % as %3A %2F %3F %23 %5B %5D %40 %25."
WEB = "must start with https:// or http://."
ORIGIN = "must be scheme and host alone, such as https://www.example.com."
PATH = "must be a path alone, such as /api/preview."
DATABASE = "must start with postgres:// or sqlite://."
MAIL = "must start with smtp://, smtp+tls://, smtp+ssl://, smtps://, consolemail:// or dummymail://."
SWITCH = "must be true, on, yes, 1, false, off, no or 0."
HOOKS = "must hold host names, with a port or without, and networks such as 10.1.0.0/16."
CACHE = "must start with valkey://, valkeys://, redis:// or rediss://."


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("CMS_BASE_URL", "cms.example.com", WEB),
        ("CMS_BASE_URL", "https://", ORIGIN),
        ("CMS_BASE_URL", "https://cms.example.com/admin", ORIGIN),
        ("CMS_BASE_URL", "https://cms.exa mple.com", ORIGIN),
        ("CMS_BASE_URL", "https://cms.example.com:http", ORIGIN),
        ("FRONTEND_URL", "https://www.example.com?x=1#y", ORIGIN),
        ("FRONTEND_PREVIEW_PATH", "https://www.example.com/preview", PATH),
        ("FRONTEND_PREVIEW_PATH", "//www.example.com", PATH),
        ("FRONTEND_PREVIEW_PATH", "/preview?x=1", PATH),
        ("CSRF_TRUSTED_ORIGINS", "https://a.example,b.example", WEB),
        ("WEBHOOK_ALLOWED_HOSTS", "https://website.internal", HOOKS),
        ("WEBHOOK_ALLOWED_HOSTS", "10.0.0.1/8", HOOKS),
        ("WEBHOOK_ALLOWED_HOSTS", "website.internal:port", HOOKS),
        ("ALLOWED_HOSTS", "https://cms.example.com", "must hold host names alone, such as cms.example.com."),
        ("DATABASE_URL", "mysql://a@b/c", DATABASE),
        ("DATABASE_URL", "nonsense", DATABASE),
        ("DATABASE_URL", "postgres://cms:hunter2/b#c@db/cms", ESCAPE),
        ("DATABASE_URL", "postgres://cms:12/hunter2#c@db/cms", ESCAPE),
        ("DATABASE_URL", "postgres://cms:12?hunter2@db/cms", ESCAPE),
        ("DATABASE_URL", "postgres://cms:hunter2@db", "names no database: postgres://user:password@host/name."),
        ("DATABASE_URL", "sqlite://db.sqlite3", "names no file: sqlite:///relative or sqlite:////absolute/path."),
        ("CACHE_URL", "memcached://a", CACHE),
        ("CACHE_URL", "valkey://:hunter2/b@host/0", ESCAPE),
        ("EMAIL_URL", "foo://x", MAIL),
        ("EMAIL_URL", "smtp://user:hunter2/b@host", ESCAPE),
        ("EMAIL_URL", "smtp://", "names no mail server: smtp://user:password@host:587."),
        ("LOG_LEVEL", "loud", "must be DEBUG, INFO, WARNING, ERROR or CRITICAL."),
        ("TIME_ZONE", "Mars/Phobos", "must be a time zone such as America/New_York."),
        ("TIME_ZONE", "America", "must be a time zone such as America/New_York."),
        ("TIME_ZONE", "/etc/passwd", "must be a time zone such as America/New_York."),
        ("SECURE_HSTS_SECONDS", "a year", "must be a whole number from 0 to 3153600000, not 'a year'."),
        ("PROXY_COUNT", "-1", "must be a whole number from 0 to 100, not '-1'."),
        ("GRAPHQL_INTROSPECTION", "maybe", SWITCH),
        ("TRUSTED_DOCUMENTS_ONLY", "2", SWITCH),
    ],
)
def test_production_names_what_is_wrong(variable: str, value: str, said: str) -> None:
    assert production(**{**REQUIRED, variable: value}) == f"The environment variable {variable} {said}"


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("DATABASE_WAIT_SECONDS", "0", "must be a number from 0.1 to 600, not '0'."),
        ("DATABASE_WAIT_SECONDS", "nan", "must be a number from 0.1 to 600, not 'nan'."),
        ("DATABASE_WAIT_SECONDS", "soon", "must be a number from 0.1 to 600, not 'soon'."),
        ("DATABASE_CONN_MAX_AGE", "-1", "must be a whole number from 0 to 86400, not '-1'."),
        ("DATABASE_STATEMENT_TIMEOUT_MS", "0", "must be a whole number from 1 to 600000, not '0'."),
        ("DATABASE_TEMP_FILE_LIMIT_MB", "0", "must be a whole number from 1 to 1000000, not '0'."),
        ("S3_ENDPOINT_URL", "minio:9000", WEB),
        ("S3_ENDPOINT_URL", "http://", "must be an address such as https://s3.example.com."),
        ("S3_SIGNED_URL_SECONDS", "0", "must be a whole number from 1 to 604800, not '0'."),
        ("S3_ADDRESSING_STYLE", "any", "must be auto, path or virtual."),
        ("S3_ENCRYPTION", "yes", "must be AES256 or aws:kms."),
        ("S3_KMS_KEY_ID", "a-key", "counts with S3_ENCRYPTION=aws:kms alone."),
        ("S3_STORAGE_CLASS", "GLACIER", "must be a class whose files can be read at once, such as STANDARD_IA."),
        ("S3_PUBLIC_STORAGE_CLASS", "cheap", "must be the name of a storage class, such as STANDARD_IA."),
    ],
)
def test_production_names_what_is_wrong_with_a_service(variable: str, value: str, said: str) -> None:
    environment = {**REQUIRED, "DATABASE_URL": "postgres://cms:hunter2@db/cms", "S3_BUCKET": "b", variable: value}
    assert production(**environment) == f"The environment variable {variable} {said}"


ZONE = {"CDN_PURGE": "cloudflare", "CLOUDFLARE_ZONE_ID": "0" * 32, "CLOUDFLARE_API_TOKEN": "hunter2"}
NODES = {"CDN_PURGE": "xkey", "CDN_PURGE_URLS": "http://cache-1:6081, http://cache-2:6081/"}


def test_a_purge_is_configured_by_what_it_needs() -> None:
    expression = "settings.CDN_PURGE, settings.CDN_SECONDS"
    assert production(expression, **REQUIRED) == "None 600"
    zone = "{{'zone': '{0}', 'token': 'hunter2', 'pictures': '{1}'}} 600"
    for pictures, used in {"": "0" * 32, "1" * 32: "1" * 32, "none": ""}.items():
        environment = {**REQUIRED, **ZONE, "CLOUDFLARE_PICTURES_ZONE_ID": pictures}
        assert production(expression, **environment) == zone.format("0" * 32, used)
    said = "{'urls': ['http://cache-1:6081', 'http://cache-2:6081'], 'secret': 's'} 60"
    assert production(expression, **REQUIRED, **NODES, CDN_PURGE_SECRET="s", CDN_SECONDS="60") == said


@pytest.mark.parametrize("missing", ["CLOUDFLARE_ZONE_ID", "CLOUDFLARE_API_TOKEN", "CDN_PURGE_URLS"])
def test_what_a_purge_lacks_is_named(missing: str) -> None:
    environment = {**REQUIRED, **(NODES if missing in NODES else ZONE), missing: " "}
    assert production(**environment) == f"Set the environment variable {missing} (see .env.example)."


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("CDN_PURGE", "fastly", "must be cloudflare or xkey."),
        ("CDN_PURGE_URLS", "http://cache-1:6081,cache-2:6081", WEB),
        ("CDN_PURGE_URLS", "http://:hunter2@cache-1:6081", ORIGIN),
        ("CDN_PURGE_URLS", ",", "names no node, such as http://cache-1:6081."),
        ("CDN_PURGE_SECRET", "hunter2\nand", "must be of letters, digits and signs of ASCII alone."),
        ("CDN_PURGE_SECRET", "hünter2", "must be of letters, digits and signs of ASCII alone."),
        ("CDN_SECONDS", "0", "must be a whole number from 1 to 86400, not '0'."),
    ],
)
def test_what_is_wrong_with_a_purge_is_named(variable: str, value: str, said: str) -> None:
    assert production(**{**REQUIRED, **NODES, variable: value}) == f"The environment variable {variable} {said}"


@pytest.mark.parametrize("variable", ["CLOUDFLARE_ZONE_ID", "CLOUDFLARE_PICTURES_ZONE_ID"])
def test_a_zone_that_is_none_is_named(variable: str) -> None:
    said = f"The environment variable {variable} must be the 32 digits and letters that the zone's overview shows."
    assert production(**{**REQUIRED, **ZONE, variable: "example.com"}) == said


@pytest.mark.parametrize("variable", ["DATABASE_URL", "EMAIL_URL", "CACHE_URL"])
def test_no_traceback_shows_a_password(variable: str) -> None:
    scheme = {"DATABASE_URL": "postgres", "EMAIL_URL": "smtp", "CACHE_URL": "valkey"}[variable]
    environment = {**REQUIRED, variable: f"{scheme}://cms:hunter2/b#c@host/name"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "settings.production", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "hunter2" in done.stdout + done.stderr) == (1, False)
    assert done.stderr.strip().splitlines()[-1].endswith(f"The environment variable {variable} {ESCAPE}")


def test_addresses_of_services_keep_their_passwords() -> None:
    url = "postgres://cms:p%40%2F%3A%23%25x@db.example:5433/cms?sslmode=require"
    expression = "[settings.DATABASES['default'][name] for name in ('USER', 'PASSWORD', 'HOST', 'PORT', 'NAME')]"
    said = production(expression, **{**REQUIRED, "DATABASE_URL": url})
    assert said == "['cms', 'p@/:#%x', 'db.example', 5433, 'cms']"
    mail = {**REQUIRED, "EMAIL_URL": "smtp+tls://me%40example.com:p%2Fw@mail.example:587"}
    expression = "[settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD, settings.EMAIL_PORT, settings.EMAIL_USE_TLS]"
    assert production(expression, **mail) == "['me@example.com', 'p/w', 587, True]"


@pytest.mark.parametrize(("said", "on"), [("", False), ("TRUE", True), ("on", True), ("1", True), ("no", False)])
def test_what_clients_may_ask_is_switched_on_and_off(said: str, on: bool) -> None:
    expression = "[settings.GRAPHQL_INTROSPECTION, settings.TRUSTED_DOCUMENTS_ONLY]"
    given = {"GRAPHQL_INTROSPECTION": said, "TRUSTED_DOCUMENTS_ONLY": said}
    assert production(expression, **REQUIRED, **given) == str([on, on])


@pytest.mark.parametrize(
    ("said", "hosts"),
    [("", []), ("website.internal:3000, 10.1.0.0/16,::1/128", ["website.internal:3000", "10.1.0.0/16", "::1/128"])],
)
def test_nothing_private_gets_webhooks_unless_an_operator_says_so(said: str, hosts: list[str]) -> None:
    given = {**REQUIRED, "WEBHOOK_ALLOWED_HOSTS": said}
    assert production("settings.WEBHOOK_ALLOWED_HOSTS", **given) == str(hosts)


def test_a_level_may_be_written_small() -> None:
    assert production("settings.LOGGING['root']['level']", **REQUIRED, LOG_LEVEL="warning") == "WARNING"


@pytest.mark.parametrize("module", ["cms.serve", "cms.health"])
@pytest.mark.parametrize("port", ["http", "0", "65536"])
def test_a_port_that_is_none_is_one_line(module: str, port: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PORT": port},
        capture_output=True,
        text=True,
        check=False,
    )
    said = f"The environment variable PORT must be a whole number from 1 to 65535, not '{port}'.\n"
    assert (done.returncode, done.stderr) == (1, said)


def test_a_blank_port_is_none_for_the_health_check() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cms.health"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PORT": " "},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr


def test_files_are_stored_as_the_environment_says() -> None:
    expression = "[settings.STORAGES[alias]['OPTIONS']['object_parameters'] for alias in ('default', 'renditions')]"
    assert production(expression, **REQUIRED, S3_BUCKET="b") == "[{}, {}]"
    kms = {"S3_ENCRYPTION": "aws:kms", "S3_KMS_KEY_ID": "a-key", "S3_STORAGE_CLASS": "STANDARD_IA"}
    assert production(expression, **REQUIRED, S3_BUCKET="b", **kms) == (
        "[{'ServerSideEncryption': 'aws:kms', 'SSEKMSKeyId': 'a-key', 'StorageClass': 'STANDARD_IA'}, "
        "{'ServerSideEncryption': 'AES256'}]"
    )


def test_prefixes_that_lie_inside_one_another_are_refused() -> None:
    said = production(**REQUIRED, S3_BUCKET="b", S3_PUBLIC_PREFIX="media", S3_PRIVATE_PREFIX="media/private")
    assert said == "S3_PUBLIC_PREFIX and S3_PRIVATE_PREFIX must be set, differ, and not lie inside one another."


def test_an_https_address_switches_on_what_protects_it() -> None:
    names = "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "DEBUG"
    expression = f"[getattr(settings, name) for name in {names!r}]"
    assert production(expression, **REQUIRED) == "[True, True, True, 31536000, False]"
    plain = {**REQUIRED, "CMS_BASE_URL": "http://localhost:8000"}
    assert production(expression, **plain) == "[False, False, False, 0, False]"


def test_a_secret_may_hold_any_character() -> None:
    assert production("settings.SECRET_KEY", **{**REQUIRED, "SECRET_KEY": "$ecret#\\$1"}) == "$ecret#\\$1"


def test_the_example_names_every_variable_that_is_read() -> None:
    sources = [*(ROOT / "settings").glob("*.py"), ROOT / "cms" / "serve.py"]
    text = "\n".join(source.read_text() for source in sources)
    reading = r"(?:env\.\w+|environ\.get|[a-z_]+)\(\s*\"([A-Z][A-Z0-9]*_[A-Z0-9_]+|PORT|HOST|DEBUG)\""
    read = set(re.findall(reading, text)) - {"PYTEST_XDIST_WORKER", "TEST_DATABASE_TEMPLATE"}
    read |= set(re.findall(r"\$\{([A-Z0-9_]+)", (ROOT / "compose.yaml").read_text()))
    example = set(re.findall(r"^([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert example == read


def test_the_readme_s_defaults_are_those_of_the_example() -> None:
    """A blank line of the example means the default; one with a value repeats it."""
    example = dict(re.findall(r"^([A-Z0-9_]+)=(.+)$", (ROOT / ".env.example").read_text(), re.MULTILINE))
    rows = dict(re.findall(r"^\| `([A-Z0-9_]+)` \| ([^|]+) \|", (ROOT / "README.md").read_text(), re.MULTILINE))
    said = {name: rows[name].strip("`") for name in example if name in rows}
    said |= {"SECURE_HSTS_SECONDS": "31536000"} if said.pop("SECURE_HSTS_SECONDS") == "one year" else {}
    assert {name: float(value) if value[0].isdecimal() else value for name, value in said.items()} == {
        name: float(value) if value[0].isdecimal() else value for name, value in example.items() if name in rows
    }


def test_the_readme_explains_every_variable_of_the_example() -> None:
    example = set(re.findall(r"^([A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert sorted(name for name in example if f"`{name}`" not in (ROOT / "README.md").read_text()) == []


@pytest.mark.parametrize(("group", "file"), [("runtime", "requirements.txt"), ("dev", "requirements-dev.txt")])
def test_every_dependency_is_pinned_with_hashes(group: str, file: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = project["project"]["dependencies"] if group == "runtime" else project["dependency-groups"][group]
    names = {re.split(r"[^\w.-]", dependency)[0].lower().translate(str.maketrans("_.", "--")) for dependency in wanted}
    text = (ROOT / file).read_text()
    pinned = re.findall(r"^([\w.-]+)==\S+[^\n]*\\\n    --hash=sha256:", text, re.MULTILINE)
    assert names - set(pinned) == set()
    assert "://" not in text
