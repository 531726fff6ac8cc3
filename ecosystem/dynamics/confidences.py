"""Secrets on their way: who had one from whom, at which event; whoever overheard it has it as well."""

from __future__ import annotations

import random

from ecosystem.scenes import Scene
from ecosystem.stage import Stage
from relationships import confidences
from relationships.confidences import Confidence


def record(stage: Stage, scene: Scene, rng: random.Random) -> None:
    secret = next((one for one in stage.seen.secrets if one.id == scene.secret), None)
    if secret is None:
        return
    for who in (*scene.responders, *scene.witnesses):
        told = confidences.way_to(stage.facts("confidences", who), secret.id, who)
        if who != secret.holder and who not in secret.knowers and told is None:
            fact = Confidence(
                secret.id, secret.holder, scene.initiator, who, scene.number, stage.minute, who in scene.witnesses
            )
            stage.society = stage.society.adding("confidences", fact)


def forget(stage: Stage, rng: random.Random) -> None:
    stage.society = stage.society.keeping("confidences", confidences.KEPT)
