"""PNG and APNG as carriers: chunks with their checksums, and the text chunks in which cards travel.

After the PNG specification (W3C, third edition), sections 5 (datastream structure) and 11.3.3 (textual information).
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from characters.cards.limits import JSON_BYTES, CardFault

SIGNATURE = b"\x89PNG\r\n\x1a\n"
CARD_KEYWORDS = frozenset({"chara", "ccv3"})
# How RisuAI once put the files of a card into its picture; still the only way to keep them there.
ASSET_PREFIX = "chara-ext-asset_"
# Base64 writes three bytes as four letters.
TEXT_BYTES = JSON_BYTES * 4 // 3 + 4096

DAMAGED = "The picture is damaged ({}). Download or export it once more; a chat program may have cut it."


@dataclass(frozen=True, slots=True)
class Chunk:
    kind: bytes
    data: bytes

    def packed(self) -> bytes:
        check = zlib.crc32(self.kind + self.data)
        return struct.pack(">I", len(self.data)) + self.kind + self.data + struct.pack(">I", check)


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG taken apart. `tail` tells how many bytes came after its end."""

    chunks: tuple[Chunk, ...]
    tail: int = 0

    @property
    def animated(self) -> bool:
        return any(chunk.kind == b"acTL" for chunk in self.chunks)

    def texts(self) -> Iterator[tuple[str, bytes]]:
        """Keyword and text of every text chunk that is short enough to be one."""
        for chunk in self.chunks:
            read = READERS.get(chunk.kind)
            found = read(chunk.data) if read else None
            if found is not None:
                yield found

    def bare(self) -> bytes:
        """The picture alone."""
        return pack(chunk for chunk in self.chunks if chunk.kind not in READERS)


def take_apart(data: bytes) -> Picture:
    """The chunks of a PNG, every checksum checked; `CardFault` where it is none, is cut short or is damaged."""
    if not data.startswith(SIGNATURE):
        raise CardFault("It is not a PNG picture, whatever its name says. Export the card as PNG, JSON or CHARX.")
    chunks, at = list[Chunk](), len(SIGNATURE)
    while at + 12 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data):
            raise CardFault(DAMAGED.format("it ends in the middle"))
        body = data[at + 8 : end - 4]
        if zlib.crc32(data[at + 4 : end - 4]) != struct.unpack_from(">I", data, end - 4)[0]:
            name = kind.decode("ascii", "replace") if kind.isalpha() else "unknown"
            raise CardFault(DAMAGED.format(f"the checksum of its part {name} is wrong"))
        chunks.append(Chunk(kind, body))
        at = end
        if kind == b"IEND":
            return Picture(tuple(chunks), len(data) - at)
    raise CardFault(DAMAGED.format("it ends in the middle"))


def pack(chunks: Iterable[Chunk]) -> bytes:
    return SIGNATURE + b"".join(chunk.packed() for chunk in chunks)


def with_texts(picture: bytes, texts: Mapping[str, bytes]) -> bytes:
    """The picture with these text chunks before its end, and no other card in it."""
    kept = [chunk for chunk in take_apart(picture).chunks if chunk.kind not in READERS]
    written = [Chunk(b"tEXt", keyword.encode("latin-1") + b"\0" + text) for keyword, text in texts.items()]
    return pack([*kept[:-1], *written, kept[-1]])


def _plain(data: bytes) -> tuple[str, bytes] | None:
    keyword, mark, text = data.partition(b"\0")
    return (keyword.decode("latin-1"), text) if mark else None


def _compressed(data: bytes) -> tuple[str, bytes] | None:
    keyword, mark, rest = data.partition(b"\0")
    return _unpacked(keyword, rest[1:]) if mark and rest[:1] == b"\0" else None


def _international(data: bytes) -> tuple[str, bytes] | None:
    keyword, mark, rest = data.partition(b"\0")
    # Compression flag and method, then language and translated keyword, each ended by a zero.
    parts = rest[2:].split(b"\0", 2)
    if not mark or len(parts) != 3:
        return None
    return _unpacked(keyword, parts[2]) if rest[:1] == b"\1" else (keyword.decode("latin-1"), parts[2])


def _unpacked(keyword: bytes, data: bytes) -> tuple[str, bytes] | None:
    # Never more than a card may have, however small it was packed.
    stream = zlib.decompressobj()
    try:
        text = stream.decompress(data, TEXT_BYTES)
    except zlib.error:
        return None
    return None if stream.unconsumed_tail else (keyword.decode("latin-1"), text)


READERS = {b"tEXt": _plain, b"zTXt": _compressed, b"iTXt": _international}
