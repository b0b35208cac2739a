"""The commands that Dockerfile and compose.yaml run, read from those files."""

import json
import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]


def compose() -> dict[str, Any]:
    """Return compose.yaml, its merge keys resolved."""
    return dict(YAML(typ="safe").load(ROOT / "compose.yaml"))


def container_commands() -> dict[str, str]:
    """Return our own commands, by what they are for."""
    dockerfile = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    commands = {
        "static": re.search(r"(python manage\.py collectstatic.*)$", dockerfile, re.MULTILINE),
        "image": re.search(r"^CMD (\[.*\])$", dockerfile, re.MULTILINE),
        "health": re.search(r"^HEALTHCHECK .* CMD (\[.*\])$", dockerfile, re.MULTILINE),
    }
    found = {name: match[1] for name, match in commands.items() if match}
    words = {name: " ".join(json.loads(text)) if text[0] == "[" else text for name, text in found.items()}
    services = {
        f"compose {name}": " ".join(service["command"])
        for name, service in compose()["services"].items()
        if "build" in service
    }
    return words | services


def make_commands() -> set[str]:
    """Return what the Makefile's targets run with its interpreter."""
    return {
        f"python {line}" for line in re.findall(r"^\t@?\$\(PY\) (.*)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    }
