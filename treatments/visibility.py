"""What the public may see of the treatments app's registers."""

from __future__ import annotations

from cms.api.visibility import register

from .models import BodyArea, Device, ProductBrand, Technology


def register_rules() -> None:
    """Tell the gate; called once the app is ready."""
    for model in (BodyArea, Device, ProductBrand, Technology):
        register(model)
