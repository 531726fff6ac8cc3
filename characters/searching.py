"""Searching one character's memories: by words, and by meaning where the query could be embedded.

Exact over all memories of one owner, as recall is: an index over everybody's vectors would be the wrong one for a
search that always names its owner. Postgres scores and sorts; what leaves it is a page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from characters import llm
from characters.models import Memory

# How much nearness in meaning counts against shared words; what matters more comes first among equals.
MEANING, WORDS, IMPORTANCE = 1.0, 0.7, 0.1
# Nearer than this in meaning is worth showing though no word is shared (MiniLM's cosine; ours).
NEAR = 0.3
LONGEST_QUERY, MOST_WORDS = 200, 8
# Words too short or too common to tell memories apart.
_USUAL = """
    the and for with that this was were are but not from have has had her his him she they them their who whom what
    when where why how did does about into over after before than then there here said told you your ever any
    anybody anyone somebody someone something nobody
"""
_COMMON = frozenset(_USUAL.split())
_WORD = re.compile(r"[\w'’-]{3,}")
_ENDING = re.compile(r"(?:ing|ed|es|s|ly)$")


# Feelings that one can look for, as conditions; nearer to nothing than this is neither.
FEELINGS = {"good": "valence >= 0.1", "bad": "valence <= -0.1"}

Values = dict[str, str | int | float | list[str]]


@dataclass(frozen=True, slots=True)
class Sift:
    """Which of them: of a kind, about somebody, of at least so much importance, pinned ones only, of a feeling."""

    kind: str = ""
    about: int | None = None
    least: float = 0.0
    pinned: bool = False
    feeling: str = ""


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for: the stems of its words, and its vector where the studio has embeddings."""

    stems: tuple[str, ...] = ()
    vector: Sequence[float] | None = None

    def __bool__(self) -> bool:
        return bool(self.stems) or self.vector is not None


def query(text: str) -> Query:
    """A search as it was typed. Without an endpoint for embeddings, or where it fails, by words alone."""
    text = " ".join(text[:LONGEST_QUERY].split())
    if not text:
        return Query()
    try:
        vector = llm.embed([text])[0] if llm.embedding_endpoint() is not None else None
    except llm.ModelError:
        vector = None
    return Query(stems(text), vector)


def stems(text: str) -> tuple[str, ...]:
    """The telling words of a query without their endings, so that "promised" finds a promise."""
    words = [word for word in _WORD.findall(text.casefold()) if word not in _COMMON]
    cut = [stem if len(stem := _ENDING.sub("", word)) >= 3 else word for word in words]
    return tuple(dict.fromkeys(cut))[:MOST_WORDS]


def search(owner: int, wanted: Query, sift: Sift, limit: int, offset: int = 0) -> list[Memory]:
    """A page of memories: the newest first where nothing is looked for, else the best first."""
    conditions, given = _conditions(owner, sift)
    if not wanted:
        sql = f"SELECT id FROM characters_memory WHERE {conditions} ORDER BY pinned DESC, id DESC"
    else:
        shared, values = _shared_words(wanted.stems)
        near = "0"
        if wanted.vector is not None:
            near = "coalesce(CASE WHEN embedding_model = %(model)s THEN 1 - (embedding <=> %(vector)s::vector) END, 0)"
            given |= {"model": settings.EMBED_MODEL, "vector": str(list(wanted.vector))}
        given |= values | {"meaning": MEANING, "words": WORDS, "weight": IMPORTANCE / 10, "near": NEAR}
        # Materialised: else both scores would be reckoned twice, for the condition and for the order.
        sql = f"""
            WITH found AS MATERIALIZED (
                SELECT id, importance, {near} AS near, {shared} AS shared FROM characters_memory WHERE {conditions}
            )
            SELECT id FROM found WHERE shared > 0 OR near >= %(near)s
            ORDER BY %(meaning)s * near + %(words)s * shared + %(weight)s * importance DESC, id DESC
        """
    with connection.cursor() as cursor:
        given |= {"limit": limit, "offset": offset}
        cursor.execute(f"{sql} LIMIT %(limit)s OFFSET %(offset)s", given)
        ids = [row[0] for row in cursor.fetchall()]
    rows = Memory.objects.defer("embedding").in_bulk(ids)
    return [rows[pk] for pk in ids if pk in rows]


def _conditions(owner: int, sift: Sift) -> tuple[str, Values]:
    told, given = ["owner_id = %(owner)s"], Values(owner=owner)
    if sift.kind:
        told.append("kind = %(kind)s")
        given["kind"] = sift.kind
    if sift.about is not None:
        told.append("%(about)s = ANY(about_ids)")
        given["about"] = sift.about
    if sift.least > 0:
        told.append("importance >= %(least)s")
        given["least"] = sift.least
    if sift.pinned:
        told.append("pinned")
    if sift.feeling:
        told.append(FEELINGS[sift.feeling])
    return " AND ".join(told), given


def _shared_words(wanted: Sequence[str]) -> tuple[str, Values]:
    """The share of the query's words that a text holds; each stands at the beginning of a word there."""
    if not wanted:
        return "0", {}
    parts = [f"(text ~* %(stem{number})s)::int" for number in range(len(wanted))]
    values: Values = {f"stem{number}": rf"\m{re.escape(stem)}" for number, stem in enumerate(wanted)}
    # A regular expression is dear: only texts that hold one of the stems at all are looked at more closely.
    values["held"] = [f"%{stem}%" if stem.isascii() and "_" not in stem else "%" for stem in wanted]
    held = 'lower(text COLLATE "C") LIKE ANY (%(held)s)'
    return f"CASE WHEN {held} THEN ({' + '.join(parts)})::float8 / {len(wanted)} ELSE 0 END", values
