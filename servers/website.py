"""The website in examples/website, in front of the demo: its packages, its build, its server. Node is the wheel's."""

import contextlib
import os
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

from servers import ServerFault
from servers.process import HOST, Process, running

FOLDER = Path(__file__).resolve().parent.parent / "examples" / "website"
PACKAGES = Path(__file__).resolve().parent / "packages.sh"
BIN = Path(sys.executable).parent
LOCK = FOLDER / "in-use"
"""Held by whoever builds and serves it: both are done in one folder of the checkout, .next."""
CODEGEN = "node_modules/.bin/graphql-codegen"
NEXT = "node_modules/next/dist/bin/next"


def address(port: int) -> str:
    """Return where the website is."""
    return f"http://localhost:{port}"


def settings_of_cms(port: int) -> dict[str, str]:
    """Return what the CMS has to know of it."""
    return {"FRONTEND_URL": address(port), "FRONTEND_PREVIEW_PATH": "/api/preview/"}


def environment(cms: str, secret: str, kept: Path) -> dict[str, str]:
    """Return what it has to know of the CMS, and where it keeps what outlives its process."""
    return {
        "PATH": f"{BIN}:{os.environ['PATH']}",
        "CMS_URL": cms,
        "WEBHOOK_SECRET": secret,
        "KEPT_FOLDER": str(kept),
        "NEXT_TELEMETRY_DISABLED": "1",
    }


def install(log: Path) -> None:
    """Install its packages, and write its types and the manifest of its queries."""
    _run(["bash", PACKAGES, FOLDER, "the website's packages"], {}, log)
    _run([BIN / "node", CODEGEN, "--config", "codegen.ts"], {}, log)


def build(variables: dict[str, str], log: Path) -> None:
    """Make its pages; the CMS must be there."""
    shutil.rmtree(variables["KEPT_FOLDER"], ignore_errors=True)
    _run([BIN / "node", NEXT, "build"], variables, log)


def website_running(variables: dict[str, str], port: int, folder: Path) -> contextlib.AbstractContextManager[Process]:
    """Run its server; ready once it has answered its first page."""
    return running(
        "The website",
        [BIN / "node", FOLDER / NEXT, "start", FOLDER, "--hostname", HOST, "--port", str(port)],
        folder=folder,
        ready=lambda: _answers(port),
        environment=variables,
    )


def _run(command: list[str | Path], variables: dict[str, str], log: Path) -> None:
    done = subprocess.run(
        command,
        cwd=FOLDER,
        env={**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        log.write_text(done.stdout + done.stderr)
        lines = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()] or ["it said nothing"]
        raise ServerFault(f"The website could not be made: {lines[-1].strip()} (all of it: {log})")


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(address(port), timeout=10):  # noqa: S310
            return True
    except urllib.error.HTTPError as error:
        with error:
            return error.code == 404  # a CMS without content
    except OSError:
        return False
