"""Addresses of renditions to be made, and of files kept in local folders, which with an S3 bucket answer 404."""

from django.urls import path

from cms.media.on_demand import render
from cms.media.views import private_file, public_file

urlpatterns = [
    path("render/<str:token>", render, name="media_render"),
    path("signed/<str:token>/", private_file, name="media_private_file"),
    path("<path:name>", public_file, name="media_public_file"),
]
