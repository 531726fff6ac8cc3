from __future__ import annotations

import pytest

from characters.datafile import DataFault
from relationships.tiesfile import parse, read

TIES = (("Ann", "Ben", 1.0), ("Ben", "Cy", -1.0))


@pytest.mark.parametrize(
    "text",
    [
        "source,target,sign\nAnn,Ben,1\nBen,Cy,-1\n",
        "\ufeffSource, Target, Sign\r\nAnn, Ben, +1\r\nBen, Cy, −1\r\n".removeprefix("\ufeff"),
        "Ann,Ben,+\nBen,Cy,-\n",
        "from;to;weight\nAnn;Ben;1,0\nBen;Cy;-1,0\n",
        "sign\tsource\ttarget\npositive\tAnn\tBen\nnegative\tBen\tCy\n",
        "# the two ties\n\nsource,target,sign,year\nAnn,Ben,ally,1907\nBen,Cy,enemy,1907\n",
        '"node1","node2","relation"\n"Ann","Ben","friend"\n"Ben","Cy","foe"\n',
        "Ann Ben 1\nBen Cy -1\n",
        "tribe,other tribe,stance\nAnn,Ben,1\nBen,Cy,-1\n",
        "from,to,alliance\nAnn,Ben,1\nBen,Cy,-1\n",
    ],
)
def test_the_same_network_may_be_written_in_many_ways(text):
    found = parse(text)
    assert found.ties == TIES
    assert found.nodes == ("Ann", "Ben", "Cy")


def test_nodes_may_be_called_as_columns_are():
    assert parse("a,b,1\nb,c,-1\n").ties == (("a", "b", 1.0), ("b", "c", -1.0))
    assert parse("a,b,sign\nb,c,-1\n").ties == (("b", "c", -1.0),)


def test_weights_and_both_directions_are_kept():
    assert parse("source,target,sign\nAnn,Ben,2.5\nBen,Ann,-1e-1").ties == (("Ann", "Ben", 2.5), ("Ben", "Ann", -0.1))


def test_a_neutral_line_names_people_without_tying_them():
    found = parse("source,target,sign\nAnn,Ben,1\nCy,Dan,0\nEve,Eve,1\n")
    assert found.ties == TIES[:1]
    assert found.nodes == ("Ann", "Ben", "Cy", "Dan", "Eve")
    assert found.neutral == 2


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "holds no ties"),
        ("source,target,sign\n", 1, "holds no ties"),
        ("source,target,sign\nAnn,Ben,1\nBen,Cy\n", 3, "has 2 of the three"),
        ("source,target,sign\nAnn,Ben,perhaps\n", 2, "“perhaps” is no sign"),
        ("source,target,sign\nAnn,Ben,nan\n", 2, "is no sign"),
        ("source,target,sign\n\nAnn,,1\n", 3, "target: is empty"),
        ("Ann,Ben,sometimes\nAnn,Cy,1\n", 1, "“sometimes” is no sign"),
        ('source,target,sign\n"Ann,Ben,1\n', 2, "cannot be read"),
        ("source,target,sign\nAnn\x00,Ben,1\n", 2, "null character"),
        (f"source,target,sign\n{'A' * 200},Ben,1\n", 2, "source: is longer"),
    ],
)
def test_a_bad_line_is_refused_by_its_number(text, line, says):
    with pytest.raises(DataFault) as fault:
        parse(text, "net.csv")
    assert fault.value.line == line
    assert says in str(fault.value)
    assert str(fault.value).startswith(f"net.csv:{line}:")


def test_a_file_of_another_encoding_is_refused_in_words(tmp_path):
    path = tmp_path / "net.csv"
    path.write_bytes("source,target,sign\nMüller,Ben,1\n".encode("latin-1"))
    with pytest.raises(DataFault, match="is not UTF-8"):
        read(path)
