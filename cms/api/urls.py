"""Addresses of the content API."""

from __future__ import annotations

from django.conf import settings
from django.urls import path

from .graphiql import graphiql_view
from .view import graphql_view

urlpatterns = [
    path("graphql", graphql_view),
    path("graphql/", graphql_view, name="graphql"),
]
if settings.GRAPHIQL:
    urlpatterns.append(path("graphiql/", graphiql_view, name="graphiql"))
