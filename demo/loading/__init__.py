"""Writes the demo's content into an empty database, in the order in which one thing needs another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils import timezone

from demo.models import Loading

from . import articles, credentials, media, pages, people, registers, site, state, tree
from .indexes import indexed_at_the_end
from .library import Library

Say = Callable[[str], None]


def load(say: Say, today: date | None = None) -> bool:
    """Load the demo and tell ``say`` what was done; False when it was there already and nothing was touched.

    Raises ``OtherContentError`` where the database holds content of somebody else. Pictures are stored one by one,
    so that a run that broke off goes on where it stopped; everything else is one transaction.
    """
    found = state.examine()
    if found is state.State.LOADED:
        say("The demo is already here: nothing changed.")
        return False
    library = Library(today or timezone.localdate())
    media.load(library, say)
    with transaction.atomic(), indexed_at_the_end():
        people.load(library)
        registers.load(library)
        tree.plant(library)
        credentials.load(library)
        registers.load_questions(library)
        pages.load(library)
        articles.load(library)
        credentials.load_availability(library)
        site.load(library)
        people.join_locations(library)
        Loading.objects.create()
    for line in library.summary():
        say(line)
    return True


__all__ = ["load"]
