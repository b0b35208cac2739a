"""Containers run nothing that the Makefile does not, and start nothing with an unchecked configuration."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import boto3
import psycopg
import pytest
from botocore.client import BaseClient
from botocore.exceptions import BotoCoreError, ClientError
from psycopg import sql

from servers import postgresql
from servers.process import HOST, free_ports, running
from servers.s3 import PARTS, find_binary, sockets
from tests.production.commands import compose, container_commands, make_commands

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[2]


def test_containers_run_what_the_makefile_runs() -> None:
    assert container_commands() == {
        "static": "python manage.py collectstatic --noinput",
        "image": "python -m cms.serve",
        "health": "python -m cms.health",
        "compose release": "python manage.py migrate --noinput",
        "compose web": "python -m cms.serve",
        "compose worker": "python manage.py worker",
    }
    assert set(container_commands().values()) - make_commands() == set()


def test_containers_share_one_environment_that_production_accepts() -> None:
    services = compose()["services"]
    ours = [service for service in services.values() if "build" in service]
    assert all(service["environment"] == ours[0]["environment"] for service in ours)
    named = set(ours[0]["environment"])
    required = {"SECRET_KEY", "ALLOWED_HOSTS", "CMS_BASE_URL", "DATABASE_URL", "EMAIL_URL", "DEFAULT_FROM_EMAIL"}
    assert required - named == set()


def test_every_variable_of_the_example_reaches_the_containers() -> None:
    """Those that compose decides itself are named where it says so; an `.env` of blank values is as good as none."""
    services = compose()["services"]
    ours = [service for service in services.values() if "build" in service]
    assert [service["env_file"] for service in ours] == [[{"path": ".env", "required": False}]] * 3
    fixed = {name for name, value in ours[0]["environment"].items() if f"${{{name}:-" not in value}
    heading = (ROOT / "compose.yaml").read_text().partition("\nname:")[0]
    assert fixed == {name for name in fixed if name in heading}
    given = {name: value for name, value in ours[0]["environment"].items() if name not in fixed}
    assert {name for name, value in given.items() if not value.startswith(f"${{{name}:-")} == set()


def test_postgresql_s_password_may_hold_any_character() -> None:
    environment = compose()["services"]["web"]["environment"]
    url, password = environment["DATABASE_URL"], environment["PGPASSWORD"]
    assert (url, password) == ("postgres://cms@postgresql:5432/cms", "${POSTGRES_PASSWORD:-cms}")
    assert compose()["services"]["postgresql"]["environment"]["POSTGRES_PASSWORD"] == password
    odd = "p@/:#?% \"'x"
    with postgresql() as server:
        parts = urlsplit(server.url)
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute(sql.SQL("ALTER ROLE CURRENT_USER PASSWORD {}").format(sql.Literal(odd)))
        code = "from django.db import connection; import django; django.setup(); connection.ensure_connection()"
        for word, said in ((odd, ""), ("wrong", "password authentication failed")):
            done = subprocess.run(
                [sys.executable, "-c", code],
                cwd=ROOT,
                env={
                    "PATH": os.environ["PATH"],
                    "DJANGO_SETTINGS_MODULE": "settings.test",
                    "DATABASE_URL": f"postgres://{parts.username}@{parts.hostname}:{parts.port}{parts.path}",
                    "PGPASSWORD": word,
                },
                capture_output=True,
                text=True,
                check=False,
            )
            assert said in done.stderr
            assert (done.returncode == 0) == (not said), done.stderr


def test_the_image_can_keep_files_without_a_bucket() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text()
    owned = dockerfile.index("install -d -o cms /app/media")
    assert dockerfile.index("COPY --from=build /app /app") < owned < dockerfile.index("USER 10001")
    assert "\nVOLUME /app/media\n" in dockerfile


def test_the_s3_server_of_compose_keeps_private_what_is_private(tmp_path: Path) -> None:
    service = compose()["services"]["s3"]
    identities = compose()["configs"]["s3"]["content"]
    for name, value in (
        ("${S3_ACCESS_KEY_ID:-cms}", "key"),
        ("${S3_SECRET_ACCESS_KEY:-change-me-too}", "secret"),
        ("${S3_PUBLIC_PREFIX:-public}", "public"),
    ):
        identities = identities.replace(name, value)
    (tmp_path / "s3.json").write_text(identities)
    ports = free_ports(2 * len(PARTS))
    replaced = {"-dir=": f"-dir={tmp_path / 'data'}", "-ip.bind=": f"-ip.bind={HOST}"}
    replaced["-s3.config="] = f"-s3.config={tmp_path / 's3.json'}"
    arguments = [
        next((new for old, new in replaced.items() if word.startswith(old)), word) for word in service["command"]
    ]
    places = [f"-{part}.port={port}" for part, port in zip(PARTS, ports, strict=False)]
    places += [f"-{part}.port.grpc={port}" for part, port in zip(PARTS, ports[len(PARTS) :], strict=True)]
    client = boto3.client(
        "s3",
        endpoint_url=f"http://{HOST}:{ports[0]}",
        region_name="us-east-1",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    )
    command = [find_binary(), *arguments, f"-ip={HOST}", "-s3.port.iceberg=0", "-s3.port.lance=0", *places]
    with running(
        "S3", command, folder=tmp_path, ready=lambda: _has_bucket(client), remove=sockets(ports), stop_signal=9
    ):
        answers = {}
        for key in ("public/a", "private/a"):
            client.put_object(Bucket="medspa-cms", Key=key, Body=b"x")
            curl = [
                "curl",
                "-s",
                "-o",
                "/dev/null",
                "-w",
                "%{http_code}",
                f"{client.meta.endpoint_url}/medspa-cms/{key}",
            ]
            answers[key] = subprocess.run(curl, capture_output=True, text=True, check=True).stdout
    assert answers == {"public/a": "200", "private/a": "403"}


def _has_bucket(client: BaseClient) -> bool:
    try:
        client.head_bucket(Bucket="medspa-cms")
    except (ClientError, BotoCoreError):
        return False
    return True
