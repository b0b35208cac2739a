"""Varnish starts with the configuration that is shipped, and ends with who started it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import psutil
import pytest
import requests

from servers import ServerFault, varnish
from servers.varnish import find_binary

pytestmark = [pytest.mark.varnish, pytest.mark.once]

ROOT = Path(__file__).resolve().parents[2]
VCL = ROOT / "deploy" / "varnish" / "default.vcl"
START = f"""
import sys
from pathlib import Path
from servers import varnish
with varnish(Path({str(VCL)!r}).read_text()) as cache:
    print(cache.process.pid, flush=True)
    sys.stdin.read()
"""


def test_the_shipped_configuration_runs() -> None:
    with varnish(VCL.read_text()) as cache:
        assert requests.get(f"{cache.url}/graphql/", timeout=10).status_code == 503
        folder = cache.process.log.parent
    assert not folder.exists()


def test_it_ends_with_a_process_that_is_killed() -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", START], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert starter.stdout is not None
    server = psutil.Process(int(starter.stdout.readline()))
    family = [server, *server.children(recursive=True)]
    assert len(family) == 2
    starter.kill()
    starter.communicate()
    assert psutil.wait_procs(family, timeout=15)[1] == []


def test_a_fault_in_the_configuration_is_told() -> None:
    with pytest.raises(ServerFault, match="Varnish did not start"), varnish("vcl 4.1; nonsense"):
        pass


def test_one_that_is_not_there_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_binary() is not None
    monkeypatch.setattr(sys.modules["servers.varnish"], "find_binary", lambda: None)
    with pytest.raises(ServerFault, match=r"^There is no Varnish: run servers/varnish\.sh"), varnish(""):
        pass
