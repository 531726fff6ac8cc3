"""CHARX as a carrier: a zip with `card.json` at its root and its files beside it. Nothing is unpacked to a disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from characters.cards.limits import JSON_BYTES, MOST_MEMBERS, MOST_RATIO, UNPACKED_BYTES, CardFault, megabytes

CARD = "card.json"
# A packed file smaller than this does no harm however far it unfolds.
HARMLESS = 64 * 1024
# Zip cannot tell a time before this; always the same one, so that the same card is the same file.
WHEN = (1980, 1, 1, 0, 0, 0)
STORED_AS_IS = frozenset({"png", "jpg", "jpeg", "webp", "gif", "mp3", "ogg", "mp4", "webm"})


@dataclass(frozen=True, slots=True)
class File:
    path: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Archive:
    card: bytes
    files: tuple[File, ...]


def unpack(data: bytes) -> Archive:
    """What a CHARX holds; `CardFault` for one that is broken, locked, or built to do harm."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            check(members)
            files = {member.filename: _read(archive, member) for member in members}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeDecodeError, OverflowError) as error:
        raise CardFault("The archive is damaged or not a zip. Export the card once more as CHARX.") from error
    card = files.pop(CARD, None)
    if card is None:
        raise CardFault("The archive has no card.json at its root, so it is no CHARX. Export the card once more.")
    return Archive(card, tuple(File(path, content) for path, content in files.items()))


def check(members: Iterable[zipfile.ZipInfo]) -> None:
    """Refuse by what the directory says, before anything is unpacked."""
    total, seen = 0, set[str]()
    for member in members:
        name = member.filename
        if not is_safe(name):
            raise CardFault(
                f"The archive has a file named “{name[:60]}”, which leads out of it. "
                "Such a file is made to do harm: do not use it."
            )
        if member.flag_bits & 1:
            raise CardFault("The archive is locked with a password. Export the card without one.")
        if name in seen:
            raise CardFault(f"The archive holds “{name[:60]}” twice. Export the card once more.")
        seen.add(name)
        total += member.file_size
        if member.file_size > HARMLESS and member.file_size > MOST_RATIO * max(1, member.compress_size):
            raise CardFault(f"“{name[:60]}” unfolds to more than {MOST_RATIO} times its size. That is no card.")
    if len(seen) > MOST_MEMBERS:
        raise CardFault(f"The archive holds {len(seen):,} files; a card may have {MOST_MEMBERS}.")
    if total > UNPACKED_BYTES:
        raise CardFault(f"Unpacked it has {megabytes(total)}; a card may have {megabytes(UNPACKED_BYTES)}.")


def is_safe(path: str) -> bool:
    """Whether a name stays inside its archive on every system."""
    parts = path.replace("\\", "/").split("/")
    return (
        bool(path)
        and ".." not in parts
        and not path.startswith(("/", "\\"))
        and ":" not in parts[0]
        and "\0" not in path
    )


def pack(card: bytes, files: Iterable[File]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in (File(CARD, card), *files):
            member = zipfile.ZipInfo(file.path, WHEN)
            as_is = file.path.rpartition(".")[2].lower() in STORED_AS_IS
            member.compress_type = zipfile.ZIP_STORED if as_is else zipfile.ZIP_DEFLATED
            archive.writestr(member, file.data)
    return buffer.getvalue()


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    most = JSON_BYTES if member.filename == CARD else member.file_size
    with archive.open(member) as stream:
        data = stream.read(most + 1)
    if len(data) > most:
        raise CardFault(f"“{member.filename[:60]}” is larger than {megabytes(most)}. Export a smaller card.")
    return data
