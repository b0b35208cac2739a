"""What a model says about itself to the content API.

A model lists declarations in ``graphql_fields``. They name fields, types and where the values come from; they hold no
resolver and import no graphene, so models stay free of GraphQL. :mod:`cms.api.nodes` turns them into graphene fields
and :mod:`cms.api.lookahead` loads what they refer to.

Types are named by text, because models load before types exist: a model by its label
(``"treatments.TreatmentPage"``), ``PAGE`` for any page, and an object type by the name it was registered under
(:mod:`cms.api.objects`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cms.media.alt_text import Place

PAGE = "PageInterface"
IMAGE = "media.MediaImage"
DOCUMENT = "media.MediaDocument"


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """One field of a type.

    ``name`` is the field's Python name (``publishedOn`` is declared as ``published_on``); ``description`` is a full
    sentence for the front-end developer; ``required`` makes it non-null. A word of Python's own takes an underscore
    (``from_`` is ``from``). ``reads`` are the columns that it is made of, where these cannot be told from the field's
    source: what neither says may look at any column, so that all are read.
    """

    name: str = field(kw_only=False)
    description: str
    required: bool = False
    reads: tuple[str, ...] | None = None

    def __call__(self) -> Any:
        """Give grapple its field; called once, when all models are loaded."""
        from .nodes import grapple_field

        return grapple_field(self)


@dataclass(frozen=True, kw_only=True)
class Value(Declaration):
    """A plain value read from the instance: no statement is ever issued for it.

    ``type`` is a scalar (``String Int Float Boolean ID Date DateTime``) or a registered object type; ``source`` an
    attribute, property or method without arguments (the name, if not given); ``many`` a list of non-null items, at
    most ``maximum``.
    """

    type: str = "String"
    source: str | None = None
    many: bool = False
    maximum: int | None = None


@dataclass(frozen=True, kw_only=True)
class Choice(Declaration):
    """A field with choices, as an enum. ``enum`` names the enum type; ``choices`` is the ``TextChoices`` class.

    An empty value is null; ``many`` is for a field that holds a list of choices, each once.
    """

    enum: str
    choices: Any
    source: str | None = None
    many: bool = False

    @property
    def maximum(self) -> int | None:
        """How many there may be in a list: all that there are."""
        return len(self.choices) if self.many else None


@dataclass(frozen=True, kw_only=True)
class Html(Declaration):
    """A rich text field as ``RichText { html text }``; links inside it pass the gate."""

    source: str | None = None


@dataclass(frozen=True, kw_only=True)
class Relation(Declaration):
    """Anything that the look-ahead has to load before a resolver may read it."""


@dataclass(frozen=True, kw_only=True)
class ToOne(Relation):
    """A foreign key to ``target``; null when the other side is hidden."""

    target: str
    source: str | None = None


@dataclass(frozen=True, kw_only=True)
class Picture(ToOne):
    """A foreign key to an image, with what is said of it where it stands.

    ``alt`` and ``decorative`` name the fields in which editors say it. ``named_by`` is the attribute with the name of
    whom the picture shows: its alt text where it has no other.
    """

    target: str = IMAGE
    alt: str | None = None
    decorative: str | None = None
    named_by: str | None = None

    def place(self, owner: Any) -> Place:
        """What ``owner`` says of its picture."""
        return Place(
            alt=(self.alt and getattr(owner, self.alt)) or "",
            decorative=bool(self.decorative and getattr(owner, self.decorative)),
            name=(self.named_by and getattr(owner, self.named_by)) or "",
        )


@dataclass(frozen=True, kw_only=True)
class ToMany(Relation):
    """A short list over link rows: ``via="concern_links.concern"`` is child relation, then foreign key.

    ``maximum`` is enforced when the page is saved and named in the description.
    """

    target: str
    via: str
    maximum: int


@dataclass(frozen=True, kw_only=True)
class Rows(Relation):
    """Child rows of the instance (``ParentalKey``), in their order, as objects of the row's own type."""

    model: str
    relation: str
    maximum: int


@dataclass(frozen=True, kw_only=True)
class Loaded(Relation):
    """Objects found by a function: ``loader`` is its dotted path.

    The loader takes the parents, the :class:`cms.api.reader.Reader` and gives ``{parent.pk: value}``; with
    ``target`` set the values are ids (a list when ``many``) that the look-ahead then fetches through the gate, without
    it they are the finished values of ``type``, an object type or a model label. A list is as long as ``maximum``
    says, or with ``first`` as long as the client asks (20 if it does not, 100 at most).
    """

    loader: str
    target: str | None = None
    type: str | None = None
    many: bool = False
    maximum: int | None = None
    first: bool = False


@dataclass(frozen=True, kw_only=True)
class Connection(Relation):
    """A connection of ``target``.

    ``loader`` gives ``{parent.pk: [(order key, …, id), …]}``, visible rows only, in order.
    """

    target: str
    loader: str


@dataclass(frozen=True, kw_only=True)
class Blocks(Relation):
    """A StreamField as ``[Block!]!``."""

    maximum: int = 60


GraphQLFields = list[Declaration]


def pictures_of(owner: Any) -> list[Picture]:
    """The pictures that ``owner``, a model or a row of it, declares; what stands for it comes first."""
    return [field for field in getattr(owner, "graphql_fields", ()) if isinstance(field, Picture)]
