"""Fields of locations: coordinates, and days of the week."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

COORDINATE_HELP = "Degrees with at least five decimals, as a map gives them: that is a meter."
LEAST_DECIMALS = 5


class Weekday(models.IntegerChoices):
    """A day of the week."""

    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


class CoordinateFormField(forms.DecimalField):
    """Degrees as typed: too few decimals are refused, those beyond the field's own are rounded away."""

    def to_python(self, value: Any) -> Decimal | None:
        """The rounded number; ``ValidationError`` where it has fewer than five decimals."""
        try:
            typed = Decimal(str(value).strip()) if value not in self.empty_values else None
        except InvalidOperation:
            typed = None
        if typed is None or not typed.is_finite():
            found: Decimal | None = super().to_python(value)
            return found
        if -int(typed.as_tuple().exponent) < LEAST_DECIMALS:
            raise ValidationError("Enter at least five decimals, such as 33.78412: fewer may be another street.")
        return round(typed, self.decimal_places or LEAST_DECIMALS)


class CoordinateField(models.DecimalField[Decimal]):
    """Degrees of latitude or longitude."""

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": CoordinateFormField, **kwargs})


class WeekdaysField(models.JSONField):
    """Some days of the week, as a list of :class:`Weekday` values."""

    def formfield(self, **kwargs: Any) -> Any:
        return forms.TypedMultipleChoiceField(
            choices=Weekday.choices,
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            label=str(self.verbose_name).capitalize(),
            help_text=self.help_text,
        )

    def validate(self, value: Any, model_instance: Any) -> None:
        """Raise ``ValidationError`` unless ``value`` is a list of different days."""
        if not isinstance(value, list) or not set(value) <= set(Weekday.values) or len(set(value)) < len(value):
            raise ValidationError("Choose days of the week, each once.")
