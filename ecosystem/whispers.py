"""What became of a whisper: taken up or not, and why, as far as the turn can tell. Pure."""

from __future__ import annotations

from ecosystem.scenes import Decision, Scene, Snapshot, Whisper
from relationships import volition
from relationships.acts import ACTS

# Too tired to begin anything, as `decide` has it.
TIRED = 0.12


def outcome(seen: Snapshot, decided: Decision, whisper: Whisper) -> dict[str, object]:
    """For whoever whispered: whether it was done, in which event, and a sentence about it."""
    done = next((scene for scene in decided.scenes if _is(scene, whisper)), None)
    if done is not None:
        taken = "and it was well taken" if done.accepted else "and it was not well taken"
        return {"taken": True, "event": done.number, "why": f"{_name(seen, whisper.who)} did, {taken}."}
    other = next((scene for scene in decided.scenes if whisper.who in (scene.initiator, *scene.responders)), None)
    return {"taken": False, "event": other.number if other else None, "why": _why_not(seen, decided, whisper, other)}


def _is(scene: Scene, whisper: Whisper) -> bool:
    return scene.initiator == whisper.who and scene.act == whisper.act and whisper.target in scene.responders


def _why_not(seen: Snapshot, decided: Decision, whisper: Whisper, other: Scene | None) -> str:
    who, target = _name(seen, whisper.who), _name(seen, whisper.target)
    mind, place = decided.minds[whisper.who], decided.minds[whisper.target].place
    if whisper.act in mind.boundaries:
        return f"{who} would never do that."
    against = volition.against(mind, whisper.act)
    grain = f" It went against the grain: {against.text}." if against and against.weight <= volition.GRAIN else ""
    if mind.place != place:
        before = seen.minds[whisper.who].place
        if not grain and mind.place != before:
            return f"{who} has gone to look for {target}, to {_place(seen, mind.place)}; whisper again when they meet."
        apart = f"{who} was in {_place(seen, mind.place)} and {target} in {_place(seen, place)}"
        return f"{apart}; whisper again when they meet.{grain}"
    if other is not None and other.initiator == whisper.who:
        return f"{_did_instead(seen, other)}.{grain}"
    if other is not None:
        return f"{who} was taken up by {_name(seen, other.initiator)}; whisper again, if it still matters."
    if mind.energy < TIRED:
        return f"{who} was too tired to begin anything."
    return f"{who} thought about it, and let the moment pass.{grain}"


def _did_instead(seen: Snapshot, scene: Scene) -> str:
    whom = f" {_name(seen, scene.responders[0])}" if scene.responders else ""
    why = next((reason.text for reason in scene.reasons if reason.weight > 0 and reason.rule != "custom"), "")
    chosen = f"{_name(seen, scene.initiator)} had other things in mind, and chose to {ACTS[scene.act].label}{whom}"
    return f"{chosen}: {why}" if why else chosen


def _name(seen: Snapshot, who: int) -> str:
    return seen.speakers[who].name


def _place(seen: Snapshot, key: str) -> str:
    place = seen.setting.places.get(key)
    return place.name if place else "the open"
