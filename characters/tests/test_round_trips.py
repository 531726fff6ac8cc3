"""Whatever a valid card holds comes out again as it went in, by every carrier and from each to every other."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from characters import exporting, importing, sheets
from characters.cards import mapping, reading
from characters.cards.card import V2_TEXTS
from characters.cards.report import Report
from characters.models import Card, Character
from characters.tests import cards
from ecosystem.models import User

NOW = datetime(2026, 11, 1, tzinfo=UTC)
ART, MOVING = cards.picture(24, 32), cards.moving_picture()

text = st.text(max_size=24)
texts = st.lists(text, max_size=3)
number = st.integers(-(2**40), 2**40) | st.floats(allow_nan=False, allow_infinity=False)
anything = st.recursive(
    st.none() | st.booleans() | number | text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3),
    max_leaves=6,
)
extensions = st.dictionaries(text, anything, max_size=3)
# What no specification knows; `spec` and the like would make it another kind of card.
strange = st.dictionaries(text.map(lambda name: f"x_{name}"), anything, max_size=2)


def entry(newer: bool) -> st.SearchStrategy[dict[str, Any]]:
    wanted = {
        "keys": texts, "content": text | st.just("@@depth 4\n@@@activate\nIt rings."), "extensions": extensions,
        "enabled": st.booleans(), "insertion_order": number,
    }  # fmt: skip
    optional: dict[str, Any] = {
        "case_sensitive": st.booleans(), "name": text, "priority": number, "comment": text, "selective": st.booleans(),
        "secondary_keys": texts, "constant": st.booleans(), "position": st.sampled_from(["before_char", "after_char"]),
        "id": st.integers(0, 999) | text if newer else st.integers(0, 999),
    }  # fmt: skip
    return st.fixed_dictionaries(wanted | ({"use_regex": st.booleans()} if newer else {}), optional=optional)


def book(newer: bool) -> st.SearchStrategy[dict[str, Any]]:
    wanted = {"extensions": extensions, "entries": st.lists(entry(newer), max_size=3)}
    optional: dict[str, Any] = {
        "name": text, "description": text, "scan_depth": number, "token_budget": number,
        "recursive_scanning": st.booleans(),
    }  # fmt: skip
    return st.fixed_dictionaries(wanted, optional=optional)


V2_DATA: dict[str, Any] = {
    **dict.fromkeys(V2_TEXTS, text), "name": st.text(min_size=1, max_size=20),
    "alternate_greetings": texts, "tags": texts, "extensions": extensions,
}  # fmt: skip
kinds, uris = st.sampled_from(["icon", "emotion", "x_voice"]), st.just("ccdefault:") | text
ASSET = st.fixed_dictionaries({"type": kinds, "uri": uris, "name": text, "ext": text})
V3_MORE: dict[str, Any] = {
    "assets": st.lists(ASSET, max_size=2), "nickname": text, "source": texts, "creation_date": st.integers(0, 2**33),
    "creator_notes_multilingual": st.dictionaries(st.sampled_from(["en", "fr", "ja"]), text),
    "modification_date": st.integers(0, 2**33), "character_book": book(newer=True),
}  # fmt: skip


@st.composite
def older(draw: st.DrawFn) -> dict[str, Any]:
    data = st.fixed_dictionaries(V2_DATA, optional={"character_book": book(newer=False)})
    return {"spec": "chara_card_v2", "spec_version": "2.0", "data": draw(data) | draw(strange), **draw(strange)}


@st.composite
def newer(draw: st.DrawFn) -> dict[str, Any]:
    data = st.fixed_dictionaries({**V2_DATA, "group_only_greetings": texts}, optional=V3_MORE)
    return {"spec": "chara_card_v3", "spec_version": "3.0", "data": draw(data) | draw(strange), **draw(strange)}


def brought(owner: User, data: bytes) -> Character:
    Card.objects.all().delete()
    character = importing.bring_in(owner, data, "card").card.character
    assert character is not None
    return Character.objects.get(pk=character.pk)


def out(character: Character, kind: str) -> bytes:
    return exporting.export(character, kind, NOW).data


def held(kind: str, data: bytes, keyword: str) -> Any:
    """The card in a file, read without the code under test."""
    if kind == "json":
        return json.loads(data)
    return cards.in_png(data)[keyword] if kind == "png" else cards.in_charx(data)[0]


def in_every_carrier(value: Mapping[str, Any], keyword: str) -> list[tuple[str, bytes]]:
    written = json.dumps(value).encode()
    return [
        ("json", written),
        ("png", cards.as_png({keyword: value}, ART)),
        ("png", cards.as_png({keyword: value}, MOVING)),
        ("charx", cards.as_charx(written)),
    ]


often = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.django_db
@often
@given(value=older())
def test_every_valid_v2_card_comes_out_of_its_carrier_as_it_went_in(alice: User, value: dict[str, Any]) -> None:
    for kind, data in in_every_carrier(value, "chara"):
        written = out(brought(alice, data), kind)
        assert held(kind, written, "chara") == value


@pytest.mark.django_db
@often
@given(value=newer())
def test_every_valid_v3_card_comes_out_of_its_carrier_as_it_went_in(alice: User, value: dict[str, Any]) -> None:
    for kind, data in in_every_carrier(value, "ccv3"):
        character = brought(alice, data)
        assert json.loads(out(character, "json")) == value
        assert held(kind, out(character, kind), "ccv3") == value


def as_a_form_sends(sheet: Mapping[str, Any]) -> dict[str, list[str]]:
    """The words of a sheet as the editor's fields hold them, untouched."""
    lines = {name: "\r\n".join(sheet[name]) for name in ("samples", "gestures", "topics")}
    short = {name: ", ".join(sheet[name]) for name in ("tags", "values")}
    words = {name: sheet[name].replace("\n", "\r\n") for name in ("name", "address", "role", "persona")}
    return {name: [value] for name, value in (lines | short | words).items()}


@settings(max_examples=40, deadline=None)
@given(value=older() | newer())
def test_a_sheet_saved_as_it_came_is_the_same_sheet(value: dict[str, Any]) -> None:
    read = reading.read(json.dumps(value).encode()).card
    assert read is not None
    sheet = sheets.complete(mapping.sheet(read, Report()))
    assert sheets.parsed(as_a_form_sends(sheet), sheet).sheet == sheet


@pytest.mark.django_db
@often
@given(one=older(), other=newer())
def test_two_cards_in_one_picture_both_come_out_as_they_went_in(alice: User, one: Any, other: Any) -> None:
    character = brought(alice, cards.as_png({"chara": one, "ccv3": other}, ART))
    assert cards.in_png(out(character, "png")) == {"chara": one, "ccv3": other}
