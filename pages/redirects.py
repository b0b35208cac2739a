"""Redirects, followed to where they end.

A redirect leads to a page, or to an address that somebody typed; where that address is on this site, what is there is
looked for in turn: a page, or the next redirect. The steps of all rows are taken together, so that a list costs
statements by the longest chain in it, not by its rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Concat
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, get_page_models

from cms.api.lists import Rows
from cms.api.paths import cannot_exist, normal_path, saved_at
from cms.api.reader import LOCATED, Reader
from cms.api.rows import ordered
from cms.api.statements import Among, AmongTexts, ask
from cms.api.typed_links import PLAIN_IN_PATHS, Place, as_read, place_on_site
from cms.api.visibility import Gate, public

MOST_STEPS = 10
"""Longer chains are taken for loops."""
CONTROLS = r"[\x01-\x1f\x7f-\x9f]"
"""In a path at which nothing can be: an import may have left one."""


@dataclass
class Journey:
    """One redirect on its way: the row that is followed next, and at last where it ends."""

    row: Redirect | None
    permanent: bool = True
    seen: set[int] = field(default_factory=set)
    to: str | None = None


def find_redirect(path: str, reader: Reader) -> dict[str, Any] | None:
    """The redirect from ``path``; None where there is none, or where it leads to nothing the public may see."""
    note_what_may_come(reader)
    row = redirects_from([path], reader).get(path)
    end = ends([row], reader).get(row.pk) if row is not None else None
    if row is not None and end is not None:
        reader.tags.saw(row)
    return {"from_path": normal_path(path), **end} if end else None


def note_what_may_come(reader: Reader) -> None:
    """Tag the answer with all that a redirect from its path may lead to some day, whether or not there is one.

    So an answer that leads nowhere does not tell by its tags whether a redirect to something hidden stands there.
    """
    reader.tags.sorted(Redirect)
    for model in moving_types():
        reader.tags.looked_for(model)


def redirects_from(paths: Sequence[str], reader: Reader) -> dict[str, Redirect]:
    """The redirect from each of ``paths`` that has one, in one statement.

    One for this very query string goes before one for the path alone, these before one whose path differs in case,
    and one of this site before one of all sites.
    """
    wanted = {path: old_paths(path) for path in paths if not cannot_exist(path)}
    everything = {old for candidates in wanted.values() for old in candidates}
    rows = Redirect.objects.filter(Q(site=reader.site) | Q(site=None), old_path__in=everything) if everything else []
    by_path: dict[str, list[Redirect]] = {}
    reader.tags.sorted(Redirect)
    for row in rows:
        by_path.setdefault(row.old_path, []).append(row)
    found = {}
    for path, candidates in wanted.items():
        rows_here = next((by_path[old] for old in candidates if old in by_path), [])
        if rows_here:
            found[path] = min(rows_here, key=lambda row: row.site_id is None)
    return found


def old_paths(path: str) -> list[str]:
    """How Wagtail stores a redirect from ``path``: with its query string, without, and in small letters.

    A space or the like is stored as it was typed: plain or percent-encoded.
    """
    here = normal_path(path)
    plain = [Redirect.normalise_path(here), Redirect.normalise_path(quote(here, safe=PLAIN_IN_PATHS))]
    query = path.partition("#")[0].partition("?")[2]
    with_query = [Redirect.normalise_path(f"{one}?{query}") for one in plain] if query else []
    return list(dict.fromkeys([*with_query, *plain, *(one.lower() for one in plain)]))


def ends(rows: Iterable[Redirect], reader: Reader) -> dict[int, dict[str, Any]]:
    """``to`` and ``permanent`` of each of ``rows`` that leads somewhere; a loop leads nowhere."""
    journeys = {row.pk: Journey(row) for row in rows}
    for _ in range(MOST_STEPS):
        under_way = [journey for journey in journeys.values() if journey.row is not None]
        if not under_way:
            break
        step(under_way, reader)
    arrived = {pk: journey for pk, journey in journeys.items() if journey.row is None and journey.to}
    return {pk: {"to": journey.to, "permanent": journey.permanent} for pk, journey in arrived.items()}


def step(journeys: Sequence[Journey], reader: Reader) -> None:
    """Take each journey on by one redirect: to its end, to the next row, or to nothing."""
    links: list[tuple[Journey, str, Place]] = []
    to_pages: list[tuple[Journey, int]] = []
    for journey in journeys:
        row, journey.row = journey.row, None
        if row is None or row.pk in journey.seen:
            continue
        journey.seen.add(row.pk)
        journey.permanent = journey.permanent and row.is_permanent
        here = place_on_site(row.redirect_link, reader)
        if row.redirect_page_id is not None:
            to_pages.append((journey, row.redirect_page_id))
        elif here is not None:
            links.append((journey, as_read(row.redirect_link) or "", here))
        else:
            journey.to = address_elsewhere(row.redirect_link)
    arrive_at_pages(to_pages, reader)
    arrive_at_links(links, reader)


def address_elsewhere(link: str) -> str | None:
    """``link`` as an absolute address; None where it is none, such as a number to call."""
    read = as_read(link) or ""
    return read if read.lower().startswith(("https://", "http://")) else None


def arrive_at_pages(journeys: Sequence[tuple[Journey, int]], reader: Reader) -> None:
    """End at public pages, those of other sites included."""
    reader.load_addresses(pk for _, pk in journeys)
    successors = successors_of([pk for _, pk in journeys], reader)
    for journey, pk in journeys:
        journey.to = successors.get(pk) or reader.addresses[pk]


def arrive_at_links(journeys: Sequence[tuple[Journey, str, Place]], reader: Reader) -> None:
    """Take journeys on along links within this site; each link is looked at once in a request."""
    known: dict[str, tuple[Redirect | None, str | None]] = reader.gate.kept.setdefault("links", {})
    known.update(where_links_lead({link: place for _, link, place in journeys if link not in known}, reader))
    for journey, link, _ in journeys:
        journey.row, journey.to = known[link]


def where_links_lead(places: Mapping[str, Place], reader: Reader) -> dict[str, tuple[Redirect | None, str | None]]:
    """The next redirect, or the end, of each link to one of ``places``; neither where something hidden is.

    What the CMS does not know there may be the front end's own page.
    """
    leads: dict[str, tuple[Redirect | None, str | None]] = dict.fromkeys(places, (None, None))
    places = {link: place for link, place in places.items() if not cannot_exist(str(place))}
    pages = saved_at([place.path for place in places.values()], reader)
    reader.load_addresses(pages.values())
    public = {path: pk for path, pk in pages.items() if reader.addresses[pk] is not None}
    successors = successors_of(public.values(), reader)
    following = redirects_from([str(place) for place in places.values() if place.path not in public], reader)
    for link, place in places.items():
        if place.path in public:
            pk = public[place.path]
            leads[link] = None, successors.get(pk) or f"{reader.addresses[pk]}{place.rest}"
        elif str(place) in following:
            leads[link] = following[str(place)], None
        elif place.path not in pages:
            leads[link] = None, link
    return leads


def successor_of(page: Any, reader: Reader) -> str | None:
    """Where the page is that took the place of ``page``; None where ``page`` speaks for itself."""
    return successors_of([page.pk], reader).get(page.pk) if hasattr(page, "moves") else None


def successors_of(ids: Iterable[int], reader: Reader) -> dict[int, str]:
    """Where the public pages are that took the place of those among ``ids`` that have moved, moves upon moves followed.

    A page type whose pages can move has a class method ``moves``: pairs of a page's id and its successor's.
    """
    ids = list(ids)
    waiting, moves = set(ids), dict[int, int]()
    for _ in range(MOST_STEPS):
        found = dict(pair for model in moving_types() if waiting for pair in moves_of(model, list(waiting), reader))
        moves |= found
        waiting = set(found.values()) - moves.keys()
    reader.load_addresses(moves.values())
    ends_at = {pk: last_move(pk, moves, reader) for pk in ids if pk in moves}
    return {pk: address for pk, end in ends_at.items() if end != pk and (address := reader.addresses[end])}


def moves_of(model: Any, ids: list[int], reader: Reader) -> list[Any]:
    """The moves of those of the pages ``ids`` that are public and of ``model``."""
    reader.tags.looked_for(model)
    return ask(reader.gate, ("moves", model), lambda gate: public(model.moves().filter(Among("pk")), gate), ids=ids)


def moving_types() -> list[Any]:
    """The page types whose pages can move to another page."""
    return [model for model in get_page_models() if hasattr(model, "moves")]


def last_move(pk: int, moves: Mapping[int, int], reader: Reader) -> int:
    """The last public page that ``pk`` moved to; ``pk`` itself where the moves go round in circles."""
    seen = [pk]
    while (following := moves.get(seen[-1])) is not None and reader.addresses[following] is not None:
        if following in seen:
            return pk
        seen.append(following)
    return seen[-1]


def listed(reader: Reader) -> Rows:
    """The redirects of a site that readers meet: they lead somewhere, and nothing else is at their path.

    Worked out once in a request, for it takes a look at all redirects.
    """
    kept = reader.gate.kept
    if "redirects" not in kept:
        kept["redirects"] = met_by_readers(reader)
    found: Rows = kept["redirects"]
    return found


def met_by_readers(reader: Reader) -> Rows:
    reader.tags.sorted(Redirect)
    taken = taken_paths(reader)
    typed = ask(
        reader.gate,
        "redirects to addresses",
        lambda gate: found_at_their_paths(gate).filter(redirect_page=None).values_list("pk", "redirect_link"),
        taken=taken,
    )
    doubtful = [pk for pk, link in typed if place_on_site(link, reader) or not address_elsewhere(link)]
    alive = ends(Redirect.objects.filter(pk__in=doubtful), reader) if doubtful else {}
    return Rows(
        reader.gate,
        "redirects",
        Redirect,
        ordered(Redirect, None),
        lambda gate: found_at_their_paths(gate).exclude(Among("pk", "dead")),
        taken=taken,
        dead=[pk for pk in doubtful if pk not in alive],
    )


def found_at_their_paths(gate: Gate) -> QuerySet[Any]:
    """Redirects that lead somewhere and are not hidden by one of the site's own, or by what is ``taken``."""
    rows = public(Redirect.objects.exclude(old_path__regex=CONTROLS), gate)
    own = Redirect.objects.filter(site=gate.site)
    return rows.exclude(site=None, old_path__in=own.values("old_path")).exclude(AmongTexts("old_path", "taken"))


def taken_paths(reader: Reader) -> list[str]:
    """The paths of redirects at which a public page stands, as redirects have them."""
    root = reader.gate.root
    if root is None:
        return []
    address = Concat(Value(root.url_path.rstrip("/")), F("old_path"), Value("/"))
    pages = reader.rows_where(
        "at redirects",
        Page,
        lambda: Page.objects.filter(url_path__in=Redirect.objects.values_list(address)).order_by(),
        LOCATED,
    )
    return [*(reader.path_of(page).rstrip("/") for page in pages), "/"]


def listed_value(row: Redirect, end: Mapping[str, Any]) -> dict[str, Any]:
    """A redirect as a list gives it: its query string, where it has one, is told too."""
    query = row.old_path.partition("?")[2]
    return {"from_path": normal_path(row.old_path) + (f"?{query}" if query else ""), **end}
