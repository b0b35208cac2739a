"""Messages of graphql-core as a front end reads them: in GraphQL's words, and no longer than somebody can read.

graphql-core shows names in single quotes and values as Python writes them; GraphQL.js, which clients know, shows both
as GraphQL does. All its errors pass here, once, on their way to the client.
"""

from __future__ import annotations

import json
import re
from ast import literal_eval

LONGEST = 100
"""How many characters of a name or a value a message repeats."""

TOKEN = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\w+|.""", re.DOTALL)
WORDS = {"None": "null", "True": "true", "False": "false"}


def cut(text: str) -> str:
    """``text`` as a message may repeat it: of a longer one the beginning."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def quoted(text: str) -> str:
    """``text`` in double quotes, as GraphQL writes it, cut."""
    return json.dumps(cut(text), ensure_ascii=False)


def in_graphql(message: str) -> str:
    """``message``, which graphql-core made, in GraphQL's words; values in brackets are cut as a whole."""
    told, value, depth = [], "", 0
    of_variable = message.startswith("Variable ")  # shows what came as JSON; others show what stands in the document
    for token in TOKEN.findall(message):
        depth += token in {"[", "{"}
        said = plain(token, of_variable)
        if depth:
            value += said if len(value) <= LONGEST else ""
        else:
            told.append(said)
        if token in {"]", "}"} and depth:
            depth -= 1
            if not depth:
                told.append(cut(value))
                value = ""
    return "".join((*told, cut(value))).replace("to be a mapping.", "to be an object.")


def plain(token: str, of_variable: bool) -> str:
    """One piece of a message: a text in quotes, a word or a single character."""
    if len(token) == 1 or token in {"''", '""'}:
        return token.replace("''", '""')
    if token[0] == "'" or (token[0] == '"' and of_variable):
        return quoted(text_in(token))
    if token[0] == '"':
        return f'"{cut(token[1:-1])}"'
    return cut(WORDS.get(token, token) if of_variable else token)


def text_in(token: str) -> str:
    """The text that Python shows as ``token``; names and what is no literal of Python's stand there as they are."""
    try:
        return str(literal_eval(token)).encode(errors="replace").decode()
    except (SyntaxError, ValueError):
        return token[1:-1]
