"""Documents for the API: a lasting address for each, never the stored file's own."""

from __future__ import annotations

from enum import Enum

import graphene
from django.conf import settings
from django.urls import reverse
from grapple.registry import registry

from cms.media.document_types import DOCUMENT_TYPES
from cms.media.models import MediaDocument
from cms.media.storage import content_type


def kind(name: str) -> str:
    """What a type is, for the front-end developer who names it beside a link."""
    called = DOCUMENT_TYPES[name][0]
    return f"{called[0].upper()}{called[1:]}: {content_type(f'a.{name}')}."


DocumentType = graphene.Enum.from_enum(
    Enum("DocumentType", {name.upper(): name for name in sorted(DOCUMENT_TYPES)}),
    description=lambda member: kind(member.value) if member else "The types of files that documents have.",
)


class Document(graphene.ObjectType):
    """A file to download, such as a form for patients."""

    id = graphene.ID(required=True, description="The document's id, stable for its life.")
    title = graphene.String(required=True, description="What staff call it; readers save the file under this name.")
    file_type = graphene.Field(DocumentType, required=True, description="The type of the file, by its content.")
    file_size = graphene.Int(required=True, description="The size of the file in bytes.")
    url = graphene.String(
        required=True,
        description="Its absolute address on the CMS, for links: the same for its life, also when the file is "
        "replaced. It redirects to the file, which is saved and not shown, while a public page shows the document; "
        "afterwards it answers 404.",
    )

    class Meta:
        name = "Document"

    @staticmethod
    def resolve_file_size(root: MediaDocument, info: graphene.ResolveInfo) -> int:
        return root.file_size or 0

    @staticmethod
    def resolve_url(root: MediaDocument, info: graphene.ResolveInfo) -> str:
        return str(settings.CMS_BASE_URL) + reverse("document", args=[root.pk])


registry.documents[MediaDocument] = Document
