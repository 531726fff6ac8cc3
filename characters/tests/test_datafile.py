from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field

from characters.datafile import DataFault, load


class Row(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    size: float = Field(ge=0, le=1)


class Rows(BaseModel):
    model_config = ConfigDict(extra="forbid")
    rows: list[Row]


def fault_of(tmp_path: Path, text: str | bytes) -> DataFault:
    path = tmp_path / "rows.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(DataFault) as caught:
        load(path, Rows)
    return caught.value


def test_a_good_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "rows.yaml"
    path.write_text("rows:\n  - {name: one, size: 0.5}\n")
    assert load(path, Rows).rows[0].size == 0.5


def test_a_fault_names_file_line_and_field(tmp_path: Path) -> None:
    fault = fault_of(tmp_path, "rows:\n  - {name: one, size: .5}\n  - name: two\n    size: 7\n")
    assert (fault.file, fault.line, fault.field) == ("rows.yaml", 4, "rows[1].size")
    assert str(fault).startswith("rows.yaml:4: rows[1].size: ")


def test_an_unknown_field_and_a_missing_one_are_named(tmp_path: Path) -> None:
    assert "not a known field" in fault_of(tmp_path, "rows:\n  - {name: a, size: 1, colour: red}\n").message
    assert "is missing" in fault_of(tmp_path, "rows:\n  - {name: a}\n").message


def test_a_key_given_twice_is_refused(tmp_path: Path) -> None:
    fault = fault_of(tmp_path, "rows:\n  - name: a\n    size: 1\n    name: b\n")
    assert fault.line == 4
    assert "twice" in fault.message


@pytest.mark.parametrize("text", ["", "rows: [", "rows: &a [*a]", b"rows: \xff\xfe"])
def test_what_is_no_data_file_is_refused(tmp_path: Path, text: str | bytes) -> None:
    assert fault_of(tmp_path, text).file == "rows.yaml"


def test_a_file_that_unfolds_without_end_is_refused(tmp_path: Path) -> None:
    layers = ["l0: &l0 [x, x, x, x, x, x, x, x, x, x]"]
    layers += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]" for n in range(1, 9)]
    assert "more than" in fault_of(tmp_path, "\n".join(layers)).message


def test_a_python_tag_builds_nothing(tmp_path: Path) -> None:
    assert "not plain data" in fault_of(tmp_path, "rows: !!python/name:os.system ''\n").message
