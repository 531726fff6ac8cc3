from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from characters.checks import similarity
from characters.datafile import DataFault
from characters.models import Event
from ecosystem import reflecting, starters, turns
from ecosystem.export import log_lines
from ecosystem.models import Turn, World
from storytelling import sifting

VOICES = {"none": World.Voice.NONE, "phrases": World.Voice.HOUSE, "model": World.Voice.MODEL}
# A line this alike to an earlier one of the same speaker reads as the same line (TinyTroupe's bound).
NEAR_REPEAT = 0.85
# Earlier lines of a speaker that a line is held against.
LINES_COMPARED = 40


class Command(BaseCommand):
    help = (
        "Run a starter's world headless and print a summary as JSON. The same seed and --voice none give the same log."
    )

    # The checks would import every view, and with them the graph's driver, which no headless world asks.
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("starter", help="name of a starter")
        parser.add_argument("--turns", type=int, default=100)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--voice", choices=sorted(VOICES), default="none")
        parser.add_argument("--json", default="-", metavar="FILE", help="where the summary goes; - is standard output")
        parser.add_argument("--log", metavar="FILE", help="also write the event log there, one JSON object a line")
        parser.add_argument("--keep", action="store_true", help="leave the world in the database")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["turns"] < 1:
            raise CommandError("--turns must be at least 1")
        world = self.new_world(options["starter"], options["seed"])
        try:
            summary = run(world, options["turns"], VOICES[options["voice"]])
            if options["log"]:
                Path(options["log"]).write_text("".join(log_lines(world)), encoding="utf-8")
        finally:
            if not options["keep"]:
                world.delete()
        summary = {"starter": options["starter"], "seed": options["seed"], "voice": options["voice"], **summary}
        if options["keep"]:
            summary["world"] = world.slug
        text = json.dumps(summary, indent=2)
        if options["json"] == "-":
            self.stdout.write(text)
        else:
            Path(options["json"]).write_text(text + "\n", encoding="utf-8")

    def new_world(self, name: str, seed: int) -> World:
        if name not in starters.names():
            raise CommandError(f"no starter is called {name!r}; there are {', '.join(starters.names())}")
        try:
            return starters.create_world(starters.read(name), None, seed)
        except DataFault as fault:
            raise CommandError(str(fault)) from fault


def run(world: World, count: int, voice: str) -> dict[str, object]:
    """Take `count` turns, one after the other, and sum up what they did and cost."""
    wall, cpu, queries = time.perf_counter(), time.process_time(), 0
    taken = 0
    for _ in range(count):
        world.refresh_from_db()
        with CaptureQueriesContext(connection) as captured:
            committed = turns.take(world.pk, world.generation, voice)
        queries += len(captured)
        taken += committed is not None
        if committed is not None and committed.is_night:
            reflecting.settle(world.pk)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    sifting.shelve(world.pk)
    return {"turns": taken, **summed(world), **costs(world, wall, cpu, queries)}


def summed(world: World) -> dict[str, object]:
    events = list(Event.objects.scenes().filter(world=world).order_by("number"))
    answered = [event for event in events if event.accepted is not None]
    return {
        "events": world.events.count(),
        "interactions": len(events),
        "answered": len(answered),
        "refused": sum(event.accepted is False for event in answered),
        "success_rate": 1.0 if not events else round(sum(event.voiced_by != "" for event in events) / len(events), 4),
        "distinct_acts": len({event.act for event in events}),
        "near_repeat_rate": near_repeat_rate(events),
    }


def near_repeat_rate(events: list[Event]) -> float:
    earlier: dict[int, list[str]] = {}
    lines = repeats = 0
    for event in events:
        for line in event.lines:
            heard = earlier.setdefault(line["speaker"], [])
            lines += 1
            repeats += any(similarity(line["text"], text) > NEAR_REPEAT for text in heard[-LINES_COMPARED:])
            heard.append(line["text"])
    return round(repeats / lines, 4) if lines else 0.0


def costs(world: World, wall: float, cpu: float, queries: int) -> dict[str, object]:
    turns_taken = list(Turn.objects.filter(world=world))
    events = Event.objects.scenes().filter(world=world)
    interactions = max(1, events.count())
    usage = world.usage.first()
    return {
        "model_calls": sum(turn.model_calls for turn in turns_taken),
        "prompt_tokens": usage.prompt_tokens if usage else 0,
        "completion_tokens": usage.completion_tokens if usage else 0,
        "retries": sum(turn.retries for turn in turns_taken),
        "fallbacks": sum(turn.fallbacks for turn in turns_taken),
        "cpu_ms_per_interaction": round(cpu * 1000 / interactions, 2),
        "queries_per_interaction": round(queries / interactions, 2),
        "wall_s": round(wall, 2),
    }
