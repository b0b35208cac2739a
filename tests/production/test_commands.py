"""Containers run nothing that the Makefile does not, and start nothing with an unchecked configuration."""

import subprocess
from pathlib import Path

import boto3
import pytest
from botocore.client import BaseClient
from botocore.exceptions import BotoCoreError, ClientError

from servers.process import HOST, free_ports, running
from servers.s3 import PARTS, find_binary, sockets
from tests.production.commands import compose, container_commands, make_commands

pytestmark = pytest.mark.once


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


def test_the_s3_server_of_compose_keeps_private_what_is_private(tmp_path: Path) -> None:
    service = compose()["services"]["s3"]
    identities = compose()["configs"]["s3"]["content"]
    identities = identities.replace("${S3_ACCESS_KEY_ID:-cms}", "key").replace(
        "${S3_SECRET_ACCESS_KEY:-change-me-too}", "secret"
    )
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
