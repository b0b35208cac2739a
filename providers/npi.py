"""National Provider Identifiers: ten digits with a Luhn check digit over 80840 and the number (45 CFR 162.406)."""

from __future__ import annotations

from django.core.exceptions import ValidationError

ISSUER_PREFIX = "80840"


def validate_npi(value: str) -> None:
    """Raise ``ValidationError`` unless ``value`` is a well-formed NPI."""
    if len(value) != 10 or not value.isascii() or not value.isdigit() or value[0] not in "12":
        raise ValidationError("An NPI has ten digits and starts with 1 or 2. Check it against the license record.")
    if luhn_sum(ISSUER_PREFIX + value) % 10:
        raise ValidationError("This NPI's check digit does not fit: a digit is mistyped. Check it and enter it again.")


def luhn_sum(digits: str) -> int:
    """The Luhn sum of ``digits``; a multiple of ten when the last digit is right."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if position % 2 else 1)
        total += value - 9 if value > 9 else value
    return total
