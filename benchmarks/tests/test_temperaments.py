"""What the reading of temperaments is held to, by the same table that the benchmark prints."""

from __future__ import annotations

from benchmarks import temperaments
from benchmarks.temperaments import Subject, tally


def test_every_figure_that_is_promised_is_met() -> None:
    assert [row.name for row in temperaments.measure() if not row.is_met] == []


def test_descriptions_by_other_pens_are_read_as_well() -> None:
    found = tally(temperaments.written("strangers"))
    assert (found.overall >= 80, found.where_read >= 90) == (True, True)


def test_what_is_shown_and_not_said_is_mostly_left_alone_and_mostly_right_where_not() -> None:
    found = tally(temperaments.written("newcomers"))
    assert (found.overall >= 40, found.where_read >= 80) == (True, True)


def test_published_readings_name_their_source() -> None:
    found = list(temperaments.published())
    assert len(found) == 4
    assert all(subject.source and subject.signs for subject in found)


def test_a_trait_is_right_wrong_or_silent() -> None:
    kind = Subject("Mara", "She is kind.", {"agreeableness": 1, "openness": 1, "neuroticism": -1})
    cruel = Subject("Ines", "She is cruel.", {"agreeableness": 1})
    found = tally([kind, cruel])
    assert (found.right, found.wrong, found.silent) == (1, 1, 2)
    assert (found.overall, found.where_read) == (25, 50)


def test_the_table_has_a_line_for_everybody() -> None:
    lines = list(temperaments.table())
    assert len(lines) == 2 + len(list(temperaments.starters())) > 50
    assert "| Fitzwilliam Darcy | Pride and Prejudice |" in "\n".join(lines)
