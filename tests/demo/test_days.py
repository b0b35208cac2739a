"""Days told from the day of loading."""

from datetime import date

import pytest

from demo.days import day


@pytest.mark.parametrize(
    ("told", "today", "expected"),
    [
        (date(2024, 5, 1), date(2026, 11, 23), date(2024, 5, 1)),
        ("today", date(2026, 11, 23), date(2026, 11, 23)),
        ("today+45d", date(2026, 11, 23), date(2027, 1, 7)),
        ("today-58d", date(2026, 11, 23), date(2026, 9, 26)),
        ("next thanksgiving", date(2026, 11, 23), date(2026, 11, 26)),
        ("next thanksgiving", date(2026, 11, 26), date(2026, 11, 26)),
        ("next thanksgiving", date(2026, 11, 27), date(2027, 11, 25)),
        ("next 12-24", date(2026, 12, 24), date(2026, 12, 24)),
        ("next 12-24", date(2026, 12, 25), date(2027, 12, 24)),
        ("last wednesday", date(2026, 11, 25), date(2026, 11, 18)),
        ("last wednesday", date(2026, 11, 26), date(2026, 11, 25)),
        ("next month 1 tuesday", date(2026, 11, 30), date(2026, 12, 1)),
        ("next month 2 thursday", date(2026, 12, 31), date(2027, 1, 14)),
    ],
)
def test_day_is_told_from_today(told: date | str, today: date, expected: date) -> None:
    assert day(told, today) == expected


@pytest.mark.parametrize("told", ["tomorrow", "today+d", "next 2-3", "last noon", "next month 5 monday"])
def test_unknown_day_is_named(told: str) -> None:
    with pytest.raises(ValueError, match=f"“{told}”".replace("+", r"\+")):
        day(told, date(2026, 11, 23))
