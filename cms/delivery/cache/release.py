"""What this installation makes of the same content: its code, the packages beneath it, and its settings."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from hashlib import sha256
from importlib import import_module
from importlib.metadata import distributions
from inspect import isroutine
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings

INSTALLED = "site-packages"
"""Where packages lie, which are known by their versions."""
ADDRESS = " at 0x"
"""What is in the words for an object that has none of its own: where it lies in the memory of this process."""


def digest() -> bytes:
    """A digest of all that decides about answers beside content: processes that agree in it would answer the same.

    Whatever is in doubt counts. ``SECRET_KEY`` is among the settings, so that nobody without it can make one.
    """
    found = sha256(sys.version.encode())
    values = {name: getattr(settings, name) for name in dir(settings) if name.isupper()}
    for part in (*packages(), told(values)):
        found.update(sha256(part.encode()).digest())
    for name, path in files():
        found.update(sha256(name.encode()).digest() + sha256(path.read_bytes()).digest())
    return found.digest()


def packages() -> list[str]:
    """The installed packages and their versions."""
    return sorted({f"{each.name}=={each.version}" for each in distributions()})


def files() -> Iterable[tuple[str, Path]]:
    """The files of the project by their names, in an order of their own: whatever is below the packages of its apps."""
    names = {config.name.partition(".")[0] for config in apps.get_app_configs()} | {"settings"}
    roots = (Path(str(import_module(name).__file__)).parent for name in sorted(names))
    for root in roots:
        if INSTALLED not in root.parts:
            paths = (path for path in root.rglob("*") if path.is_file() and path.parent.name != "__pycache__")
            yield from sorted((path.relative_to(root.parent).as_posix(), path) for path in paths)


def told(value: Any) -> str:
    """A value of a setting in words that are the same in each process: of an object its class and what it holds."""
    if isinstance(value, Mapping):
        return f"{{{', '.join(sorted(f'{told(key)}: {told(each)}' for key, each in value.items()))}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(told, value))}]"
    if isinstance(value, set | frozenset):
        return f"({', '.join(sorted(map(told, value)))})"
    if isinstance(value, type) or isroutine(value):
        return f"{value.__module__}.{value.__qualname__}"
    words = repr(value)
    if ADDRESS in words and not isinstance(value, str | bytes):
        return f"{type(value).__qualname__}{told(getattr(value, '__dict__', {}))}"
    return words
