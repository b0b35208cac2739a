"""Where booking links may lead: over https, to a host that administrators have allowed, without anybody's details."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from django.apps import apps

PERSONAL_PARAMETERS = {
    "address", "birthdate", "birthday", "client", "dob", "email", "first_name", "firstname", "full_name", "fullname",
    "last_name", "lastname", "mail", "mrn", "name", "phone", "ssn", "tel", "telephone",
}  # fmt: skip
"""Query parameters that name a person: a booking link never carries them, nor any that begins with ``patient``."""


def booking_link_problem(url: str) -> str | None:
    """Why ``url`` may not be a booking link; None when it may, or is empty."""
    if not url:
        return None
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.username or parts.password:
        return "A booking link starts with https:// and a host. Copy it from the booking system again."
    hosts = apps.get_model("locations", "BookingHost").objects
    if not hosts.filter(host=parts.hostname.lower()).exists():
        allowed = ", ".join(hosts.values_list("host", flat=True)) or "none yet"
        return (
            f"{parts.hostname} is not among the allowed booking hosts ({allowed}). "
            "Use one of them, or ask an administrator to add it."
        )
    personal = sorted({name for name, _ in parse_qsl(parts.query) if is_personal(name.lower())})
    if personal:
        return f"A booking link must not carry a person's details. Remove: {', '.join(personal)}."
    return None


def is_personal(parameter: str) -> bool:
    return parameter in PERSONAL_PARAMETERS or parameter.startswith("patient")
