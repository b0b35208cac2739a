"""The one way to a document: Wagtail's own view, which asks who may have it; nobody is asked for a shared password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import re_path, reverse
from django.views.decorators.http import require_safe
from wagtail.documents.views.serve import serve
from wagtail.models import CollectionViewRestriction

from cms.media.models import MediaDocument


@require_safe
def document(request: HttpRequest, pk: str, filename: str) -> HttpResponse:
    """Send whoever may have the document to a signed address of the file.

    A stranger is asked to sign in. A collection behind a shared password, which the admin does not offer but code can
    make, is closed to all: there is no form to type one into, and so none to try passwords at.
    """
    kept: Any = get_object_or_404(MediaDocument.objects.select_related("collection"), pk=pk)
    for restriction in kept.collection.get_view_restrictions():
        if restriction.restriction_type == CollectionViewRestriction.PASSWORD:
            raise Http404
        if not restriction.accept_request(request):
            if request.user.is_authenticated:
                raise PermissionDenied
            return redirect_to_login(request.get_full_path(), reverse("wagtailadmin_login"))
    response: HttpResponse = serve(request, pk, filename)
    response["Cache-Control"] = "private, no-store"
    return response


urlpatterns = [re_path(r"^(\d{1,18})/([^/]+)$", document, name="wagtaildocs_serve")]
