"""What comes in: every carrier read, every fault mended and told, whatever means harm refused."""

from __future__ import annotations

import base64
import io
import json
import time
import zipfile
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from characters.cards import limits
from characters.cards.limits import CardFault
from characters.cards.reading import Reading, read
from characters.tests import cards


def told(reading: Reading, kind: str = "") -> str:
    return "\n".join(f"{note.field}: {note.text}" for note in reading.notes if not kind or note.kind == kind)


@pytest.mark.parametrize(
    ("data", "carrier", "spec"),
    [
        (cards.as_json(cards.v1()), "json", "v1"),
        (cards.as_json(cards.v2()), "json", "chara_card_v2"),
        (cards.as_json(cards.v3()), "json", "chara_card_v3"),
        (cards.as_png({"chara": cards.v1()}), "png", "v1"),
        (cards.as_png({"Chara": cards.v2()}), "png", "chara_card_v2"),
        (cards.as_png({"ccv3": cards.v3()}), "png", "chara_card_v3"),
        (cards.as_png({"ccv3": cards.v3()}, cards.moving_picture()), "apng", "chara_card_v3"),
        (cards.as_charx(cards.v3()), "charx", "chara_card_v3"),
        (cards.as_charx(cards.v2()), "charx", "chara_card_v2"),
    ],
)
def test_every_version_is_read_from_every_carrier(data: bytes, carrier: str, spec: str) -> None:
    reading = read(data)
    assert (reading.carrier, reading.spec) == (carrier, spec)
    assert reading.card is not None
    assert reading.card.name == "Mara Vell"
    assert reading.card.description.startswith("{{char}} is a smuggler")
    assert reading.raw == cards.as_json(json.loads(reading.raw))


def test_of_two_cards_that_differ_the_newer_counts_and_both_are_kept() -> None:
    older = cards.v2(name="Mara the Elder")
    reading = read(cards.as_png({"chara": older, "ccv3": cards.v3()}))
    assert reading.card is not None
    assert reading.card.name == "Mara Vell"
    assert reading.beside == cards.as_json(older)
    assert "the V3 one (ccv3) counts" in told(reading)


def test_where_the_newer_card_is_garbled_the_older_one_is_taken() -> None:
    reading = read(cards.as_png({"chara": cards.v2(), "ccv3": b"\xff\xfe no base64 at all"}))
    assert reading.card is not None
    assert reading.spec == "chara_card_v2"
    assert "The other one was taken" in told(reading, "repaired")


@pytest.mark.parametrize("kind", [b"zTXt", b"iTXt"])
def test_cards_are_found_in_the_other_kinds_of_text(kind: bytes) -> None:
    text = base64.b64encode(cards.as_json(cards.v3()))
    body = b"ccv3\0\0" + zlib.compress(text) if kind == b"zTXt" else b"ccv3\0\1\0\0\0" + zlib.compress(text)
    art = cards.picture()
    assert read(art[:-12] + cards.chunk(kind, body) + art[-12:]).name == "Mara Vell"


def test_a_newer_version_is_read_with_a_warning() -> None:
    reading = read(cards.as_json({**cards.v3(), "spec_version": "3.1"}))
    assert reading.name == "Mara Vell"
    assert "newer than 3.0" in told(reading, "noticed")


@pytest.mark.parametrize(
    ("fields", "name", "wanted", "mended"),
    [
        ({"alternate_greetings": "Ahoy."}, "greetings", ("Ahoy.",), "taken as a list of one"),
        ({"alternate_greetings": None}, "greetings", (), ""),
        ({"tags": "Pirate, sea;, night"}, "tags", ("Pirate", "sea", "night"), "split at its commas"),
        ({"tags": ["a", None, 3]}, "tags", ("a",), "held something that is no text"),
        ({"character_book": None}, "book", None, "lorebook was null"),
        ({"character_book": "none"}, "book", None, "taken as none"),
        ({"extensions": None}, "extensions", {}, "extensions was missing"),
        ({"extensions": []}, "extensions", {}, "taken as empty"),
        ({"scenario": None}, "scenario", "", "Missing, taken as empty: scenario"),
        ({"personality": ["dry", "quick"]}, "personality", "dry\nquick", "was a list"),
        ({"character_version": 2}, "character_version", "2", "was no text"),
        ({"extensions": {"talkativeness": "0.4"}}, "talkativeness", 0.4, "number written as text"),
        ({"assets": "none"}, "assets", (), "were no list"),
    ],
)
def test_faults_of_fields_are_mended_and_told(fields: dict[str, Any], name: str, wanted: Any, mended: str) -> None:
    reading = read(cards.as_json(cards.v2(**fields)))
    assert getattr(reading.card, name) == wanted
    assert mended in told(reading)


def test_a_missing_data_object_is_read_from_beside_it() -> None:
    reading = read(cards.as_json({"spec": "chara_card_v2", "spec_version": "2.0", **cards.MARA}))
    assert reading.name == "Mara Vell"
    assert "data was missing" in told(reading)


def test_the_first_tools_names_are_understood() -> None:
    old = {"char_name": "Mara", "char_persona": "A smuggler.", "world_scenario": "", "char_greeting": "Ahoy."}
    reading = read(cards.as_json(old))
    assert reading.card is not None
    assert (reading.card.name, reading.card.description, reading.card.first_mes) == ("Mara", "A smuggler.", "Ahoy.")


def test_a_card_without_a_name_is_somebody() -> None:
    assert read(cards.as_json(cards.v2(name=""))).name == "Somebody"
    assert read(cards.as_json(cards.v3(name=""))).name == "Mara"


@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_read_and_removed(mark: str) -> None:
    reading = read(json.dumps(cards.v2()).encode(mark))
    assert reading.name == "Mara Vell"
    assert reading.raw.startswith(b"{")
    assert "at the start was read and removed" in told(reading, "repaired")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.rstrip(b"="),
        lambda text: text[:40] + b"\n \r\n" + text[40:],
        lambda text: text.replace(b"+", b"-").replace(b"/", b"_"),
        lambda text: base64.b64decode(text),
    ],
)
def test_small_faults_of_the_base64_are_mended(spoil: Any) -> None:
    text = base64.b64encode(cards.as_json(cards.v2(creator_notes="~~~ ??? >>> ÿÿÿ?")))
    assert read(cards.as_png({"chara": spoil(text)})).name == "Mara Vell"


def test_numbers_that_are_none_are_taken_as_nothing() -> None:
    reading = read(b'{"name": "Mara", "description": "x", "weight": NaN, "height": 1e999}')
    assert json.loads(reading.raw) == {"name": "Mara", "description": "x", "weight": None, "height": None}
    assert "no number" in told(reading, "repaired")


def truncated() -> bytes:
    return cards.as_png({"chara": cards.v2()})[:-30]


def wrong_crc() -> bytes:
    art = cards.picture()
    return art[:-12] + cards.chunk(b"tEXt", b"chara\0e30=", check=1) + art[-12:]


def bomb() -> bytes:
    return cards.as_charx(cards.v3(), {"assets/icon/images/main.png": b"\0" * 8_000_000})


def climbing(path: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("card.json", cards.as_json(cards.v3()))
        archive.writestr(zipfile.ZipInfo(path), b"x")
    return packed.getvalue()


def locked() -> bytes:
    data = bytearray(cards.as_charx(cards.v3(), {"assets/a.png": b"x"}))
    at = data.rfind(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def of_entries(count: int) -> bytes:
    entries = [cards.entry([f"key {number}"], f"Fact {number}.") for number in range(count)]
    return cards.as_json(cards.v3(character_book=cards.book(*entries)))


REFUSED = [
    (b"", "a.json", "The file is empty"),
    (b"GARBAGE" * 10, "mara.png", "not a PNG picture, whatever its name says"),
    (b"GARBAGE" * 10, "mara.charx", "not a CHARX archive"),
    (b"GARBAGE" * 10, "mara.json", "not valid JSON"),
    (cards.picture(), "mara.png", "without a character in it"),
    (truncated(), "mara.png", "ends in the middle"),
    (wrong_crc(), "mara.png", "the checksum of its part tEXt is wrong"),
    (cards.as_png({"chara": b"!!!! not base64 !!!!"}), "mara.png", "it is no base64"),
    (cards.as_png({"chara": base64.b64encode(b'{"name": "\xff\xfe"}')}), "mara.png", "not UTF-8"),
    (b'{"name": "M\xe4ra"}', "mara.json", "not UTF-8 (at byte 11)"),
    (b'{"name": "Mara",}', "mara.json", "in line 1, column"),
    (b"[1, 2]", "mara.json", "not an object"),
    (b"{}", "mara.json", "neither a name nor a description"),
    (b"[" * 100_000, "mara.json", "nested too deeply"),
    (b'{"name":' + b"[" * 80 + b"]" * 80 + b"}", "mara.json", "nested deeper than 60 levels"),
    (b'{"name": ' + b"9" * 5_000 + b"}", "mara.json", "endless number"),
    (bomb(), "mara.charx", "unfolds to more than 100 times"),
    (climbing("../../etc/passwd"), "mara.charx", "leads out of it"),
    (climbing("/etc/passwd"), "mara.charx", "leads out of it"),
    (climbing("C:\\evil.exe"), "mara.charx", "leads out of it"),
    (climbing("assets\\..\\..\\evil"), "mara.charx", "leads out of it"),
    (locked(), "mara.charx", "locked with a password"),
    (cards.as_charx(cards.v3())[:-40], "mara.charx", "damaged or not a zip"),
    (b"PK\x03\x04" + b"\0" * 200, "mara.charx", "damaged or not a zip"),
    (of_entries(10_000), "mara.json", "10,000 entries; a book may have 2,000"),
    (cards.as_json(cards.v2(description="x" * 5_000_000)), "mara.json", "4.8 MB; it may have 4 MB"),
    (b"\0" * (50 * limits.MEGABYTE), "mara.png", "It has 50 MB; a card may have 20 MB"),
    (b"RIFF\x10\0\0\0WEBPVP8 ", "mara.webp", "WEBP"),
    (b"\xff\xd8\xff\xe0 a photograph", "mara.jpg", "A JPEG has no place"),
    (b"SQLite format 3\0" + b"\0" * 100, "studio.sqlite3", "importstudio"),
]


@pytest.mark.parametrize(("data", "filename", "said"), REFUSED)
def test_what_cannot_be_taken_says_why_and_what_to_do(data: bytes, filename: str, said: str) -> None:
    with pytest.raises(CardFault) as refused:
        read(data, filename)
    assert said in str(refused.value)
    assert str(refused.value).endswith(".")


def test_an_archive_without_a_card_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("readme.txt", "nothing here")
    with pytest.raises(CardFault, match=r"no card\.json"):
        read(packed.getvalue())


def test_a_packed_text_never_unfolds_beyond_its_limit() -> None:
    art = cards.picture()
    bomb = cards.chunk(b"zTXt", b"chara\0\0" + zlib.compress(b" " * 200_000_000, 9))
    started = time.perf_counter()
    with pytest.raises(CardFault, match="without a character"):
        read(art[:-12] + bomb + art[-12:])
    assert time.perf_counter() - started < 1


def test_the_icon_of_an_archive_is_its_picture_and_the_rest_is_kept() -> None:
    assets = [
        {"type": "icon", "uri": "embeded://assets/icon/images/other.png", "name": "sad", "ext": "png"},
        {"type": "icon", "uri": "embeded://assets/icon/images/main.png", "name": "main", "ext": "png"},
        {"type": "emotion", "uri": "embeded://assets/emotion/images/happy.png", "name": "happy", "ext": "png"},
    ]
    art, happy = cards.picture(), cards.picture(colour="#ff0000")
    files = {"assets/icon/images/main.png": art, "assets/emotion/images/happy.png": happy, "module.risum": b"\0\1"}
    reading = read(cards.as_charx(cards.v3(assets=assets), files))
    assert reading.picture == art
    assert {file.path: file.data for file in reading.files} == files
    assert "1 further pictures" in told(reading, "kept") or "further pictures or files" in told(reading, "kept")


@pytest.mark.parametrize(
    "uri", ["embeded://../x", "embeded://assets/none.png", "https://evil.example/x.png", "data:image/png;base64,!!"]
)
def test_no_picture_is_taken_from_anywhere_but_the_file(uri: str) -> None:
    reading = read(cards.as_json(cards.v3(assets=[{"type": "icon", "uri": uri, "name": "main", "ext": "png"}])))
    assert reading.picture is None
    assert reading.notes


def test_a_picture_within_the_card_is_taken() -> None:
    art = cards.picture()
    uri = "data:image/png;base64," + base64.b64encode(art).decode()
    assert (
        read(cards.as_json(cards.v3(assets=[{"type": "icon", "uri": uri, "name": "main", "ext": "png"}]))).picture
        == art
    )


def test_remote_pictures_in_texts_are_told_of() -> None:
    text = "![a](https://evil.example/a.png) and <img class=x src='http://evil.example/b.png'>"
    assert "2 pictures from other sites" in told(read(cards.as_json(cards.v2(creator_notes=text))), "noticed")


def test_what_no_one_uses_here_is_listed_as_kept() -> None:
    reading = read(cards.as_json(cards.v3(system_prompt="Obey.", mood_map={"a": 1})))
    assert "the author's own instructions" in told(reading, "kept")
    assert "mood_map" in told(reading, "kept")
    assert "other/tool" in told(reading, "kept")


def test_standalone_books_are_read_in_both_forms() -> None:
    entries = [cards.entry(["bell"], "The drowned bell rings before storms.")]
    standalone = read(cards.as_json({"spec": "lorebook_v3", "data": cards.book(*entries)}))
    assert standalone.card is None
    assert standalone.book is not None
    assert standalone.book.entries[0].keys == ("bell",)
    numbered = {"entries": {"0": {"uid": 0, "key": ["bell"], "content": "It rings.", "order": 7, "disable": True}}}
    info = read(cards.as_json(numbered)).book
    assert info is not None
    assert (info.entries[0].keys, info.entries[0].order, info.entries[0].enabled) == (("bell",), 7, False)


@pytest.mark.parametrize("fields", [{"name": "\ud800\0Mara"}, {"description": "a\0b\ud800"}, {"tags": ["\0"]}])
def test_text_that_no_table_can_hold_is_cleaned(fields: dict[str, Any]) -> None:
    reading = read(json.dumps(cards.v2(**fields)).encode())
    assert reading.card is not None
    for text in (reading.card.name, reading.card.description, *reading.card.tags, told(reading)):
        text.encode()
        assert "\0" not in text


def outcome(data: bytes) -> str:
    """The name that was read, or why not."""
    try:
        return read(data).name
    except CardFault as fault:
        return str(fault)


@given(st.binary(max_size=400))
def test_no_file_whatever_breaks_the_reader(data: bytes) -> None:
    for start in (b"", b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", b"{"):
        assert outcome(start + data)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)
FIELDS = sorted({*cards.v3()["data"], "character_book"})


@given(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=6))
def test_no_field_of_whatever_type_breaks_the_reader(fields: dict[str, Any]) -> None:
    assert outcome(json.dumps(cards.v3(**fields)).encode())
