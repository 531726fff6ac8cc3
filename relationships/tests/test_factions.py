from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from relationships.factions import factions
from relationships.tests import networks


@pytest.fixture
def tribes(tmp_path):
    path = tmp_path / "tribes.csv"
    rows = [f"{one},{other},{weight:+g}" for one, other, weight in networks.tribes()]
    path.write_text("\n".join(["source,target,sign", *rows]))
    return path


def said(*args, **options):
    out = StringIO()
    call_command("factions", *args, stdout=out, **options)
    return out.getvalue()


def test_the_command_tells_the_groups_and_how_well_they_fit(tribes):
    text = said(tribes)
    assert "3. GAMA, GAVEV, KOTUN, NAGAD" in text
    assert "Frustration: 2, of ties that fit ill: MASIL and NAGAM (+1); MASIL and UHETO (+1)." in text
    assert "With two groups only it would be 7." in text
    assert "Balanced triangles: 59 of 68 (86.8%)." in text


def test_the_command_speaks_json(tribes):
    found = json.loads(said(tribes, json=True))
    assert [len(group) for group in found["groups"]] == [7, 5, 4]
    assert (found["frustration"], found["frustration_with_two_groups"]) == (2, 7)
    assert found["triangles"]["share"] == pytest.approx(59 / 68)
    assert found["unattached"] == []


def test_the_number_of_groups_may_be_bounded(tribes):
    assert len(json.loads(said(tribes, json=True, most=2))["groups"]) == 2


def test_names_are_listed_as_people_sort_them(tmp_path):
    path = tmp_path / "net.csv"
    path.write_text("source,target,sign\n10,9,1\n10,2,1\n30,30,1\n")
    assert "1. 2, 9, 10" in said(path)
    assert "Tied to nobody: 30." in said(path)
    assert "1 line of the file tied nobody to anybody." in said(path)


def test_a_missing_or_broken_file_is_refused_in_one_line(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        said(tmp_path / "none.csv")
    path = tmp_path / "net.csv"
    path.write_text("source,target,sign\nAnn,Ben,1\nAnn,Ben\n")
    with pytest.raises(CommandError, match=r"net\.csv:3: has 2 of the three values"):
        said(path)


def test_friends_and_foes_are_counted_by_pair():
    found = factions([("a", "b", 1.0), ("b", "a", 1.0), ("a", "c", -1.0)])
    assert (found.nodes, found.friends, found.foes) == (3, 1, 1)
