"""JSON as strangers write it: byte marks, base64 with faults, numbers that are none, and depths nobody needs."""

from __future__ import annotations

import base64
import binascii
import codecs
import json
import math
import re
from typing import Any

from characters.cards.limits import JSON_BYTES, JSON_DEPTH, CardFault, megabytes
from characters.cards.report import Report, shown

MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
BLANK = re.compile(rb"\s+")


def from_base64(text: bytes, where: str, report: Report) -> bytes:
    """The bytes that a text chunk carries; `CardFault` where it is no base64 however kindly one looks."""
    if text.lstrip()[:1] == b"{":
        report.repaired(where, "The chunk held plain JSON where base64 belongs; read as it stands.")
        return text
    tight = BLANK.sub(b"", text)
    if tight != text:
        report.repaired(where, "Spaces and line ends in the base64 were left out.")
    if b"-" in tight or b"_" in tight:
        report.repaired(where, "The base64 was of the kind that addresses use; read as such.")
        tight = tight.translate(bytes.maketrans(b"-_", b"+/"))
    bare = tight.rstrip(b"=")
    if len(tight) % 4:
        report.repaired(where, "The base64 lacked its last padding; added.")
    try:
        return base64.b64decode(bare + b"=" * (-len(bare) % 4), validate=True)
    except binascii.Error as error:
        raise CardFault(
            f"The card inside the picture ({where}) is garbled: it is no base64. Export it once more."
        ) from error


def decoded(data: bytes, where: str, report: Report) -> str:
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            kind = "A byte order mark" if encoding == "utf-8" else f"{encoding.upper()} text"
            report.repaired(where, f"{kind} at the start was read and removed.")
            data = data.removeprefix(mark)
            break
    else:
        encoding = "utf-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise CardFault(
            f"The text is not UTF-8 (at byte {error.start:,}). Open it in an editor and save it as UTF-8."
        ) from error


def parsed(data: bytes, where: str, report: Report) -> tuple[Any, bytes]:
    """The value, and the text it came from as UTF-8 without a mark: what is kept and given back."""
    if len(data) > 2 * JSON_BYTES:
        raise CardFault(too_large(len(data)))
    text = decoded(data, where, report)
    kept = text.encode("utf-8")
    if len(kept) > JSON_BYTES:
        raise CardFault(too_large(len(kept)))
    odd: list[str] = []

    def number(word: str) -> float | None:
        if math.isfinite(found := float(word)):
            return found
        odd.append(word)
        return None

    try:
        value = json.loads(text, parse_constant=number, parse_float=number)
    except json.JSONDecodeError as error:
        raise CardFault(
            f"It is not valid JSON: {error.msg.lower()} in line {error.lineno}, column {error.colno}. "
            "Correct it there, or export the card once more."
        ) from error
    except (RecursionError, ValueError) as error:
        raise CardFault("The JSON is nested too deeply or holds an endless number. That is no card.") from error
    if _depth_exceeds(value, JSON_DEPTH):
        raise CardFault(f"The JSON is nested deeper than {JSON_DEPTH} levels. That is no card.")
    if odd:
        report.repaired(where, f"{shown(', '.join(sorted(set(odd))))} is no number; taken as nothing.")
        kept = json.dumps(value).encode()
    return value, kept


def too_large(size: int) -> str:
    return f"The card's text has {megabytes(size)}; it may have {megabytes(JSON_BYTES)}. Split its lorebook."


def _depth_exceeds(value: Any, most: int) -> bool:
    level = [value]
    for _ in range(most):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return False
    return True
