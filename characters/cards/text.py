"""Text from strangers, made fit to be stored and shown."""

from __future__ import annotations

import re

# Control characters but tab and line end, lone surrogates, and the mark of bytes: what no table can hold or page show.
UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff]")
# What holds a picture of several signs together, and letters of Persian and Hindi: unseen, and not to be lost.
JOINERS = "\u200c\u200d"
# The longest text that is looked at; what is longer stays in the raw card.
LONGEST = 64_000


def plain(text: str) -> str:
    """Text that can be stored and shown, its line ends all alike."""
    return UNSTORABLE.sub("", text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n"))


def shows(letter: str) -> bool:
    """Whether a letter may stand in a line: what can be seen, and what joins what can be seen."""
    return letter.isprintable() or letter in JOINERS


def passage(text: str) -> str:
    """Text of several lines as a sheet holds it: nothing in it that turns the reading about or cannot be seen."""
    return "".join(letter for letter in plain(text) if letter in "\n\t" or shows(letter)).strip()


def line(text: str, longest: int) -> str:
    """The same on one line, cut between words."""
    text = " ".join(plain(text[: 8 * longest]).split())
    text = text if text.isprintable() else "".join(filter(shows, text)).strip()
    return text if len(text) <= longest else text[: longest - 1].rsplit(" ", 1)[0].rstrip(",;:. ") + "…"
