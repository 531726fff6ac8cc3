"""Text from strangers, made fit to be stored and shown."""

from __future__ import annotations

import re

# Control characters but tab and line end, lone surrogates, and the mark of bytes: what no table can hold or page show.
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff]")
# The longest text that is looked at; what is longer stays in the raw card.
LONGEST = 64_000


def plain(text: str) -> str:
    """Text that can be stored and shown, its line ends all alike."""
    return UNSTORABLE.sub("", text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n"))


def line(text: str, longest: int) -> str:
    """The same on one line, cut between words."""
    text = " ".join(plain(text[: 8 * longest]).split())
    return text if len(text) <= longest else text[: longest - 1].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"
