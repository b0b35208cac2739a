"""The tables of the content API."""

from __future__ import annotations

from django.db import models


class TrustedDocument(models.Model):
    """A query text that ``manage.py load_documents`` has taken in; clients may name it by its hash."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=255)
    text = models.TextField()
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "sha256"]

    def __str__(self) -> str:
        return f"{self.name} ({self.sha256[:12]})"
