"""StreamField blocks for the API, read from their stored form: no block is built, and no chooser is asked by itself.

An app registers one :class:`BlockType` for each block name. Its ``read`` makes the values of one block from the stored
dictionary; what the block refers to has been collected from all blocks of all pages before, and comes from the gate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import graphene
from wagtail.embeds.embeds import get_embed_hash
from wagtail.embeds.models import Embed

from cms.embeds.player import is_player
from cms.embeds.providers import provider_of

from .anchors import named
from .declarations import PAGE
from .lookahead import Loader, Request, Values
from .reader import Reader
from .richtext import RichTextValue, rich_texts
from .statements import AmongTexts
from .typed_links import load_links


class Block(graphene.Interface):
    """A part of a page's content."""

    id = graphene.ID(required=True, description="Stable while the block is edited and moved.")
    block_type = graphene.String(required=True, description="The name of its type, as `__typename`.")

    @classmethod
    def resolve_type(cls, instance: Any, info: graphene.ResolveInfo) -> Any:
        return block_types[instance["name"]].type


@dataclass
class References:
    """What the stored blocks refer to: ids by target (a model label or ``PAGE``), rich text, links that somebody typed,
    and videos' addresses."""

    ids: dict[str, list[int]] = field(default_factory=dict)
    typed: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    embeds: list[str] = field(default_factory=list)

    def add(self, target: str, *ids: Any) -> None:
        self.ids.setdefault(target, []).extend(pk for pk in ids if isinstance(pk, int))


class Found:
    """What the gate let through of the references."""

    def __init__(self, references: References, reader: Reader) -> None:
        self.reader = reader
        self.rows = {target: reader.fetch(target, ids) for target, ids in references.ids.items()}
        load_links((), references.typed, reader)
        texts = rich_texts(references.html, reader)
        self.html = dict(zip(references.html, texts, strict=True))
        self.embeds = stored_embeds(references.embeds, reader)

    def one(self, target: str, pk: Any) -> Any:
        """The public row ``pk``, or None."""
        return self.rows.get(target, {}).get(pk)

    def many(self, target: str, ids: Iterable[Any]) -> list[Any]:
        """The public rows among ``ids``, in their order."""
        rows = self.rows.get(target, {})
        return [rows[pk] for pk in ids if pk in rows]

    def text(self, source: str | None) -> RichTextValue:
        return self.html[source or ""]

    def address(self, pk: Any, typed: str | None) -> str | None:
        """Where a link leads: the path of a public page among the references, else what was typed; None for hidden."""
        page = self.one(PAGE, pk)
        return self.reader.typed_links.get(typed or "") if page is None else self.reader.path_of(page)


def stored_embeds(urls: Sequence[str], reader: Reader) -> dict[str, Embed]:
    """What was fetched for these addresses when their pages were saved; nothing is fetched now.

    Only players of providers that are allowed today, whatever is stored.
    """
    allowed = {get_embed_hash(url): (url, provider) for url in urls if (provider := provider_of(url)) is not None}
    if not allowed:
        return {}
    rows = reader.rows_where(
        "of urls", Embed, lambda: Embed.objects.filter(AmongTexts("hash", "hashes")), hashes=[*allowed]
    )
    found = [(*allowed[row.hash], reader.adopt(row)) for row in rows]
    return {url: row for url, provider, row in found if is_player(provider, row.html)}


Raw = Mapping[str, Any]


@dataclass(frozen=True)
class BlockType:
    """How one sort of block is read.

    ``collect`` adds to the references; ``read`` gives the fields' values by their Python names, or None to leave the
    block out (an image block whose image is hidden). A value ``anchor`` is an :class:`cms.api.anchors.Anchor`.
    """

    type: Any
    collect: Callable[[Raw, References], None]
    read: Callable[[Raw, Found], dict[str, Any] | None]


block_types: dict[str, BlockType] = {}


def register_block(name: str, block_type: BlockType) -> None:
    """Let blocks that are stored under ``name`` appear in the API. Blocks without a type do not."""
    if block_types.setdefault(name, block_type) is not block_type:
        raise ValueError(f"There is a block type for {name} already")


def stored_blocks(page: Any, name: str) -> list[Raw]:
    """The stored form of a StreamField's blocks.

    Wagtail gives ids to blocks as it saves them. One that was stored past it gets an id of its place, as no other block
    of any page has.
    """
    blocks = enumerate(getattr(page, name).raw_data)
    return [
        {**raw, "id": raw.get("id") or f"{page.pk}-{name}-{place}"}
        for place, raw in blocks
        if raw["type"] in block_types
    ]


def list_items(value: Any) -> list[Any]:
    """The items of a stored ListBlock, in its present form or the one Wagtail had before 2.16."""
    items = value or []
    return [item["value"] if isinstance(item, Mapping) and item.get("type") == "item" else item for item in items]


def blocks_loader(name: str) -> Loader:
    """The loader of a StreamField: all pages' references first, then one gated query for each target."""

    def load(parents: Sequence[Any], reader: Reader, request: Request) -> Values:
        stored = {parent.pk: stored_blocks(parent, name) for parent in parents}
        references = References()
        for blocks in stored.values():
            for raw in blocks:
                block_types[raw["type"]].collect(raw["value"], references)
        found = Found(references, reader)
        return {
            pk: named([block for raw in blocks for block in read_block(raw, found)]) for pk, blocks in stored.items()
        }

    return load


def read_block(raw: Raw, found: Found) -> Iterable[dict[str, Any]]:
    block_type = block_types[raw["type"]]
    values = block_type.read(raw["value"], found)
    if values is not None:
        yield {
            **values,
            "name": raw["type"],
            "id": raw["id"],
            "block_type": block_type.type._meta.name,
        }
