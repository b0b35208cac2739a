"""Typed reading of environment variables; a fault names the variable."""

import os
import re
from collections.abc import Callable, Sequence
from ipaddress import ip_network
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from django.core.exceptions import ImproperlyConfigured


class Environment(environ.Env):
    """django-environ, with blank meaning unset, no `$` references, and errors that name the variable."""

    ENVIRON = os.environ

    def get_value(
        self,
        var: str,
        cast: Callable[..., Any] | None = None,
        default: Any = environ.Env.NOTSET,
        parse_default: bool = False,
    ) -> Any:
        """Return the variable cast to its type, or the default.

        Raises ImproperlyConfigured when it is required and not set, or cannot be cast.
        """
        value = self.ENVIRON.get(var, "").strip()
        if not value:
            if default is self.NOTSET:
                raise ImproperlyConfigured(f"Set the environment variable {var} (see .env.example).")
            if not parse_default or default is None:
                return default
            value = default
        try:
            return self.parse_value(value, cast)
        except (ValueError, TypeError) as error:
            kind = getattr(cast, "__name__", "value")
            raise ImproperlyConfigured(f"The environment variable {var} is not a valid {kind}.") from error


env = Environment()

ON, OFF = ("true", "on", "yes", "1"), ("false", "off", "no", "0")


def wrong(var: str, what: str) -> ImproperlyConfigured:
    """Return the error to raise for a variable; ``what`` must not repeat a value that may hold a password."""
    return ImproperlyConfigured(f"The environment variable {var} {what}")


def either(words: Sequence[str]) -> str:
    """Return "a, b or c"."""
    return " or ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]


def number(var: str, default: int, least: int, most: int) -> int:
    """Return a whole number within its bounds."""
    value: str = env.str(var, default=str(default))
    try:
        found = int(value)
    except ValueError:
        found = least - 1
    if not least <= found <= most:
        raise wrong(var, f"must be a whole number from {least} to {most}, not {value!r}.")
    return found


def switch(var: str, default: bool) -> bool:
    """Return whether something is on."""
    value: str = env.str(var, default="true" if default else "false")
    return choice(var, value, (*ON, *OFF)) in ON


def seconds(var: str, default: float, least: float, most: float) -> float:
    """Return a number of seconds within its bounds."""
    value: str = env.str(var, default=str(default))
    try:
        found = float(value)
    except ValueError:
        found = least - 1
    if not least <= found <= most:
        raise wrong(var, f"must be a number from {least:g} to {most:g}, not {value!r}.")
    return found


def choice(var: str, default: str, choices: Sequence[str]) -> str:
    """Return one of the choices, in whichever case it is given."""
    value: str = env.str(var, default=default)
    found = next((each for each in choices if each.lower() == value.lower()), None)
    if found is None:
        raise wrong(var, f"must be {either(choices)}.")
    return found


def time_zone(var: str, default: str) -> str:
    """Return the name of a time zone that this machine knows."""
    value: str = env.str(var, default=default)
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder of zones is an OSError
        raise wrong(var, "must be a time zone such as America/New_York.") from None
    return value


def host_names(var: str) -> list[str]:
    """Return host names, which are required."""
    names: list[str] = env.list(var)
    if any("/" in name for name in names):
        raise wrong(var, "must hold host names alone, such as cms.example.com.")
    return names


def is_network(entry: str) -> bool:
    """Tell whether it is an IP network, whose address has no bits beyond its mask."""
    try:
        return "/" in entry and bool(ip_network(entry))
    except ValueError:
        return False


def allowed_hosts(var: str, default: Sequence[str] = ()) -> list[str]:
    """Return host names, each with a port or without, and networks such as 10.1.0.0/16."""
    entries = [str(entry).strip() for entry in env.list(var, default=list(default))]
    for entry in entries:
        if not (is_network(entry) or re.fullmatch(r"[\w.-]+(:\d{1,5})?", entry, re.ASCII)):
            raise wrong(var, "must hold host names, with a port or without, and networks such as 10.1.0.0/16.")
    return entries


def origin(var: str, default: Any = environ.Env.NOTSET) -> str:
    """Return an http(s) origin such as https://cms.example.com, without a slash at its end."""
    return _origin(var, env.str(var, default=default))


def origins(var: str, default: Any = environ.Env.NOTSET) -> list[str]:
    """Return http(s) origins, whose hosts may begin with a star."""
    return [_origin(var, value.strip()) for value in env.list(var, default=default)]


def path(var: str, default: str) -> str:
    """Return a path on a website, such as /api/preview."""
    value: str = env.str(var, default=default)
    if not re.fullmatch(r"/[\w./~%+-]*", value, re.ASCII) or value.startswith("//"):
        raise wrong(var, f"must be a path alone, such as {default}.")
    return value


def _origin(var: str, value: str) -> str:
    value = value.rstrip("/") if value.count("/") > 2 else value
    if value:
        parts = _web_address(var, value, "must be scheme and host alone, such as https://www.example.com.")
        if value != f"{parts.scheme}://{parts.netloc}" or "@" in parts.netloc:
            raise wrong(var, "must be scheme and host alone, such as https://www.example.com.")
    return value


def header_value(var: str, default: Any = environ.Env.NOTSET) -> str:
    """Return a secret that goes into a header."""
    value: str = env.str(var, default=default)
    if not re.fullmatch(r"[ -~]*", value):
        raise wrong(var, "must be of letters, digits and signs of ASCII alone.")
    return value


def endpoint(var: str) -> str | None:
    """Return the http(s) address of a service, or None."""
    value: str | None = env.str(var, default=None)
    if value:
        _web_address(var, value, "must be an address such as https://s3.example.com.")
    return value


def _web_address(var: str, value: str, what: str) -> SplitResult:
    if not value.startswith(("http://", "https://")):
        raise wrong(var, "must start with https:// or http://.")
    try:
        parts = urlsplit(value)
        named = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        named = False
    if not named or any(character.isspace() for character in value):
        raise wrong(var, what) from None
    return parts


def service_url(var: str, schemes: Sequence[str], default: Any = environ.Env.NOTSET, also: Sequence[str] = ()) -> str:
    """Return an address that may hold a user and a password; ``also`` are schemes accepted without being named."""
    value: str = env.str(var, default=default)
    if not value:
        return value
    scheme, separator, rest = value.partition("://")
    if not separator or scheme not in {*schemes, *also}:
        raise wrong(var, f"must start with {either([f'{each}://' for each in schemes])}.")
    if scheme != "sqlite" and not _readable(value, rest):
        signs = ": / ? # [ ] @ % as %3A %2F %3F %23 %5B %5D %40 %25"
        raise wrong(var, f"is no valid address: in a user name or password, write {signs}.")
    return value


def _readable(value: str, rest: str) -> bool:
    """Tell whether no part of a password was taken for a port, a path or a query."""
    try:
        parts = urlsplit(value)
        if "," not in parts.netloc:  # several hosts, each with a port
            _ = parts.port
    except ValueError:
        return False
    return "#" not in rest and "@" not in parts.path + parts.query
