"""Resetting a password by e-mail: the worker sends it, so that every address is answered alike and at once."""

from __future__ import annotations

import hashlib
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django_tasks import task
from wagtail.admin.forms.auth import PasswordResetForm

TEXT = "wagtailadmin/account/password_reset/email.txt"
SUBJECT = "wagtailadmin/account/password_reset/email_subject.txt"
# One message to an address in this time, however often the form is sent.
PAUSE_SECONDS = 60


@task()
def send_reset_link(email: str) -> None:
    """Send the link to whoever has an account with this e-mail address.

    It leads to ``CMS_BASE_URL``: a request's host is the sender's word, and ``ALLOWED_HOSTS`` checks no port.
    """
    form = PasswordResetForm({"email": email})
    if form.is_valid():
        base = urlsplit(settings.CMS_BASE_URL)
        form.save(
            domain_override=base.netloc,
            use_https=base.scheme == "https",
            email_template_name=TEXT,
            subject_template_name=SUBJECT,
        )


class QueuedPasswordResetForm(PasswordResetForm):
    """Wagtail's form; ``WAGTAILADMIN_USER_PASSWORD_RESET_FORM`` names it."""

    def save(self, **_options: Any) -> None:
        """Leave it to the worker, whether there is such an account or not."""
        email: str = self.cleaned_data["email"]
        key = hashlib.sha256(email.lower().encode()).hexdigest()
        if cache.add(f"password-reset.{key}", value=True, timeout=PAUSE_SECONDS):
            send_reset_link.enqueue(email)
