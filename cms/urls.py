"""All addresses of the CMS."""

from django.urls import include, path, re_path
from wagtail.admin import urls as wagtailadmin_urls

from cms.admin.frontend import PAGE_PATTERN, redirect_to_front_end

urlpatterns = [
    path("", include("cms.api.urls")),
    path("health/", include("cms.health")),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include("cms.media.downloads")),
    path("", include("cms.preview.urls")),
    path("media/", include("cms.media.urls")),
    # Last: any address that may be a page's. Wagtail's name for it, so that pages know their address.
    re_path(PAGE_PATTERN, redirect_to_front_end, name="wagtail_serve"),
]
