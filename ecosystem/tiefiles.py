"""Ties as files: a table for spreadsheets, and GraphML (Brandes et al. 2002) for programs that work on graphs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from xml.etree import ElementTree

from ecosystem.moments import Person
from relationships import stages
from relationships.bonds import Bond

NUMBERS = ("regard", "trust", "uncertainty", "affection", "respect", "familiarity", "attraction", "fear")
# What a spreadsheet would take for the beginning of a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_of(people: Mapping[int, Person], bonds: Iterable[Bond]) -> str:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(["from", "to", "word", "stage", *NUMBERS])
    for bond in bonds:
        if bond.source in people and bond.target in people:
            names = [_plain(people[one].name) for one in (bond.source, bond.target)]
            table.writerow([*names, stages.word(bond), bond.stage, *_numbers(bond)])
    return out.getvalue()


def graphml_of(people: Mapping[int, Person], bonds: Iterable[Bond]) -> str:
    root = ElementTree.Element("graphml", xmlns="http://graphml.graphdrawing.org/xmlns")
    keys = [("node", "name", "string"), ("edge", "word", "string"), *(("edge", name, "double") for name in NUMBERS)]
    for what, name, kind in keys:
        ElementTree.SubElement(root, "key", {"id": name, "for": what, "attr.name": name, "attr.type": kind})
    graph = ElementTree.SubElement(root, "graph", edgedefault="directed")
    for person in people.values():
        node = ElementTree.SubElement(graph, "node", id=f"n{person.id}")
        ElementTree.SubElement(node, "data", key="name").text = _printable(person.name)
    for bond in bonds:
        if bond.source in people and bond.target in people:
            edge = ElementTree.SubElement(graph, "edge", source=f"n{bond.source}", target=f"n{bond.target}")
            for name, value in [("word", stages.word(bond)), *zip(NUMBERS, _numbers(bond), strict=True)]:
                ElementTree.SubElement(edge, "data", key=name).text = str(value)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True)


def _numbers(bond: Bond) -> list[float]:
    return [round(stages.regard(bond), 4), *(round(getattr(bond, name), 4) for name in NUMBERS[1:])]


def _plain(name: str) -> str:
    return f"'{name}" if name.startswith(FORMULA) else name


def _printable(name: str) -> str:
    """XML has no place for control characters."""
    return "".join(letter for letter in name if letter.isprintable())
