"""Data files that people write: YAML read into a pydantic model, every fault named by file, line and field."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

MAX_BYTES = 1_000_000
# A file that nests deeper than this is an attack or an accident, not a cast.
MAX_DEPTH = 20
# Aliases can make a small file enormous once written out ("a billion laughs").
MAX_NODES = 60_000

Loc = tuple[int | str, ...]
ModelT = TypeVar("ModelT", bound=BaseModel)


class DataFault(ValueError):
    """One fault of a data file. `str()` reads `pemberley.yaml:41: cast[3].traits.openness: must be at most 1`."""

    def __init__(self, file: str, line: int, field: str, message: str) -> None:
        self.file, self.line, self.field, self.message = file, line, field, message
        super().__init__(f"{file}:{line}: {field}: {message}" if field else f"{file}:{line}: {message}")


class Located:
    """The plain values of a YAML document, and the line on which each of them stands."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.lines: dict[Loc, int] = {}
        try:
            # libyaml's parser: ten times as fast, and as careful about where things stand.
            root = yaml.compose(text, Loader=yaml.CSafeLoader)
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise DataFault(file, line, "", f"not valid YAML: {error.problem}") from error
        except yaml.YAMLError as error:
            raise DataFault(file, 1, "", f"not valid YAML: {error}") from error
        if root is None:
            raise DataFault(file, 1, "", "the file is empty")
        self.scalars: Any = yaml.SafeLoader("")
        self.value = self._plain(root, (), frozenset())

    def _plain(self, node: yaml.Node, at: Loc, above: frozenset[int]) -> Any:
        self.lines[at] = node.start_mark.line + 1
        if len(self.lines) > MAX_NODES:
            raise self.fault((), f"holds more than {MAX_NODES:,} values; split it")
        if id(node) in above:
            raise self.fault(at, "refers to itself; write the value out instead of using an alias")
        if len(above) >= MAX_DEPTH:
            raise self.fault(at, f"is nested deeper than {MAX_DEPTH} levels")
        above |= {id(node)}
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, at, above)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item, (*at, index), above) for index, item in enumerate(node.value)]
        try:
            return self.scalars.construct_object(node)
        except yaml.constructor.ConstructorError as error:
            raise self.fault(at, f"is not plain data: {error.problem}") from error

    def _mapping(self, node: yaml.MappingNode, at: Loc, above: frozenset[int]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            here = (*at, key)
            self.lines[here] = key_node.start_mark.line + 1
            if key in values:
                raise self.fault(here, "is given twice; keep one")
            values[key] = self._plain(value_node, here, above)
            self.lines[here] = key_node.start_mark.line + 1
        return values

    def line(self, at: Loc) -> int:
        """The line of a field, or of the nearest thing around it that the file really holds."""
        while at and at not in self.lines:
            at = at[:-1]
        return self.lines.get(at, 1)

    def fault(self, at: Loc, message: str) -> DataFault:
        return DataFault(self.file, self.line(at), path_of(at), message)


def path_of(at: Loc) -> str:
    """`("cast", 3, "traits")` as people write it: `cast[3].traits`."""
    text = ""
    for part in at:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def locate(path: Path) -> Located:
    if path.stat().st_size > MAX_BYTES:
        raise DataFault(path.name, 1, "", f"is larger than {MAX_BYTES:,} bytes; split it")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataFault(path.name, 1, "", "is not UTF-8 text; save it as UTF-8") from error
    return Located(path.name, text)


def validated(document: Located, model: type[ModelT]) -> ModelT:
    try:
        return model.model_validate(document.value)
    except ValidationError as error:
        raise _faults(document, error)[0] from error


def faults(document: Located, model: type[BaseModel]) -> list[DataFault]:
    """Everything that is wrong with a document, in the order of its lines; for somebody who is writing it."""
    try:
        model.model_validate(document.value)
    except ValidationError as error:
        found = _faults(document, error)
        # That a list has too little in it follows from what is wrong with its parts.
        outer = {fault.field for fault in found if any(one.field.startswith(f"{fault.field}[") for one in found)}
        return sorted((fault for fault in found if fault.field not in outer), key=lambda fault: fault.line)
    return []


def _faults(document: Located, error: ValidationError) -> list[DataFault]:
    found = []
    for one in error.errors():
        at: Loc = tuple(part for part in one["loc"] if not str(part).startswith("function-"))
        message = one["msg"].removeprefix("Value error, ")
        if one["type"] == "extra_forbidden":
            message = "is not a known field; remove it or correct its spelling"
        elif one["type"] == "missing":
            message = "is missing; add it"
        found.append(document.fault(at, message))
    return found


def load(path: Path, model: type[ModelT]) -> ModelT:
    """Read one data file, or raise the first `DataFault` in it."""
    return validated(locate(path), model)
