"""Typed reading of environment variables; a fault names the variable."""

import os
from collections.abc import Callable
from typing import Any

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


def origin(var: str, default: Any = environ.Env.NOTSET) -> str:
    """Return an http(s) origin such as https://cms.example.com, without a slash at its end."""
    value: str = env.str(var, default=default)
    if value and not value.startswith(("http://", "https://")):
        raise ImproperlyConfigured(f"The environment variable {var} must start with https:// or http://.")
    return value.rstrip("/")
