"""Object types of the pages app."""

from __future__ import annotations

import graphene

from cms.api.declarations import PAGE
from cms.api.nodes import enum_type, node
from cms.api.objects import BoundedList, Redirect, RichText, object_type
from cms.api.scalars import DateTime
from pages.models import ComparisonCell

Verdict = enum_type("Verdict", ComparisonCell.Verdict)


@object_type
class ComparedSubject(graphene.ObjectType):
    """A column of a comparison: what is compared."""

    key = graphene.String(required=True, description="Its stable name: renaming and moving leave it alone.")
    name = graphene.String(required=True, description="What readers see.")


@object_type
class ComparedCell(graphene.ObjectType):
    """What one criterion says of one subject."""

    subject_key = graphene.String(required=True, description="The subject's key.")
    verdict = graphene.Field(Verdict, required=True, description="How the subject fares.")
    text = graphene.String(required=True, description="Why, in a sentence or two; may be empty.")
    source = graphene.Field(
        lambda: node("pages.Source"), description="What the verdict rests on; null where no source is given."
    )


@object_type
class ComparedCriterion(graphene.ObjectType):
    """A row of a comparison."""

    key = graphene.String(required=True, description="Its stable name: renaming and moving leave it alone.")
    label = graphene.String(required=True, description="What readers see.")
    cells = BoundedList(ComparedCell, 4, "One cell for each subject, in the subjects' order.")


@object_type
class Comparison(graphene.ObjectType):
    """A grid of subjects and criteria."""

    subjects = BoundedList(ComparedSubject, 4, "Who or what is compared: 2 to 4.")
    criteria = BoundedList(ComparedCriterion, 15, "By what they are compared: 3 to 15.")
    method_note = graphene.Field(RichText, required=True, description="How the verdicts were reached; may be empty.")
    conclusion = graphene.Field(RichText, required=True, description="What follows for the reader; may be empty.")


@object_type
class NavigationItem(graphene.ObjectType):
    """An entry of a menu. Entries that lead to a page which is not public are left out."""

    label = graphene.String(required=True, description="What the menu shows.")
    url = graphene.String(required=True, description="Where it leads: a path on the site, or an address elsewhere.")
    page = graphene.Field(lambda: node(PAGE), description="The page it leads to; null for an address elsewhere.")
    children = BoundedList(lambda: NavigationItem, 12, "The entries below it.")


@object_type
class Route(graphene.ObjectType):
    """What is at a path: a page, or a redirect."""

    path = graphene.String(
        required=True, description="The path that was looked up, in its canonical form: decoded, a slash at both ends."
    )
    page = graphene.Field(lambda: node(PAGE), description="The page there; null where a redirect is.")
    redirect = graphene.Field(
        Redirect, description="Where to go instead, chains of redirects followed to their end; null where a page is."
    )


@object_type
class SitemapPage(graphene.ObjectType):
    """A page that search engines should list."""

    path = graphene.String(required=True, description="Its path on the site.")
    url = graphene.String(required=True, description="Its address on the front end.")
    last_modified = DateTime(
        description="When it last went live with changes, for the element lastmod; null where that is not known."
    )
