"""What needs attention among credentials: those that expire soon, or have."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from wagtail.permissions import policy_registry

from cms.admin.attention import LIMIT, AttentionItem, AttentionList
from cms.admin.columns import SOON_DAYS

from .models import Certification, Licence


def credentials_expiring(request: HttpRequest) -> AttentionList | None:
    """Active licences and certifications of live providers past their last day or near it, the oldest first."""
    if not policy_registry.get_by_type(Licence).user_has_permission(request.user, "change"):
        return None
    until = timezone.localdate() + timedelta(days=SOON_DAYS)
    licences = Licence.objects.filter(
        status=Licence.Status.ACTIVE, expires__lte=until, provider__live=True
    ).select_related("provider", "licence_type")
    certifications = Certification.objects.filter(expires__lte=until, provider__live=True).select_related(
        "provider", "board"
    )
    total = licences.count() + certifications.count()
    if not total:
        return None
    found: list[Any] = [*licences.order_by("expires")[:LIMIT], *certifications.order_by("expires")[:LIMIT]]
    items = [item(credential) for credential in sorted(found, key=lambda row: row.expires)[:LIMIT]]
    url = f"{reverse('providers:index')}?ordering=next_expiry"
    return AttentionList("Credentials expiring", "award", items, total, url)


def item(credential: Any) -> AttentionItem:
    """One credential on the list."""
    url = reverse(credential.snippet_viewset.get_url_name("edit"), args=[credential.pk])
    return AttentionItem(credential.provider.title, url, str(credential), credential.expires)
