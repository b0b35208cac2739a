"""Addresses of files kept in local folders; with an S3 bucket they all answer 404."""

from django.urls import path

from cms.media.views import private_file, public_file

urlpatterns = [
    path("signed/<str:token>/", private_file, name="media_private_file"),
    path("<path:name>", public_file, name="media_public_file"),
]
