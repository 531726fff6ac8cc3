"""Books: a told story as a file to take away: EPUB 3, HTML, Markdown, or JSON with its sources.

EPUB after the W3C's EPUB 3.3: an uncompressed `mimetype` first, one package document, a navigation document, one XHTML
file a chapter. All text is escaped; a book holds no script, no style but its own and nothing from anywhere else.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from characters.typography import typeset

# What Markdown would take for its own.
MARKS = re.compile(r"([\\`*_{}\[\]<>#|~])|^(\s*)([-+=]|\d+[.)])(?=\s)", re.M)
# Characters that no XML document may hold.
IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class Part(NamedTuple):
    """A passage as a book needs it: its text and the numbers of its events."""

    text: str
    events: tuple[int, ...]
    told_by: str = "house"


@dataclass(frozen=True, slots=True)
class BookChapter:
    number: int
    title: str
    parts: tuple[Part, ...]
    previously: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """An event that a passage rests on, as the notes at the end have it."""

    number: int
    day: int
    clock: str
    text: str


@dataclass(frozen=True, slots=True)
class Book:
    """`id` is a URN that stays the same for the same story; `changed` is when its last chapter was written."""

    id: str
    title: str
    summary: str
    genre: str
    world: str
    chapters: tuple[BookChapter, ...]
    sources: tuple[Source, ...]
    changed: datetime
    language: str = "en"
    notes: tuple[str, ...] = ()


def markdown(book: Book) -> str:
    lines = [f"# {_plain(book.title)}", "", f"*{_plain(book.summary)}*", ""]
    for chapter in book.chapters:
        lines += [f"## {chapter.number}. {_plain(chapter.title)}", ""]
        for part in chapter.parts:
            cited = "".join(f"[^{number}]" for number in part.events)
            paragraphs = [_plain(paragraph) for paragraph in _paragraphs(part.text)]
            lines += ["\n\n".join(paragraphs) + cited, ""]
    lines += [f"[^{one.number}]: Day {one.day}, {one.clock}: {_plain(one.text)}" for one in book.sources]
    return "\n".join(lines).rstrip() + "\n"


def _plain(text: str) -> str:
    return MARKS.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", typeset(text))


def as_json(book: Book) -> str:
    """Everything with its sources, for whoever wants to check or to set it anew."""
    return json.dumps(
        {
            "title": book.title,
            "summary": book.summary,
            "genre": book.genre,
            "world": book.world,
            "changed": book.changed.isoformat(),
            "content_notes": list(book.notes),
            "chapters": [
                {
                    "number": chapter.number,
                    "title": chapter.title,
                    "passages": [
                        {"text": part.text, "events": list(part.events), "told_by": part.told_by}
                        for part in chapter.parts
                    ],
                }
                for chapter in book.chapters
            ],
            "events": [
                {"number": one.number, "day": one.day, "clock": one.clock, "text": one.text} for one in book.sources
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def html(book: Book) -> str:
    """One page that needs nothing else."""
    chapters = "".join(
        f'<section id="chapter-{chapter.number}"><h2>{_text(chapter.title)}</h2>{_body(chapter, "")}</section>'
        for chapter in book.chapters
    )
    return (
        f'<!doctype html><html lang="{book.language}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{_text(book.title)}</title>'
        f"<style>{STYLE}</style></head><body><h1>{_text(book.title)}</h1><p><em>{_text(book.summary)}</em></p>"
        f"{chapters}<section><h2>Sources</h2>{_sources(book.sources)}</section></body></html>"
    )


def epub(book: Book) -> bytes:
    names = [f"chapter-{chapter.number}.xhtml" for chapter in book.chapters]
    files = {
        "META-INF/container.xml": CONTAINER,
        "book/package.opf": _package(book, names),
        "book/nav.xhtml": _navigation(book, names),
        "book/title.xhtml": _page(book, book.title, _title_page(book)),
        "book/sources.xhtml": _page(book, "Sources", f"<h1>Sources</h1>{_sources(book.sources)}"),
        "book/book.css": STYLE,
        **{
            f"book/{name}": _page(
                book, chapter.title, f"<h1>{_text(chapter.title)}</h1>{_body(chapter, 'sources.xhtml')}"
            )
            for name, chapter in zip(names, book.chapters, strict=True)
        },
    }
    # The same story gives the same bytes.
    stamp = max(book.changed, datetime(1980, 1, 1, tzinfo=UTC)).timetuple()[:6]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype", stamp), "application/epub+zip", zipfile.ZIP_STORED)
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, stamp), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


STYLE = """body{font-family:serif;line-height:1.5;max-width:38em;margin:2em auto;padding:0 1em}
h1,h2{line-height:1.2;font-weight:normal}p{margin:0;text-indent:1.5em}p:first-of-type{text-indent:0}
.passage{margin:0 0 1em}sup a{text-decoration:none;font-size:.7em}dt{font-weight:bold}dd{margin:0 0 .6em 1.5em}"""
CONTAINER = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def _package(book: Book, names: Sequence[str]) -> str:
    items = "".join(
        f'<item id="c{at}" href={quoteattr(name)} media-type="application/xhtml+xml"/>' for at, name in enumerate(names)
    )
    spine = "".join(f'<itemref idref="c{at}"/>' for at in range(len(names)))
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" '
        f'xml:lang="{book.language}">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="id">{_text(book.id)}</dc:identifier><dc:title>{_text(book.title)}</dc:title>'
        f"<dc:language>{book.language}</dc:language><dc:creator>{_text(book.world)}</dc:creator>"
        f"<dc:subject>{_text(book.genre or 'fiction')}</dc:subject>"
        f"<dc:description>{_text(book.summary)}</dc:description>"
        f'<meta property="dcterms:modified">{book.changed.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}</meta></metadata>'
        '<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
        '<item id="title" href="title.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="sources" href="sources.xhtml" media-type="application/xhtml+xml"/>'
        f'<item id="css" href="book.css" media-type="text/css"/>{items}</manifest>'
        f'<spine><itemref idref="title"/>{spine}<itemref idref="sources"/></spine></package>'
    )


def _navigation(book: Book, names: Sequence[str]) -> str:
    rows = "".join(
        f"<li><a href={quoteattr(name)}>{_text(chapter.title)}</a></li>"
        for name, chapter in zip(names, book.chapters, strict=True)
    )
    listing = (
        f'<nav epub:type="toc"><h1>Contents</h1><ol><li><a href="title.xhtml">{_text(book.title)}</a></li>{rows}'
        '<li><a href="sources.xhtml">Sources</a></li></ol></nav>'
    )
    return _page(book, "Contents", listing)


def _title_page(book: Book) -> str:
    notes = f"<p>Content notes: {_text(', '.join(book.notes))}.</p>" if book.notes else ""
    world = f"<p>From the world of {_text(book.world)}.</p>"
    return f"<h1>{_text(book.title)}</h1><p><em>{_text(book.summary)}</em></p>{world}{notes}"


def _page(book: Book, title: str, body: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE html>'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'lang="{book.language}" xml:lang="{book.language}"><head><title>{_text(title)}</title>'
        f'<link rel="stylesheet" type="text/css" href="book.css"/></head><body>{body}</body></html>'
    )


def _body(chapter: BookChapter, sources: str) -> str:
    before = f"<p><em>Previously: {_text(chapter.previously)}</em></p>" if chapter.previously else ""
    return before + "".join(_passage(part, sources) for part in chapter.parts)


def _passage(part: Part, sources: str) -> str:
    paragraphs = [f"<p>{_text(paragraph)}" for paragraph in _paragraphs(part.text)] or ["<p>"]
    cited = "".join(f'<sup><a href="{sources}#event-{number}">{number}</a></sup>' for number in part.events)
    return f'<div class="passage">{"</p>".join(paragraphs)}{cited}</p></div>'


def _sources(sources: Sequence[Source]) -> str:
    rows = "".join(
        f'<dt id="event-{one.number}">{one.number}. Day {one.day}, {_text(one.clock)}</dt><dd>{_text(one.text)}</dd>'
        for one in sources
    )
    return f"<dl>{rows}</dl>" if rows else "<p>None.</p>"


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n\n") if part.strip()]


def _text(text: str) -> str:
    return escape(IMPOSSIBLE.sub("", typeset(text)))
