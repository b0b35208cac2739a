"""Link rows: ordered references from a page to something else, real foreign keys that usage and deletion see."""

from __future__ import annotations

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from .rows import RevisionRow


class ArticleTopic(Orderable, RevisionRow):
    """An article is about a topic."""

    page = ParentalKey("pages.ArticlePage", on_delete=models.CASCADE, related_name="topic_links")
    topic = models.ForeignKey("pages.Topic", on_delete=models.PROTECT, related_name="article_links")


class ArticleTreatment(Orderable):
    """An article mentions a treatment."""

    page = ParentalKey("pages.ArticlePage", on_delete=models.CASCADE, related_name="treatment_links")
    treatment = models.ForeignKey("treatments.TreatmentPage", on_delete=models.CASCADE, related_name="article_links")


class ArticleSource(Orderable, RevisionRow):
    """An article rests on a source."""

    page = ParentalKey("pages.ArticlePage", on_delete=models.CASCADE, related_name="source_links")
    source = models.ForeignKey("pages.Source", on_delete=models.PROTECT, related_name="article_links")


class ArticleRelated(Orderable):
    """An editor picked another page to go with an article."""

    page = ParentalKey("pages.ArticlePage", on_delete=models.CASCADE, related_name="related_links")
    related = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
