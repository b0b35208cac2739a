"""The ways to a document: its lasting address, which the API gives, and the address of its present file.

Both ask anew each time who may have it, and send whoever may to an address of the file that is signed for minutes.

- The public may have a document that a public page shows, unless its collection, or one above it, is restricted.
- Whoever is signed in may have any document whose collections let them.
- Nobody is asked for a shared password, which the admin does not offer but code can make: there is no form to type one
  into, and so none to try passwords at.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseRedirect
from django.urls import re_path, reverse
from django.views.decorators.http import require_safe
from wagtail.models import CollectionViewRestriction

from cms.api.inputs import primary_key
from cms.api.visibility import gate_of_default_site, public
from cms.media.models import MediaDocument, ShownDocument

NO_STORE = "private, no-store"


@require_safe
def lasting_address(request: HttpRequest, pk: str) -> HttpResponse:
    """Send whoever may have the document to its file. For all others there is none, whether it exists or not."""
    kept = public_document(pk) or document_of_staff(pk, request)
    if kept is not None:
        return to_file(kept, request)
    response = HttpResponseNotFound("There is no such document.", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = NO_STORE
    return response


@require_safe
def present_file(request: HttpRequest, pk: str, filename: str) -> HttpResponse:
    """The address that Wagtail's admin shows, which knows the present file's name: a stranger is asked to sign in."""
    kept = documents(pk).first()
    if kept is None or kept.filename != filename:
        raise Http404
    if public_document(pk) or document_of_staff(pk, request):
        return to_file(kept, request)
    if has_password(kept):
        raise Http404
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.get_full_path(), reverse("wagtailadmin_login"))


def documents(pk: str) -> QuerySet[MediaDocument]:
    """The document of an id, however many digits somebody has typed."""
    return MediaDocument.objects.select_related("collection").filter(pk=primary_key(pk) or 0)


def public_document(pk: str) -> MediaDocument | None:
    """The document, if a public page of any site shows it and no collection forbids it.

    One that is hidden is looked for just as one that is not there.
    """
    gate = gate_of_default_site()
    shown = ShownDocument.objects.filter(gate.pages_of_any_site("page__")).values("document")
    return public(documents(pk).filter(pk__in=shown), gate).first()


def document_of_staff(pk: str, request: HttpRequest) -> MediaDocument | None:
    """The document, if whoever asks is signed in and may see its collection and those above it."""
    if not request.user.is_authenticated:
        return None
    kept = documents(pk).first()
    if kept is None or has_password(kept):
        return None
    restrictions = kept.collection.get_view_restrictions()
    return kept if all(restriction.accept_request(request) for restriction in restrictions) else None


def has_password(document: MediaDocument) -> bool:
    """Whether the document is in a collection behind a shared password: it is closed to all."""
    restrictions = document.collection.get_view_restrictions()
    return any(one.restriction_type == CollectionViewRestriction.PASSWORD for one in restrictions)


def to_file(document: MediaDocument, request: HttpRequest) -> HttpResponse:
    """Redirect to the signed address of the file. Stores sign for one method alone, and links are checked by HEAD."""
    file: Any = document.file
    response = HttpResponseRedirect(file.signed_url(request.method))
    response["Cache-Control"] = NO_STORE
    return response


urlpatterns = [
    re_path(r"^([0-9]+)/$", lasting_address, name="document"),
    re_path(r"^([0-9]+)/([^/]+)$", present_file, name="wagtaildocs_serve"),
]
