"""What of a card becomes what of a sheet, and what a macro or a decorator says."""

from __future__ import annotations

import json
import random
import time
from typing import Any

import pytest

from characters import sheets
from characters.cards import lore, macros, mapping, state
from characters.cards.decorators import undecorated
from characters.cards.macros import Names, filled, unknown
from characters.cards.reading import read
from characters.cards.report import Report
from characters.tests import cards

NAMES = Names("Mara", "Ines")


def mapped(value: Any) -> tuple[dict[str, Any], str]:
    card = read(json.dumps(value).encode()).card
    assert card is not None
    report = Report()
    return mapping.sheet(card, report), "\n".join(f"{note.kind} {note.field}: {note.text}" for note in report.closed())


def test_a_card_becomes_a_sheet_and_the_report_says_how() -> None:
    sheet, told = mapped(cards.v3())
    assert sheet["name"] == "Mara Vell"
    assert sheet["address"] == "Mara"
    assert sheet["persona"].startswith("Mara is a smuggler of the salt coast.")
    assert sheet["persona"].endswith("wry, restless, loyal to a fault")
    assert "{{" not in sheet["persona"]
    assert sheet["pronouns"] == "she"
    assert sheet["role"] == "a smuggler of the salt coast"
    assert sheet["tags"] == ["smuggler", "sea"]
    assert sheet["initiative"] == 0.7
    assert sheet["samples"] == [
        "Oranges, if anybody asks. And somebody always asks.",
        "I never look back at a burning boat, it only slows the rowing.",
    ]
    assert sheet["gestures"] == ["taps the lid"]
    for field in ("name", "description + personality", "mes_example", "tags", "extensions.talkativeness", "first_mes"):
        assert f"mapped {field}:" in told


def test_without_examples_the_greetings_show_how_they_speak() -> None:
    sheet, _ = mapped(cards.v2(mes_example=""))
    assert sheet["samples"] == ["You are late, friend. The tide will not wait for either of us."]
    assert sheet["gestures"] == ["leans on a barrel", "counts coins"]


def test_openings_and_scenario_have_their_macros_filled_in() -> None:
    card = read(cards.as_json(cards.v2())).card
    assert card is not None
    assert mapping.opening(card).startswith('Mara Vell leans on a barrel. "You are late, friend.')
    assert mapping.opening(card, 1) == "Mara Vell counts coins. Two short."
    assert mapping.scenario(card) == "Mara Vell meets the visitor on the night quay of Saltmarsh Hollow."


def test_what_is_too_long_is_cut_and_told() -> None:
    sheet, told = mapped(cards.v2(name="Mara " * 40, description="A long life. " * 3_000))
    assert len(sheet["name"]) <= 80
    assert len(sheet["persona"]) <= mapping.PERSONA
    assert "the rest stays in the card" in told


def test_every_field_keeps_the_limits_of_the_editor() -> None:
    long = "word " * 400
    many = [f"{long}{number}" for number in range(50)]
    example = "\n".join(f'<START>\n{{{{char}}}}: *nods slowly {number}* "{long}"' for number in range(50))
    known = dict.fromkeys(state.LISTS, many) | dict.fromkeys(state.TEXTS, long)
    goals = [{"text": long, "wish": long, "target": long} for _ in range(9)]
    secrets = [{"text": long, "confession": long, "about": long, "known_by": many} for _ in range(9)]
    for extensions in ({}, {state.KEY: {"sheet": {**known, "goals": goals, "secrets": secrets}}}):
        sheet, _ = mapped(cards.v3(name=long, nickname=long, tags=many, mes_example=example, extensions=extensions))
        for name in sheets.LISTS:
            assert len(sheet.get(name, ())) <= sheets.MOST[name]
            assert all(len(text) <= sheets.LONGEST[name] for text in sheet.get(name, ()))
        for name in ("name", "address", "role", "persona"):
            assert len(sheet.get(name, "")) <= sheets.LONGEST[name]
        assert all(len(goal["wish"]) <= sheets.LONGEST["wish"] for goal in sheet.get("goals", ()))
        assert all(len(one["text"]) <= sheets.LONGEST["secret"] for one in sheet.get("secrets", ()))
    assert len(sheet["goals"]) == sheets.MOST["goals"]
    assert len(sheet["secrets"]) == sheets.MOST["secrets"]


def test_our_own_state_comes_back_and_only_within_its_ranges() -> None:
    given = {
        "traits": {"openness": 0.9, "neuroticism": 7, "kindness": 0.5, "agreeableness": True},
        "facets": {"trust": 0.1, "nothing": 1}, "speech": "wry", "pronouns": "he", "values": ["freedom", 3],
        "boundaries": ["betray", "rm -rf"], "initiative": float("1e9"),
        "goals": [{"text": "to leave", "wish": "leave the coast", "priority": 0.8, "acts": ["ask_help", "x"]}],
        "secrets": [{"text": "Mara sold the ring", "confession": "I sold the ring"}, {"text": "half"}],
    }  # fmt: skip
    sheet, told = mapped(cards.v3(extensions={state.KEY: {"version": 1, "sheet": given}}))
    assert sheet["traits"] == {"openness": 0.9}
    assert sheet["facets"] == {"trust": 0.1}
    assert (sheet["speech"], sheet["pronouns"], sheet["values"]) == ("wry", "he", ["freedom"])
    assert sheet["boundaries"] == ["betray"]
    assert "initiative" not in sheet
    assert [(goal["wish"], goal["acts"]) for goal in sheet["goals"]] == [("leave the coast", ["ask_help"])]
    assert [secret["confession"] for secret in sheet["secrets"]] == ["I sold the ring"]
    assert "As this studio wrote it down" in told


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("{{char}} and {{User}}", "Mara and Ines"),
        ("<BOT> and <user>", "Mara and Ines"),
        ("{{ CHAR }}", "Mara"),
        ("a{{// a note}}b{{comment: x}}c{{hidden_key:x}}", "abc"),
        ("{{reverse:abc}}", "cba"),
        ("{{reverse:{{char}}}}", "araM"),
        ("{{time}} {{unknown:x}}", "{{time}} {{unknown:x}}"),
        ("{{roll:0}} {{roll:x}} {{roll:d1}}", "{{roll:0}} {{roll:x}} 1"),
        ("{{random:a\\,b}}", "a,b"),
    ],
)
def test_macros_are_filled_in_whatever_their_case(text: str, wanted: str) -> None:
    assert filled(text, NAMES, random.Random(1)) == wanted


def test_a_pick_is_stable_and_a_random_is_not() -> None:
    picks = {filled("{{pick:a,b,c}}", NAMES, random.Random(seed)) for seed in range(20)}
    drawn = {filled("{{Random:a,b,c}}", NAMES, random.Random(seed)) for seed in range(20)}
    rolls = {filled("{{roll:d6}}", NAMES, random.Random(seed)) for seed in range(200)}
    assert len(picks) == 1
    assert drawn == {"a", "b", "c"}
    assert rolls == set("123456")


def test_unknown_macros_are_named() -> None:
    assert unknown("{{char}} {{time}} {{weird:1}} {{roll:6}}") == {"time", "weird"}


@pytest.mark.parametrize(
    "text", ["{{" * 50_000, "{{a" * 20_000 + "}}" * 20_000, "<" * 60_000, "{{random:" + "," * 60_000]
)
def test_no_text_keeps_the_macros_busy(text: str) -> None:
    started = time.perf_counter()
    filled(text, NAMES, random.Random(1))
    assert time.perf_counter() - started < 0.5


def test_decorators_come_off_and_the_first_that_is_followed_counts() -> None:
    head = (
        "@@depth 4|@@@activate|@@additional_keys a, b|@@additional_keys c|@@weird|@@@odd|@@@dont_activate|@@@activate"
    )
    content = head.replace("|", "\n") + "\nText\n@@not a head"
    read = undecorated(content)
    assert read.text == "Text\n@@not a head"
    assert read.said == (
        ("activate", ""), ("additional_keys", "a, b"), ("additional_keys", "c"), ("dont_activate", ""),
    )  # fmt: skip
    assert read.values("additional_keys") == ("a", "b", "c")
    assert undecorated("An e-mail @@ later") == undecorated("An e-mail @@ later")
    assert undecorated("No head.").said == ()


def test_entries_are_read_with_all_their_faults() -> None:
    report = Report()
    rows = [
        cards.entry(["bell"], "Rings.", insertion_order="7", priority=3, secondary_keys=["storm"], selective=True),
        {"keys": "tide, moon", "content": "Rises."},
        cards.entry(["(a"], "Never.", use_regex=True),
        cards.entry(["x"], "@@dont_activate\nOff."),
        cards.entry(["x"], ""),
        "no entry",
    ]
    book = lore.book(cards.book(*rows, scan_depth=4, token_budget=500), "book", report)
    assert book is not None
    assert (book.scan_depth, book.token_budget) == (4, 500)
    bell, tide, never, off = book.entries
    assert (bell.order, bell.priority, bell.selective) == (7, 3, True)
    assert (tide.keys, tide.enabled) == (("tide", "moon"), True)
    assert never.use_regex
    assert not off.enabled
    told = "\n".join(note.text for note in report.closed())
    for said in ("enabled was missing", "number written as text", "can't be used safely", "was no object"):
        assert said in told


def test_a_fault_of_many_entries_is_one_line_of_the_report() -> None:
    report = Report()
    lore.book({"entries": [{"keys": ["a"], "content": "b"}] * 900}, "book", report)
    assert [note.text for note in report.closed()] == ["enabled was missing; taken as on. (900 times)"]


def test_macros_that_nobody_knows_are_told() -> None:
    _, told = mapped(cards.v2(description="She wakes at {{time}}."))
    assert "left as they stand: time" in told
    assert macros.unknown("plain") == set()
