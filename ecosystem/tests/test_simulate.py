from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ecosystem.models import World


def simulate(tmp_path: Path, seed: int, voice: str = "none") -> tuple[dict[str, object], bytes]:
    out, log = StringIO(), tmp_path / f"{seed}-{voice}.jsonl"
    call_command("simulate", "elsinore", turns=25, seed=seed, voice=voice, log=str(log), json="-", stdout=out)
    return json.loads(out.getvalue()), log.read_bytes()


@pytest.mark.django_db
def test_one_seed_gives_one_log_to_the_byte(tmp_path: Path) -> None:
    _, first = simulate(tmp_path, 3)
    _, again = simulate(tmp_path, 3)
    _, other = simulate(tmp_path, 4)
    assert first == again != other


@pytest.mark.django_db
def test_who_voices_a_world_does_not_change_what_happens(tmp_path: Path) -> None:
    _, silent = simulate(tmp_path, 3)
    _, spoken = simulate(tmp_path, 3, "phrases")
    assert acts(silent) == acts(spoken)


def acts(log: bytes) -> list[tuple[str, ...]]:
    rows = [json.loads(line) for line in log.splitlines()]
    return [(row["act"], row["initiator"], *row["responders"]) for row in rows]


@pytest.mark.django_db
def test_the_summary_adds_up_and_the_world_is_gone(tmp_path: Path) -> None:
    summary, log = simulate(tmp_path, 5, "phrases")
    assert summary["turns"] == 25
    opening, *events = map(json.loads, log.splitlines())
    assert opening["kind"] == "opening"
    assert summary["events"] == len(events)
    assert summary["success_rate"] == 1.0
    assert summary["model_calls"] == 0
    assert summary["near_repeat_rate"] < 0.01
    assert not World.objects.exists()


@pytest.mark.django_db
def test_a_kept_world_can_be_exported(tmp_path: Path) -> None:
    out = StringIO()
    log = tmp_path / "kept.jsonl"
    call_command("simulate", "elsinore", turns=5, seed=1, keep=True, log=str(log), json=str(tmp_path / "s.json"))
    slug = json.loads((tmp_path / "s.json").read_text())["world"]
    call_command("exportlog", slug, stdout=out)
    assert out.getvalue() == log.read_text()


@pytest.mark.django_db
def test_a_wrong_name_says_which_there_are() -> None:
    with pytest.raises(CommandError, match="pemberley"):
        call_command("simulate", "atlantis")
    with pytest.raises(CommandError, match="newest"):
        call_command("exportlog", "atlantis")
