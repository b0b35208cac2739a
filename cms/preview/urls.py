"""Addresses for reviewers, and for the website of editors."""

from django.urls import path

from .userbar import userbar
from .views import open_review_link

urlpatterns = [
    path("review-link/", open_review_link, name="review_link"),
    path("userbar/", userbar, name="userbar"),
]
