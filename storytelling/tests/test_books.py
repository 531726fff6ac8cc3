from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from storytelling import books
from storytelling.books import Book, BookChapter, Part, Source

HOSTILE = '<script>alert(1)</script> & "quotes" {{ 7*7 }} [link](javascript:x) \x00\x0b *stars*'
BOOK = Book(
    id="urn:uuid:7d3a2f6e-0000-4000-8000-000000000001",
    title=f"A story {HOSTILE}",
    summary="What came of it.",
    genre="tragedy",
    world="Elsinore",
    chapters=(
        BookChapter(1, "How it began", (Part("Mara spoke.\n\n“No,” said Ioan.", (4, 2)), Part(HOSTILE, (5,)))),
        BookChapter(2, "How it ended", (Part("It ended.", (9,), "person"),), previously="Mara spoke."),
    ),
    sources=tuple(Source(number, 1, "09:30", f"Mara did something {HOSTILE}") for number in (2, 4, 5, 9)),
    changed=datetime(2026, 11, 23, 12, tzinfo=UTC),
    notes=("betrayal",),
)
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def archive() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(books.epub(BOOK)))


def test_an_epub_begins_with_its_type_uncompressed(archive: zipfile.ZipFile) -> None:
    first = archive.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert archive.read("mimetype") == b"application/epub+zip"


def test_every_file_of_an_epub_is_listed_and_every_document_is_well_formed(archive: zipfile.ZipFile) -> None:
    package = ElementTree.fromstring(archive.read("book/package.opf"))
    listed = {item.get("href") for item in package.iter("{http://www.idpf.org/2007/opf}item")}
    held = {name.removeprefix("book/") for name in archive.namelist() if name.startswith("book/")}
    assert listed == held - {"package.opf"}
    ids = {item.get("id") for item in package.iter("{http://www.idpf.org/2007/opf}item")}
    assert {ref.get("idref") for ref in package.iter("{http://www.idpf.org/2007/opf}itemref")} <= ids
    for name in held:
        if name.endswith("xhtml"):
            ElementTree.fromstring(archive.read(f"book/{name}"))


def test_every_passage_points_to_the_events_it_rests_on(archive: zipfile.ZipFile) -> None:
    notes = ElementTree.fromstring(archive.read("book/sources.xhtml"))
    there = {one.get("id") for one in notes.iter(f"{XHTML}dt")}
    for chapter in BOOK.chapters:
        page = ElementTree.fromstring(archive.read(f"book/chapter-{chapter.number}.xhtml"))
        for passage in page.iter(f"{XHTML}div"):
            cited = [link.get("href", "").partition("#")[2] for link in passage.iter(f"{XHTML}a")]
            assert cited
            assert set(cited) <= there


def test_hostile_text_stays_text(archive: zipfile.ZipFile) -> None:
    page = archive.read("book/chapter-1.xhtml").decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "<script" not in books.html(BOOK)
    told = books.markdown(BOOK)
    assert "\\<script\\>" in told
    assert "\\[link\\](javascript:x)" in told


def test_the_same_story_gives_the_same_bytes() -> None:
    assert books.epub(BOOK) == books.epub(BOOK)


def test_json_keeps_every_passage_with_its_sources() -> None:
    told = json.loads(books.as_json(BOOK))
    assert [one["events"] for one in told["chapters"][0]["passages"]] == [[4, 2], [5]]
    assert told["chapters"][1]["passages"][0]["told_by"] == "person"
    assert [one["number"] for one in told["events"]] == [2, 4, 5, 9]
