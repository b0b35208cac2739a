from django.urls import include, path
from grapple import urls as grapple_urls
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

urlpatterns = [
    path("api/", include(grapple_urls)),
    path("admin/", include(wagtailadmin_urls)),
    path("", include(wagtail_urls)),
]
