"""Two wordings of a text told as one: what stayed, what went and what came, word by word. Pure.

Matching is Ratcliff and Obershelp's, as `difflib` has it (Ratcliff & Metzener 1988, "Pattern matching: the gestalt
approach").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

SAME, WENT, CAME = "same", "went", "came"
# Two lines that share less than this of their words are two lines and not one that was changed.
ALIKE = 0.4
# Lines not told yet among which a changed one is looked for; of a text written anew there may be hundreds.
NEAR_BY = 12
# Words of what stayed that are shown on each side of a change; what lies further off is left out.
AROUND = 14
# A text of more words than this is compared by sentences: matching takes time with the square of them.
MOST_WORDS = 600
_WORDS, _SENTENCES = re.compile(r"\s*\S+"), re.compile(r"\s*[^.!?…]{0,400}[.!?…”\"]*\s?")


class Piece(NamedTuple):
    kind: str
    text: str


Line = tuple[Piece, ...]


def told(before: Sequence[str], after: Sequence[str]) -> tuple[Line, ...]:
    """Lines as they were and as they are: those that were changed as one line each, the others as gone or come."""
    lines, rest = list[Line](), list(after)
    for was in before:
        now = max(rest[:NEAR_BY], key=lambda line: _likeness(was, line), default="")
        if now and _likeness(was, now) >= ALIKE:
            rest.remove(now)
            lines.append(_elided(tuple(_pieces(*_parts(was, now)))))
        else:
            lines.append((Piece(WENT, was),))
    return (*lines, *((Piece(CAME, line),) for line in rest))


def _likeness(was: str, now: str) -> float:
    """Share of words in common, 0..1; of long texts an upper bound, which is quick and good enough to pair them."""
    return SequenceMatcher(None, was.split(), now.split()).quick_ratio()


def _parts(was: str, now: str) -> tuple[list[str], list[str]]:
    words = _WORDS.findall(was), _WORDS.findall(now)
    if max(map(len, words)) <= MOST_WORDS:
        return words
    return [part for part in _SENTENCES.findall(was) if part], [part for part in _SENTENCES.findall(now) if part]


def _pieces(was: Sequence[str], now: Sequence[str]) -> Iterator[Piece]:
    for kind, was_from, was_to, now_from, now_to in SequenceMatcher(None, was, now).get_opcodes():
        if kind == "equal":
            yield Piece(SAME, "".join(was[was_from:was_to]))
            continue
        if was_from < was_to:
            yield Piece(WENT, "".join(was[was_from:was_to]))
        if now_from < now_to:
            yield Piece(CAME, "".join(now[now_from:now_to]))


def _elided(pieces: Line) -> Line:
    """Without the long stretches that stayed, but for a few words on each side of what did not."""
    last = len(pieces) - 1
    return tuple(
        Piece(SAME, _shortened(piece.text, begins=at == 0, ends=at == last)) if piece.kind == SAME else piece
        for at, piece in enumerate(pieces)
    )


def _shortened(text: str, *, begins: bool, ends: bool) -> str:
    words = _WORDS.findall(text)
    head, tail = words[:AROUND], words[-AROUND:]
    if len(words) <= AROUND + (0 if begins or ends else AROUND):
        return text
    if begins:
        return "… " + "".join(tail).lstrip()
    if ends:
        return "".join(head) + " …"
    return "".join(head) + " … " + "".join(tail).lstrip()
