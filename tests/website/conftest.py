"""The website, built once, on the content API of a running web server and the test's own database."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from servers import website
from servers.process import Process, free_ports
from tests.web import web_server

from .chain import Chain, chain_running

SECRET = "whsec_" + base64.b64encode(b"a secret of the tests").decode()


@dataclass
class Website:
    """The running website."""

    address: str
    process: Process

    def get(self, path: str) -> requests.Response:
        """What a visitor gets."""
        return requests.get(self.address + path, timeout=30, allow_redirects=False)

    def tell(self, *tags: str) -> int:
        """Have it told, as by the CMS, that everything with one of the tags is old; return its status."""
        body = json.dumps({"type": "content.updated", "data": {"cacheTags": tags}})
        message, at = f"msg_{uuid.uuid4().hex}", str(int(time.time()))
        key = base64.b64decode(SECRET.removeprefix("whsec_"))
        signature = base64.b64encode(hmac.digest(key, f"{message}.{at}.{body}".encode(), hashlib.sha256)).decode()
        headers = {"webhook-id": message, "webhook-timestamp": at, "webhook-signature": f"v1,{signature}"}
        return requests.post(f"{self.address}/api/changes/", data=body, headers=headers, timeout=30).status_code


@pytest.fixture(scope="module")
def site(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Website]:
    """The website on a CMS without content: tests that make some tell it that all is old."""
    cms_port, port = free_ports(2)
    folder: Path = tmp_path_factory.mktemp("website")
    address = website.address(port)
    with web_server(cms_port, FRONTEND_URL=address) as cms:
        variables = website.environment(cms, SECRET)
        website.install(folder / "failed.log")
        website.build(variables, folder / "failed.log")
        with website.website_running(variables, port, folder) as process:
            yield Website(address, process)


@pytest.fixture(scope="session")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    """`make website`, once for all tests that are in the group `chain`; each leaves the demo's content as it was."""
    with chain_running(tmp_path_factory.mktemp("chain") / "demo") as running:
        yield running
