"""Days told from the day of loading, so that what is due tomorrow in the demo stays due tomorrow."""

from __future__ import annotations

import re
from datetime import date, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
THURSDAY, NOVEMBER = 3, 11


def day(told: date | str, today: date) -> date:
    """The date that ``told`` means on ``today``.

    A date means itself. Words: ``today+45d``, ``next 12-24``, ``next thanksgiving``, ``last wednesday`` (before today),
    ``next month 2 tuesday``. Raises ``ValueError`` for anything else.
    """
    if isinstance(told, date):
        return told
    if told == "next thanksgiving":
        coming = nth_weekday(today.year, NOVEMBER, THURSDAY, 4)
        return coming if coming >= today else nth_weekday(today.year + 1, NOVEMBER, THURSDAY, 4)
    if match := re.fullmatch(r"today(?:([+-]\d+)d)?", told):
        return today + timedelta(days=int(match[1] or 0))
    if match := re.fullmatch(r"next (\d\d)-(\d\d)", told):
        coming = date(today.year, int(match[1]), int(match[2]))
        return coming if coming >= today else coming.replace(year=today.year + 1)
    if match := re.fullmatch(rf"last ({'|'.join(WEEKDAYS)})", told):
        back = (today.weekday() - WEEKDAYS.index(match[1]) - 1) % 7 + 1
        return today - timedelta(days=back)
    if match := re.fullmatch(rf"next month ([1-4]) ({'|'.join(WEEKDAYS)})", told):
        year, month = (today.year, today.month + 1) if today.month < 12 else (today.year + 1, 1)
        return nth_weekday(year, month, WEEKDAYS.index(match[2]), int(match[1]))
    raise ValueError(f"“{told}” is no day that the demo knows.")


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """The ``nth`` of a weekday (Monday is 0) in a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
