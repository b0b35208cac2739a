"""Review links: whoever has one reads one page's newest draft, without an account, for some days or until revoked.

The link itself is shown once, to whoever makes it; kept is its digest alone. It is good while its maker may edit the
page. What the front end gets is not the link but a token of half an hour, as for any preview, which names the row.
"""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from .permissions import may_edit

DAYS = 90
"""How many days a link may be valid at most."""
PERMISSION = "preview.share_drafts"
MADE, REVOKED = "preview.review_link.make", "preview.review_link.revoke"
"""What the page's history calls it."""


class ReviewLink(models.Model):
    """A link to one page's newest draft. It goes with the page, and with the account of its maker."""

    wagtail_reference_index_ignore = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    reader = models.CharField(
        "who it is for", max_length=100, blank=True, help_text="To tell links apart, such as “Dr. Lee”."
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "pk"]
        default_permissions = ()
        permissions = [("share_drafts", "Can make and revoke review links")]

    def __str__(self) -> str:
        return f"Review link {self.pk}"

    @property
    def in_force(self) -> bool:
        """Whether it has neither ended nor been revoked."""
        return self.revoked_at is None and timezone.now() < self.ends_at


def may_share(user: Any, page: Page) -> bool:
    """Whether ``user`` may make and revoke links to ``page``, which must be in its own type."""
    return bool(user.has_perm(PERMISSION) and may_edit(user, page))


def digest_of(secret: str) -> str:
    """What is kept of a link's secret, which is too long to be guessed, so that no salt is needed."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


@transaction.atomic
def make_review_link(page: Page, user: Any, days: int, reader: str = "") -> tuple[ReviewLink, str]:
    """Make a link and note it in the page's history; return it with its secret, which nobody can read again."""
    secret = secrets.token_urlsafe(32)
    ends_at = timezone.now() + timedelta(days=days)
    link = ReviewLink.objects.create(page=page, digest=digest_of(secret), reader=reader, made_by=user, ends_at=ends_at)
    log(instance=page, action=MADE, user=user, data={"link": str(link.pk), "reader": reader, "days": days})
    return link, secret


@transaction.atomic
def revoke(link: ReviewLink, user: Any) -> bool:
    """End a link at once and note it in the page's history; False where it had ended already."""
    open_links = ReviewLink.objects.filter(pk=link.pk, revoked_at=None, ends_at__gt=timezone.now())
    if not open_links.update(revoked_at=timezone.now()):
        return False
    log(instance=link.page, action=REVOKED, user=user, data={"link": str(link.pk), "reader": link.reader})
    return True


def link_of(secret: str) -> ReviewLink | None:
    """The link that ``secret`` belongs to, whether it is good or not."""
    return ReviewLink.objects.select_related("page", "made_by").filter(digest=digest_of(secret)).first()


def shown_page(link: ReviewLink) -> Any:
    """The page of a link, as it is saved and in its own type; None where the link is not good any longer."""
    page = link.page.specific if link.in_force else None
    return page if page is not None and may_edit(link.made_by, page) else None
