"""What every answer carries, what a cookie may do, and what Django's own check of a deployment says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.factories import PASSWORD, UserFactory

ROOT = Path(__file__).resolve().parents[2]
SECRET = "u8Zq2Lr5Wn0Xe7Vb4Ty1Hm6Jk9Pd3Sf8Gc5Ra2Qz7Mx0Tq4Ks6"
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "settings.production",
    "SECRET_KEY": SECRET,
    "ALLOWED_HOSTS": "cms.example.com",
    "CMS_BASE_URL": "https://cms.example.com",
    "DATABASE_URL": "sqlite://:memory:",
    "EMAIL_URL": "dummymail://",
    "DEFAULT_FROM_EMAIL": "cms@example.com",
}

ASK_EVERYTHING = """
import json, sys
import django; django.setup()
from django.core.management import call_command
from django.test import Client
client = Client(raise_request_exception=False)
def asked(path, **headers):
    answer = client.get(path, headers={"Host": "cms.example.com", **headers})
    return {"status": answer.status_code, **{name.lower(): value for name, value in answer.headers.items()},
            "cookies": {name: morsel.OutputString() for name, morsel in answer.cookies.items()},
            "body": answer.content.decode(errors="replace")}
json.dump({
    "plain": asked("/admin/login/"),
    "secure": asked("/admin/login/", **{"X-Forwarded-Proto": "https"}),
    "health": asked("/health/live/"),
    "missing": asked("/admin/nothing/", **{"X-Forwarded-Proto": "https"}),
    "strange host": asked("/admin/login/", **{"Host": "evil.example"}),
}, sys.stdout)
"""


def production(*command: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **PRODUCTION}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


@pytest.mark.once
def test_the_check_of_a_deployment_finds_nothing() -> None:
    done = production("manage.py", "check", "--deploy", "--fail-level", "INFO")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "System check identified no issues (3 silenced).\n"


@pytest.mark.once
def test_production_over_https() -> None:
    collected = production("-c", ASK_EVERYTHING)
    assert collected.returncode == 0, collected.stderr
    answers: dict[str, Any] = json.loads(collected.stdout)
    assert (answers["plain"]["status"], answers["plain"]["location"]) == (301, "https://cms.example.com/admin/login/")
    assert answers["health"]["status"] == 200
    secure = answers["secure"]
    wanted = {
        "strict-transport-security": "max-age=31536000",
        "x-content-type-options": "nosniff",
        "x-frame-options": "SAMEORIGIN",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
    }
    assert {name: secure.get(name) for name in wanted} == wanted
    [(name, cookie)] = secure["cookies"].items()
    assert name == "__Host-csrftoken"
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert answers["strange host"]["status"] == 400
    for answer in answers.values():
        assert "Traceback" not in answer["body"]
        assert "settings.production" not in answer["body"]


@pytest.mark.django_db
def test_the_session_cookie_is_out_of_reach_for_scripts(client: Client) -> None:
    UserFactory(username="amara", groups=["Editors"])
    answer = client.post("/admin/login/", {"username": "amara", "password": PASSWORD})
    cookie = answer.cookies["sessionid"]
    assert (answer.status_code, cookie["httponly"], cookie["samesite"]) == (302, True, "Lax")
    assert answer.cookies["csrftoken"]["httponly"] is True


@pytest.mark.django_db
def test_a_form_from_another_website_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post(
        "/admin/login/", {"username": "amara", "password": "x"}, headers={"Origin": "https://evil.example"}
    )
    assert answer.status_code == 403
    assert "Traceback" not in answer.content.decode()


@pytest.mark.django_db
def test_signing_in_leads_nowhere_else(client: Client) -> None:
    UserFactory(username="amara", groups=["Editors"])
    form = {"username": "amara", "password": PASSWORD, "next": "https://evil.example/"}
    assert client.post("/admin/login/", form)["Location"] == "/admin/"
