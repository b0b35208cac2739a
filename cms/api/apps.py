from django.apps import AppConfig


class ContentApiConfig(AppConfig):
    """The GraphQL content API."""

    name = "cms.api"
    label = "content_api"
    verbose_name = "Content API"

    def ready(self) -> None:
        from wagtail.embeds.models import Embed

        from .visibility import register

        register(Embed)
