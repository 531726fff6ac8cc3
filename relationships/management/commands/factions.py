from __future__ import annotations

import json
import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from characters.datafile import DataFault
from relationships import tiesfile
from relationships.factions import Factions, factions


class Command(BaseCommand):
    help = "Tell who stands with whom in a signed network: a CSV file with the columns source, target and sign."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the network; sign is 1 or -1, + or -, a word or a weight")
        parser.add_argument("--most", type=int, metavar="N", help="no more than N groups among those connected")
        parser.add_argument("--unweighted", action="store_true", help="let every tie count the same")
        parser.add_argument("--json", action="store_true", help="print one JSON object instead of sentences")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["most"] is not None and options["most"] < 1:
            raise CommandError("--most must be at least 1")
        try:
            network = tiesfile.read(options["file"])
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        except DataFault as fault:
            raise CommandError(str(fault)) from fault
        ties = network.ties
        if options["unweighted"]:
            ties = tuple((source, target, 1.0 if weight > 0 else -1.0) for source, target, weight in ties)
        found = factions(ties, network.nodes, options["most"])
        if options["json"]:
            self.stdout.write(json.dumps(as_json(found) | {"neutral_lines": network.neutral}, ensure_ascii=False))
            return
        self.stdout.write(in_words(found))
        if network.neutral:
            self.stdout.write(f"{_count(network.neutral, 'line')} of the file tied nobody to anybody.")


def as_json(found: Factions[str]) -> dict[str, Any]:
    parts = found.partition
    return {
        "groups": [_in_order(bloc) for bloc in parts.blocs],
        "unattached": _in_order(parts.unattached),
        "frustration": parts.frustration,
        "frustrated": [{"source": one, "target": other, "sign": weight} for one, other, weight in parts.frustrated],
        "frustration_with_two_groups": found.line_index,
        "undecided": {who: [place + 1 for place in places] for who, places in parts.undecided},
        "triangles": {
            "balanced": found.triangles.balanced, "total": found.triangles.total, "share": found.triangles.share,
        },
        "nodes": found.nodes, "positive_ties": found.friends, "negative_ties": found.foes,
    }  # fmt: skip


def in_words(found: Factions[str]) -> str:
    parts, triangles = found.partition, found.triangles
    lines = [f"{_count(found.nodes, 'name')}, {_count(found.friends, 'tie')} for and {found.foes} against each other."]
    lines.append(f"{_count(len(parts.blocs), 'group')}:")
    lines += [f"  {number}. {', '.join(_in_order(bloc))}" for number, bloc in enumerate(parts.blocs, 1)]
    if parts.unattached:
        lines.append(f"Tied to nobody: {', '.join(_in_order(parts.unattached))}.")
    for who, places in parts.undecided:
        others = " or ".join(f"group {place + 1}" for place in places)
        lines.append(f"{who} might as well stand with {others}.")
    lines.append(f"Frustration: {parts.frustration:g}" + _ill(found))
    if len(parts.blocs) > 2:
        lines.append(f"With two groups only it would be {found.line_index:g}.")
    if triangles.share is None:
        lines.append("Balanced triangles: there are no triangles.")
    else:
        lines.append(f"Balanced triangles: {triangles.balanced} of {triangles.total} ({triangles.share:.1%}).")
    return "\n".join(lines)


def _ill(found: Factions[str]) -> str:
    ill = found.partition.frustrated
    if not ill:
        return "."
    told = "; ".join(f"{one} and {other} ({weight:+g})" for one, other, weight in ill[:12])
    return f", of ties that fit ill: {told}{'; …' if len(ill) > 12 else ''}."


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _in_order(names: tuple[str, ...]) -> list[str]:
    """As people sort: 2 before 10."""
    return sorted(names, key=lambda name: [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)])
