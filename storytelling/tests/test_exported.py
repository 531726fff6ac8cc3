"""Logs from elsewhere: read line by line, sifted without a database, told apart from what is no log."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from storytelling import exported


def line(number: int, act: str, who: str, other: str, **more: object) -> str:
    event = {"number": number, "turn": number, "minute": 480 + number, "kind": "interaction", "act": act}
    return json.dumps({**event, "initiator": who, "responders": [other], "accepted": True, **more})


def promise_broken(*, without: int = 0) -> list[str]:
    lines = [line(3, "promise", "ben", "ada"), line(9, "talk", "ada", "cora"), line(40, "break_promise", "ben", "ada")]
    return [one for one in lines if json.loads(one)["number"] != without]


def sifted(tmp_path, lines: list[str], *more: str) -> dict[str, object]:
    path = tmp_path / "log.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    out = io.StringIO()
    call_command("sift", str(path), *more, stdout=out)
    return json.loads(out.getvalue())


def test_a_log_with_gaps_is_sifted_to_its_matches(tmp_path) -> None:
    found = sifted(tmp_path, promise_broken())
    assert [(one["pattern"], one["events"]) for one in found["complete"]] == [("broken_promise", [3, 40])]  # type: ignore[index, attr-defined]
    assert found["events"] == 3


def test_what_is_under_way_says_what_is_missing(tmp_path) -> None:
    found = sifted(tmp_path, promise_broken(without=40), "--partial", "--only", "broken_promise")
    assert found["complete"] == []
    assert found["partial"][0]["done"] == "1 of 2"  # type: ignore[index]


@pytest.mark.parametrize(
    "text", ["not json", "[1, 2]", '{"number": "x"}', '{"number": 1, "turn": 1}', "\x00", '{"number": 1e400}'],
)  # fmt: skip
def test_what_is_no_log_is_said_so_with_its_line(text: str) -> None:
    with pytest.raises(exported.Unreadable, match="1"):
        exported.read([text])


def test_a_log_that_is_not_there_is_an_error_in_one_line() -> None:
    with pytest.raises(CommandError, match=r"nowhere\.jsonl"):
        call_command("sift", "nowhere.jsonl")
