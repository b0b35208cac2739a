"""One way to write a day, Django's own without its periods: Oct 15, 2025."""

DATE_FORMAT = "M j, Y"
SHORT_DATE_FORMAT = "M j, Y"
DATETIME_FORMAT = "M j, Y, P"
SHORT_DATETIME_FORMAT = "M j, Y, P"
