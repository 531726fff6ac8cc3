from __future__ import annotations

import re
from pathlib import Path

import pytest

from characters.datafile import DataFault
from characters.minds import Personality
from relationships.acts import ACTS, SOCIAL
from relationships.rulebook import FILE, RULES, nature, read

TEXT = FILE.read_text(encoding="utf-8")
RULE = '  - {id: planted, acts: [talk], when: {affection: ">= .3"}, weight: 2, text: "{x} likes {y}"}\n'


def planted(folder: Path, rule: str) -> Path:
    path = folder / "volition.yaml"
    path.write_text(TEXT + rule, encoding="utf-8")
    return path


def test_there_are_rules_enough_to_live_by():
    assert RULES.count >= 150
    assert len(RULES.alone) >= 5


@pytest.mark.parametrize("act", SOCIAL)
def test_every_act_has_rules_for_it_or_for_its_answer(act):
    wished = [rule for _, rules in RULES.wishes for rule in rules if act in rule.acts]
    assert len(wished) + len(RULES.answers[act]) >= 2
    assert wished or act == "greet"


def test_every_rule_can_be_read_aloud():
    rules = {rule for _, rules in RULES.wishes for rule in rules} | {r for rs in RULES.answers.values() for r in rs}
    for rule in rules:
        text = rule.text.format(x="Mara", y="Ioan", z="Lia")
        assert re.match(r"^[A-Z][^{}]{8,}[^.]$", text), rule.id


def test_a_sound_rule_is_taken(tmp_path):
    assert read(planted(tmp_path, RULE)).count == RULES.count + 1


@pytest.mark.parametrize(
    ("old", "new", "field", "message"),
    [
        ("[talk]", "[talc]", "acts[0]", "neither an act nor a family"),
        ("affection:", "afection:", "when.afection", "not something a rule can ask"),
        ('">= .3"', '"=> .3"', "when.affection", "must read like"),
        ('">= .3"', '">= 3"', "when.affection", "lies outside -1 to 1"),
        ('">= .3"', '[">= .6", "<= .4"]', "when.affection", "can never hold"),
        ('">= .3"', '">= -1"', "when.affection", "always holds"),
        ('affection: ">= .3"', "feels: [angry]", "when.feels", "not known here"),
        ('affection: ">= .3"', "stage: [chum]", "when.stage", "not known here"),
        ('affection: ">= .3"', "to_me: {acts: [talk]}", "when.to_me", "within"),
        ('affection: ">= .3"', "to_me: {within: 60}", "when.to_me", "name acts, or families"),
        ('affection: ">= .3"', "to_me: {families: [rude], within: 60}", "when.to_me", "families"),
        ('affection: ">= .3"', "same_group: maybe", "when.same_group", "true or false"),
        ('affection: ">= .3"', "open: [favour], not_open: [favour]", "when.not_open", "contradicts"),
        ("[talk]", "[reflect]", "when.affection", "asks about another"),
        ("weight: 2", "weight: 20", "weight", "less than or equal to 10"),
        ("weight: 2", "weight: 0", "weight", "says nothing"),
        ('text: "{x} likes {y}"', 'text: "{x} likes {q}"', "text", "is not a role"),
        ('text: "{x} likes {y}"', 'text: "{x} likes {z}"', "text", "no condition asks for a third"),
        (', text: "{x} likes {y}"', "", "text", "is missing"),
        ("id: planted", "id: lonely", "id", "given twice"),
        ("id: planted", "id: planted, kind: odd", "kind", "not a known field"),
        ("id: planted", "id: planted, for: answr", "for", "wish"),
        ("id: planted", "id: planted, for: answer", "", ""),
    ],
)
def test_a_senseless_rule_is_refused_with_file_line_and_field(tmp_path, old, new, field, message):
    path = planted(tmp_path, RULE.replace(old, new))
    if not field:
        assert read(path).count == RULES.count + 1
        return
    with pytest.raises(DataFault, match=re.escape(message)) as caught:
        read(path)
    assert caught.value.file == "volition.yaml"
    assert caught.value.line == TEXT.count("\n") + 1
    assert caught.value.field.startswith(f"rules[{RULES.count}].{field}")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("  greet: {rate: 4, extraversion: 1}", "  greet: {rate: 4, extroversion: 1}", "base.greet.extroversion"),
        ("  greet: {rate: 4, extraversion: 1}", "  greet: {extraversion: 1}", "base.greet"),
        ("  greet: {rate: 4, extraversion: 1}\n", "", "base"),
        ("  greet: {rate: 4, extraversion: 1}", "  greeet: {rate: 4, extraversion: 1}", "base.greeet"),
    ],
)
def test_a_footing_without_act_trait_or_rate_is_refused(tmp_path, old, new, field):
    assert old in TEXT
    path = tmp_path / "volition.yaml"
    path.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataFault) as caught:
        read(path)
    assert caught.value.field == field


def test_nature_gives_every_act_a_footing_by_trait():
    merry, grave = nature(Personality(extraversion=0.9)), nature(Personality(extraversion=0.1))
    assert set(merry) == set(ACTS)
    assert merry["joke"] > grave["joke"]
    assert nature(Personality(facets={"morality": 0.05}))["lie"] > nature(Personality())["lie"]
