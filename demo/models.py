"""What remembers that the demo was loaded, whatever editors have made of it since."""

from __future__ import annotations

from django.db import models


class Loading(models.Model):
    """The demo was loaded into this database."""

    loaded_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"Demo loaded {self.loaded_at:%Y-%m-%d %H:%M}"
