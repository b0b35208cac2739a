"""What keeps a page from going live in its blocks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import capfirst, get_text_list

from pages.blocks.pictures import picture_problem


def body_problems(blocks: Iterable[Any], label: str) -> list[str]:
    """What is missing or wrong in the blocks of a field called ``label``, when they are to go live."""
    about_pictures, numbers = [], []
    for number, block in enumerate(blocks, 1):
        error = block_error(block)
        if error is None:
            continue
        if problem := picture_problem(error):
            about_pictures.append(f"{capfirst(label)}, block {number} ({block.block.label}): {problem}")
        else:
            numbers.append(str(number))
    incomplete = [f"Open the page and complete block {get_text_list(numbers, 'and')}."] if numbers else []
    return [*incomplete, *about_pictures]


def block_error(block: Any) -> ValidationError | None:
    """Why a block fails its own rules; None if it does not. Nothing is fetched for it: what is stored has to do."""
    check = getattr(block.block, "clean_stored", block.block.clean)
    try:
        check(block.value)
    except ValidationError as error:
        return error
    return None
