"""Cards of every kind and carrier, made in code for the tests."""

from __future__ import annotations

import base64
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any

from PIL import Image

from characters.cards import png

MARA = {
    "name": "Mara Vell",
    "description": (
        "{{char}} is a smuggler of the salt coast. She trusts nobody, and her brother least. She owes {{user}} money."
    ),
    "personality": "wry, restless, loyal to a fault",
    "scenario": "{{char}} meets {{user}} on the night quay of Saltmarsh Hollow.",
    "first_mes": '*leans on a barrel* "You are late, {{user}}. The tide will not wait for either of us."',
    "mes_example": (
        "<START>\n{{user}}: What is in the crate?\n"
        '{{char}}: *taps the lid* "Oranges, if anybody asks. And somebody always asks."\n'
        "<START>\n{{char}}: I never look back at a burning boat, it only slows the rowing."
    ),
}


def entry(keys: list[str], content: str, **fields: Any) -> dict[str, Any]:
    return {"keys": keys, "content": content, "extensions": {}, "enabled": True, "insertion_order": 10, **fields}


def book(*entries: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"name": "Saltmarsh", "extensions": {}, "entries": list(entries), **fields}


def v1(**fields: Any) -> dict[str, Any]:
    return {**MARA, **fields}


def v2(**fields: Any) -> dict[str, Any]:
    data = {
        **MARA, "creator_notes": "Play her dry.", "system_prompt": "{{original}}", "post_history_instructions": "",
        "alternate_greetings": ["*counts coins* Two short."], "tags": ["Smuggler", "sea"], "creator": "ines",
        "character_version": "1.2", "extensions": {"talkativeness": 0.7, "fav": True, "other/tool": {"deep": [1, 2.5]}},
    }  # fmt: skip
    return {"spec": "chara_card_v2", "spec_version": "2.0", "data": {**data, **fields}}


def v3(**fields: Any) -> dict[str, Any]:
    data = {
        **v2()["data"], "group_only_greetings": [], "nickname": "Mara", "source": ["https://cards.example/1"],
        "creation_date": 1_700_000_000, "modification_date": 1_700_000_001,
        "creator_notes_multilingual": {"fr": "Sec."},
        "assets": [{"type": "icon", "uri": "ccdefault:", "name": "main", "ext": "png"}],
    }  # fmt: skip
    return {"spec": "chara_card_v3", "spec_version": "3.0", "data": {**data, **fields}}


def as_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def picture(width: int = 64, height: int = 96, colour: str = "#336655") -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(drawn, "PNG")
    return drawn.getvalue()


def moving_picture() -> bytes:
    frames = [Image.new("RGB", (32, 32), colour) for colour in ("#ff0000", "#00ff00", "#0000ff")]
    drawn = io.BytesIO()
    frames[0].save(drawn, "PNG", save_all=True, append_images=frames[1:], duration=100)
    return drawn.getvalue()


def as_png(cards: Mapping[str, Any], art: bytes | None = None) -> bytes:
    """A picture with cards by keyword; bytes stand as they are, anything else as base64 of its JSON."""
    texts = {
        keyword: value if isinstance(value, bytes) else base64.b64encode(as_json(value))
        for keyword, value in cards.items()
    }
    return png.with_texts(art or picture(), texts)


def as_charx(value: Any, files: Mapping[str, bytes] | None = None) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("card.json", value if isinstance(value, bytes) else as_json(value))
        for path, data in (files or {}).items():
            archive.writestr(path, data)
    return packed.getvalue()


def chunk(kind: bytes, data: bytes, *, check: int | None = None) -> bytes:
    check = zlib.crc32(kind + data) if check is None else check
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)


def in_png(data: bytes) -> dict[str, Any]:
    """The cards in a PNG by keyword, read without the code under test."""
    found = {}
    at = 8
    while at < len(data):
        (length,) = struct.unpack_from(">I", data, at)
        if data[at + 4 : at + 8] == b"tEXt":
            keyword, _, text = data[at + 8 : at + 8 + length].partition(b"\0")
            found[keyword.decode()] = (
                json.loads(base64.b64decode(text)) if not keyword.startswith(b"chara-ext") else text
            )
        at += 12 + length
    return found


def in_charx(data: bytes) -> tuple[Any, dict[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return json.loads(files.pop("card.json")), files
