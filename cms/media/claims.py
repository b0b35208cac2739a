"""Who renders a file: of many that want it at once, the one whose claim is in the database."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, models
from django.utils import timezone

HELD = timedelta(seconds=30)
"""How long a claim holds. Whoever has not released it by then has died, and others take it over."""


class RenderClaim(models.Model):
    """Somebody renders this file of a picture at the moment."""

    # Without a constraint, so that a picture can be deleted meanwhile: its claims end by themselves.
    image = models.ForeignKey("media.MediaImage", on_delete=models.CASCADE, related_name="+", db_constraint=False)
    filter_spec = models.CharField(max_length=255)
    focal_point_key = models.CharField(max_length=16)
    until = models.DateTimeField()

    class Meta:
        app_label = "media"
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="media_one_claim_a_file")
        ]

    def __str__(self) -> str:
        return f"{self.image_id}: {self.filter_spec}"


def claim(image_id: int, filter_spec: str, focal_point_key: str) -> datetime | None:
    """Claim a file and give what :func:`release` asks for; None where somebody else has it."""
    until = timezone.now() + HELD
    file: dict[str, Any] = {"image_id": image_id, "filter_spec": filter_spec, "focal_point_key": focal_point_key}
    try:
        _row, won = RenderClaim.objects.get_or_create(**file, defaults={"until": until})
    except IntegrityError:  # another had it, and has released it by now
        return None
    won = won or RenderClaim.objects.filter(**file, until__lt=timezone.now()).update(until=until) == 1
    return until if won else None


def release(image_id: int, filter_spec: str, focal_point_key: str, until: datetime) -> None:
    """Give a claim back, unless somebody has taken it over meanwhile."""
    RenderClaim.objects.filter(
        image_id=image_id, filter_spec=filter_spec, focal_point_key=focal_point_key, until=until
    ).delete()


def claimed(image_id: int, focal_point_key: str) -> set[str]:
    """Name the files of a picture that others render at the moment."""
    rows = RenderClaim.objects.filter(image_id=image_id, focal_point_key=focal_point_key, until__gte=timezone.now())
    return set(rows.values_list("filter_spec", flat=True))


def forget_ended() -> int:
    """Delete the claims of those who died."""
    return RenderClaim.objects.filter(until__lt=timezone.now()).delete()[0]
