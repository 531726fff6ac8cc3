from __future__ import annotations

from ecosystem.matter import Matter
from ecosystem.playing import Played, clauses_of
from ecosystem.scenes import Response
from ecosystem.stage import Stage
from ecosystem.tests.snapshots import mind, snapshot
from relationships.acts import ACTS


def told(act: str, *, accepted: bool) -> dict[str, str]:
    seen = snapshot(mind(1, "George"), mind(2, "Lydia"))
    response = Response(2, accepted, (), "even")
    return clauses_of(Stage(seen, 600), Played(ACTS[act], 1, (response,), (), Matter()))


def test_a_lie_that_was_believed_is_remembered_and_told_as_talk() -> None:
    believed = told("lie", accepted=True)
    assert believed["news"] == "George talked with Lydia"
    assert believed["deed"] == ""
    assert believed["mydeed"] == "I lied to you"


def test_a_lie_that_was_seen_through_is_spoken_of_as_one() -> None:
    seen_through = told("lie", accepted=False)
    assert "was not deceived" in seen_through["news"]
    assert seen_through["deed"] == "you lied to me"
