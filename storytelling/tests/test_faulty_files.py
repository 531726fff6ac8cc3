from __future__ import annotations

import re

import pytest

from characters.datafile import DataFault
from storytelling import genres, patterns, triggers

TRIGGER = '  - {key: ripe, says: "it is ripe", when: {kinds: [complete], score: .6}, then: accept}\n'
STEPS = """patterns:
  slight:
    title: "{b} slights {a}"
    summary: "{b} slights {a}."
    genres: {tragedy: 1}
    steps:
      - {says: "{b} slights {a}", acts: [insult], by: b, to: a}
      - {says: "{a} pays it back", acts: [insult], by: a, to: b, if: ["trust(a, b) <= .4"]}
"""


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("by: a, to: b, if", "by: a, to: b, to_one_of: [d], if", 8, "nobody is called d by then"),
        ("trust(a, b)", "trust(a, d)", 8, "nobody is called d by then"),
        ("trust(a, b)", "trst(a, b)", 8, "trst"),
        ("acts: [insult], by: b", "acts: [insullt], by: b", 7, "neither an act nor a kind"),
        ("acts: [insult], by: b", "acts: [insult], same_place: 2, by: b", 7, "has not happened by then"),
        ('title: "{b}', 'title: "{c}', 3, "no step names c"),
    ],
)
def test_a_pattern_that_could_never_match_is_refused_with_file_line_and_reason(tmp_path, old, new, line, says):
    assert STEPS.count(old) == 1
    path = tmp_path / "slights.yaml"
    path.write_text(STEPS.replace(old, new), encoding="utf-8")
    with pytest.raises(DataFault, match=re.escape(says)) as refused:
        patterns.read_file(path)
    assert (refused.value.file, refused.value.line) == ("slights.yaml", line)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ("requires: [one]", "goes in a circle"),
        ("requires: [two]", "goes in a circle"),
        ("requires: [three], forbids: [quiet_hour]", "waits for quiet_hour, which bars it"),
        ("requires: [nowhere]", "no storylet nowhere"),
        ("by: somebody", "no part for somebody"),
    ],
)
def test_a_storylet_that_could_never_come_is_refused_with_file_line_and_reason(tmp_path, more, says):
    text = (genres.FOLDER / "romance.yaml").read_text(encoding="utf-8")
    plain = 'says: "a thing happens", acts: [talk], beats: [rising]'
    more_of_it = [
        f"  one: {{{plain}, {more}}}",
        f"  two: {{{plain}, requires: [one]}}",
        f"  three: {{{plain}, requires: [quiet_hour]}}",
    ]
    line = text.rstrip().count("\n") + 2
    path = tmp_path / "romance.yaml"
    path.write_text(text.rstrip() + "\n" + "\n".join(more_of_it) + "\n", encoding="utf-8")
    with pytest.raises(DataFault, match=re.escape(says)) as refused:
        genres.read_file(path)
    assert (refused.value.file, refused.value.line) == ("romance.yaml", line)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("kinds: [complete]", "kinds: [whole]", "complete"),
        ("score: .6", "score: 6", "less than or equal to 1"),
        ("score: .6", "scroe: .6", "not a known field"),
        ("then: accept", "then: trigger", "accept"),
    ],
)
def test_a_trigger_that_makes_no_sense_is_refused_with_file_line_and_reason(tmp_path, old, new, says):
    path = tmp_path / "triggers.yaml"
    path.write_text("triggers:\n" + TRIGGER.replace(old, new), encoding="utf-8")
    with pytest.raises(DataFault, match=re.escape(says)) as refused:
        triggers.read_file(path)
    assert (refused.value.file, refused.value.line) == ("triggers.yaml", 2)
