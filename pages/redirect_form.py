"""What the admin takes as the path of a redirect; Wagtail's own form fails at a path that it cannot take apart."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from wagtail.contrib.redirects.forms import RedirectForm
from wagtail.contrib.redirects.models import Redirect

from cms.api.paths import cannot_exist


def check_old_path(value: str) -> None:
    """Refuse what is no path: the form, imports of files and the command for them all ask here."""
    try:
        Redirect.normalise_path(value)
    except ValueError:
        unreadable = True
    else:
        unreadable = cannot_exist(value)
    if unreadable:
        raise ValidationError("Write a path of this site without control characters, such as /old-page/.")


def guard_redirect_form() -> None:
    """Check the path before Wagtail's form reads it; called once the app is ready."""
    RedirectForm.base_fields["old_path"].validators.append(check_old_path)
