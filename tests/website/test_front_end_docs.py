"""The website of a few lines that docs/front-end.md gives, run as it stands there on Node."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from servers.process import free_ports, running
from tests.demo_process import ROOT

from .chain import Chain

pytestmark = [pytest.mark.website, pytest.mark.browser, pytest.mark.once]

PATH = "/treatments/ipl/"
SOON_SECONDS = 15

REGISTER = """
from cms.delivery.webhooks.models import Webhook
from wagtail.models import Site
webhook = Webhook.objects.create(name="A few lines", url="{url}", site=Site.objects.get(is_default_site=True))
print(webhook.secret)
"""
FORGET = 'from cms.delivery.webhooks.models import Webhook; Webhook.objects.filter(name="A few lines").delete()'
RENAME = """
from treatments.models import TreatmentPage
page = TreatmentPage.objects.get(slug="{old}")
page.slug, page.title = "{new}", "{title}"
page.save_revision(){then}
"""
SHARE = """
from cms.preview.review_links import make_review_link
from django.contrib.auth import get_user_model
from treatments.models import TreatmentPage
page = TreatmentPage.objects.get(slug="ipl")
print(make_review_link(page, get_user_model().objects.get(username="editor"), 1)[1])
"""


@pytest.fixture(scope="module")
def address(chain: Chain, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the website of a few lines is, whom the CMS tells of changes."""
    folder: Path = tmp_path_factory.mktemp("few-lines")
    blocks = re.findall(
        r"^```js\n// (\w+\.js): (.*?)^```$", (ROOT / "docs" / "front-end.md").read_text(), re.MULTILINE | re.DOTALL
    )
    files = {name: f"// {rest}" for name, rest in blocks}
    for name in ("cms.js", "server.js"):
        (folder / name).write_text(files[name])
    (folder / "package.json").write_text('{"type": "module"}')
    [port] = free_ports(1)
    base = f"http://localhost:{port}"
    secret = chain.manage("shell", "--verbosity=0", stdin=REGISTER.format(url=f"{base}/api/changes")).strip()
    with running(
        "The website of a few lines",
        [Path(sys.executable).parent / "node", folder / "server.js"],
        folder=folder,
        ready=lambda: answers(base),
        environment={"CMS_URL": chain.cms, "WEBHOOK_SECRET": secret, "PORT": str(port)},
    ):
        yield base
    chain.manage("shell", "--verbosity=0", stdin=FORGET)


def answers(base: str) -> bool:
    try:
        return requests.get(base, timeout=10).status_code == 200
    except requests.ConnectionError:
        return False


def shown(base: str, path: str = PATH, **headers: str) -> tuple[int, str | None]:
    """The status, and the headline or where it leads."""
    answer = requests.get(base + path, headers=headers, timeout=10, allow_redirects=False)
    headline = re.search(r"<h1>(.*?)</h1>", answer.text)
    return answer.status_code, headline[1] if headline else answer.headers.get("Location")


def wait_for(ask: Callable[[], object], expected: object) -> None:
    deadline = time.monotonic() + SOON_SECONDS
    while (found := ask()) != expected:
        assert time.monotonic() < deadline, found
        time.sleep(0.05)


def rename(chain: Chain, old: str, new: str, title: str, then: str = ".publish()") -> None:
    chain.manage("shell", "--verbosity=0", stdin=RENAME.format(old=old, new=new, title=title, then=then))


def test_what_is_at_a_path(address: str) -> None:
    assert shown(address) == (200, "IPL photofacial")
    assert shown(address, "/Treatments/IPL") == (308, PATH)
    assert shown(address, "/nowhere/") == (404, "Nothing is here")


def test_a_publication(chain: Chain, address: str) -> None:
    assert shown(address) == (200, "IPL photofacial")
    rename(chain, "ipl", "ipl-new", "IPL, renamed")
    wait_for(lambda: shown(address), (308, "/treatments/ipl-new/"))
    assert shown(address, "/treatments/ipl-new/") == (200, "IPL, renamed")
    rename(chain, "ipl-new", "ipl", "IPL photofacial")
    wait_for(lambda: shown(address), (200, "IPL photofacial"))


def test_a_draft(chain: Chain, address: str) -> None:
    rename(chain, "ipl", "ipl", "IPL, a draft", then="")
    link = chain.manage("shell", "--verbosity=0", stdin=SHARE).strip()
    led = requests.get(f"{chain.cms}/review-link/", params={"token": link}, timeout=10, allow_redirects=False)
    query = led.headers["Location"].partition("?")[2]
    begun = requests.get(f"{address}/api/preview?{query}", timeout=10, allow_redirects=False)
    assert (begun.status_code, begun.headers["Location"]) == (307, PATH)
    cookie = begun.headers["Set-Cookie"].partition(";")[0]
    assert shown(address, Cookie=cookie) == (200, "IPL, a draft")
    assert shown(address) == (200, "IPL photofacial")
    rename(chain, "ipl", "ipl", "IPL photofacial")


def test_strangers(address: str) -> None:
    told = requests.post(f"{address}/api/changes", json={"data": {"cacheTags": ["all"]}}, timeout=10)
    previewed = requests.get(f"{address}/api/preview?token=forged&path={PATH}", timeout=10, allow_redirects=False)
    assert (told.status_code, previewed.status_code, previewed.headers.get("Set-Cookie")) == (401, 401, None)
