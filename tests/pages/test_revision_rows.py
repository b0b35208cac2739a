"""Old versions of a page stay readable when what they pointed at is gone."""

from __future__ import annotations

from typing import Any

import pytest
from django.apps import apps
from django.db.models import PROTECT, ForeignKey
from modelcluster.models import get_all_child_relations
from wagtail.models import get_page_models

from pages.models import ArticleIndexPage, Source, Topic
from tests.factories import ArticlePageFactory, SourceFactory, TopicFactory

pytestmark = pytest.mark.django_db


def test_a_revision_opens_without_the_rows_whose_target_is_gone(articles: ArticleIndexPage) -> None:
    kept, gone = TopicFactory(name="Skin"), TopicFactory(name="Gone")
    source = SourceFactory()
    page = ArticlePageFactory(topic_links=[kept, gone], source_links=[source])
    revision = page.get_latest_revision()
    page.topic_links.all().filter(topic=gone).delete()
    page.source_links.all().delete()
    for model, pk in ((Topic, gone.pk), (Source, source.pk)):
        model.objects.filter(pk=pk)._raw_delete("default")
    draft = revision.as_object()
    assert [link.topic_id for link in draft.topic_links.all()] == [kept.pk]
    assert list(draft.source_links.all()) == []


def test_every_row_with_a_protected_target_can_be_read_without_it() -> None:
    """modelcluster raises for such a row unless its model, or its page, reads it in a way of its own."""
    relations = [relation for model in get_page_models() for relation in get_all_child_relations(model)]
    rows: set[Any] = {relation.related_model for relation in relations}
    keys = [(row, field) for row in rows for field in row._meta.fields if isinstance(field, ForeignKey)]
    protected = {row for row, field in keys if field.remote_field.on_delete is PROTECT}
    assert {row.__name__ for row in protected if not hasattr(row, "from_serializable_data")} == set()
    assert apps.get_model("pages", "ComparisonCell") in protected
