"""Small worlds as values, for tests that need no database."""

from __future__ import annotations

from characters.minds import Mind, Personality
from ecosystem.scenes import Place, Setting, Sleep, Snapshot, Speaker
from relationships.bonds import Bond

HALL = Setting({"hall": Place("hall", "the hall", "quiet", ())}, ("the weather", "the harvest"))


def mind(pk: int, name: str, place: str = "hall", **fields: object) -> Mind:
    return Mind(pk, name, "they", Personality(), place=place, **fields)  # type: ignore[arg-type]


def speaker(one: Mind, key: str = "") -> Speaker:
    return Speaker(one.id, key, one.name, one.name, "they", "", "", "plain", (), (), ("old letters",))


def snapshot(*minds: Mind, setting: Setting = HALL, bonds: tuple[Bond, ...] = (), **fields: object) -> Snapshot:
    values: dict[str, object] = {
        "world": 1, "generation": 0, "seed": 1, "minute": 600, "autonomy": "balanced", "scenes_wanted": 3,
        "starter": "", "setting": setting, "minds": {one.id: one for one in minds},
        "as_of": {one.id: 600 for one in minds}, "sleeps": {one.id: Sleep() for one in minds},
        "autonomies": {one.id: "balanced" for one in minds},
        "bonds": {(bond.source, bond.target): bond for bond in bonds}, "secrets": (), "past": (),
        "speakers": {one.id: speaker(one) for one in minds},
    }  # fmt: skip
    return Snapshot(**{**values, **fields})  # type: ignore[arg-type]
