"""How much of a stranger's file is read, and the one error with which it is turned away."""

from __future__ import annotations

MEGABYTE = 1024 * 1024

# A card with a large picture has two or three megabytes, one with a set of expressions some ten.
FILE_BYTES = 20 * MEGABYTE
# A novel has one megabyte.
JSON_BYTES = 4 * MEGABYTE
# The largest books that people share have several hundred entries.
MOST_ENTRIES = 2_000
# Text shrinks to a tenth, a hundredth only where somebody means harm.
MOST_RATIO = 100
UNPACKED_BYTES = 64 * MEGABYTE
MOST_MEMBERS = 500
# A card nests some six levels deep.
JSON_DEPTH = 60


class CardFault(ValueError):
    """Why a file can't be taken in and what to do about it, as a sentence for whoever brought it."""


def megabytes(size: int) -> str:
    return f"{size / MEGABYTE:.1f}".removesuffix(".0") + " MB"


def check_size(size: int) -> None:
    if size > FILE_BYTES:
        raise CardFault(
            f"It has {megabytes(size)}; a card may have {megabytes(FILE_BYTES)}. "
            "Export it with a smaller picture, or as JSON without one."
        )
    if not size:
        raise CardFault("The file is empty. Export it once more from where it came.")
