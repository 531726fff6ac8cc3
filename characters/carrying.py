"""Pages for cards coming in and going out: many files at once, a report of each, and the way back out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from characters import exporting, importing, llm, lorebooks, personality, sheets, sketching, upgrading
from characters.cards import limits, mapping, report
from characters.cards.limits import CardFault, check_size
from characters.models import Card, Character, EcosystemCharacter
from ecosystem.models import Membership, User
from ecosystem.roles import Role

# Cards listed below the place to drop new ones.
LATEST = 24
# Entries of a book that its report shows.
ENTRIES_SHOWN = 40
KINDS = {
    report.MAPPED: ("Understood", "check"),
    report.REPAIRED: ("Repaired on the way", "bandage"),
    report.NOTICED: ("Worth knowing", "circle-help"),
    report.KEPT: ("Kept, though nothing here uses it", "lock"),
}
SPECS = {"v1": "V1", "chara_card_v2": "V2", "chara_card_v3": "V3", "lorebook_v3": "Lorebook"}


@dataclass(frozen=True, slots=True)
class Row:
    """One file as the list shows it: the card it became, or why it became none."""

    filename: str
    card: Card | None = None
    is_new: bool = True
    fault: str = ""
    # How much its words suggest, and whom that makes of somebody, in a few plain words.
    suggested: int = 0
    reads: str = ""

    @property
    def repairs(self) -> int:
        return sum(note["kind"] == report.REPAIRED for note in self.card.report) if self.card else 0

    @property
    def understood(self) -> int:
        return sum(note["kind"] == report.MAPPED for note in self.card.report) if self.card else 0

    @property
    def spec(self) -> str:
        return SPECS.get(self.card.spec, self.card.spec) if self.card else ""


@require_http_methods(["GET", "HEAD", "POST"])
def arrivals(request: HttpRequest) -> HttpResponse:
    """The place to drop cards. A script sends each file alone and gets its row; without one they all come at once."""
    asks_for_row = bool(request.headers.get("HX-Request"))
    if not request.user.is_authenticated and asks_for_row:
        # A script would follow the way to the login page and show that as a row.
        return HttpResponse(status=401)
    return _arrivals(request, asks_for_row)


@login_required
def _arrivals(request: HttpRequest, asks_for_row: bool) -> HttpResponse:
    assert isinstance(request.user, User)
    user = request.user
    rows = [_row(user, file) for file in request.FILES.getlist("card")] if request.method == "POST" else []
    if asks_for_row and rows:
        return render(request, "characters/import.html#row", {"row": rows[0]})
    if request.method == "POST" and not rows:
        messages.error(request, "Choose at least one file first.")
    shown = {row.card.pk for row in rows if row.card}
    latest = Card.objects.of(user).in_use().select_related("character").exclude(pk__in=shown).order_by("-pk")
    context = {
        "rows": rows,
        "latest": [Row(card.filename, card) for card in latest.defer(*Card.HEAVY)[:LATEST]],
        "worlds": worlds_of(user),
        "most": limits.FILE_BYTES,
        "most_said": limits.megabytes(limits.FILE_BYTES),
        "section": "characters",
    }
    failed = bool(rows) and not any(row.card for row in rows)
    return render(request, "characters/import.html", context, status=422 if failed else 200)


def _row(user: User, file: UploadedFile[Any]) -> Row:
    name = file.name or "a file"
    try:
        check_size(file.size or 0)
        brought = importing.bring_in(user, file.read(), name)
    except CardFault as fault:
        return Row(name, fault=str(fault))
    suggested, reads = _read(brought.card.character) if brought.card.character and brought.is_new else (0, "")
    return Row(name, brought.card, brought.is_new, suggested=suggested, reads=reads)


def _read(character: Character) -> tuple[int, str]:
    """How many suggestions a card's words make, and the temperament in plain words that would be theirs with them."""
    ticked = upgrading.ticked(upgrading.offered(character))
    after = sketching.taken(sheets.complete(character.sheet()), ticked)
    person = personality.from_mapping(after["traits"], after["facets"])
    return len(ticked), personality.reading(person) if personality.is_telling(person) else ""


def worlds_of(user: User) -> list[Membership]:
    """The worlds into which somebody may bring characters and lore, the newest first."""
    roles = [Role.DIRECTOR, Role.OWNER]
    return list(Membership.objects.filter(user=user, role__in=roles).select_related("world").order_by("-world"))


@login_required
@require_safe
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """The report of one card: what was understood, mended and kept, and what may be done with it next."""
    assert isinstance(request.user, User)
    found = get_object_or_404(Card.objects.of(request.user).select_related("character").defer("beside"), pk=pk)
    book, data = lorebooks.book_of(found), lorebooks.card_data(found)
    groups = [(label, icon, list(_of_kind(found, kind))) for kind, (label, icon) in KINDS.items()]
    context = {
        "card": found,
        "spec": SPECS.get(found.spec, found.spec),
        "columns": [column for column in (groups[:1], [group for group in groups[1:] if group[2]]) if column],
        "openings": [(number, mapping.opening(data, number)) for number in range(len(data.openings))] if data else [],
        "creator": data.creator if data else "",
        "notes": data.creator_notes.strip() if data else "",
        "entries": book.entries[:ENTRIES_SHOWN] if book else (),
        "unshown": max(0, found.entry_count - ENTRIES_SHOWN),
        "files": list(found.attachments.values_list("path", flat=True)[:ENTRIES_SHOWN]),
        "has_model": llm.chat_endpoint() is not None,
        "suggested": upgrading.offered(found.character) if found.character and not _lives(found.character) else [],
        "worlds": worlds_of(request.user),
        "section": "characters",
    }
    return render(request, "characters/import_report.html", context)


def _lives(character: Character) -> bool:
    return EcosystemCharacter.objects.present().filter(character=character).exists()


def _of_kind(found: Card, kind: str) -> Sequence[dict[str, str]]:
    return [note for note in found.report if note["kind"] == kind]


@login_required
@require_safe
@cache_control(private=True, max_age=3600)
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    """The card's own picture, as it was drawn anew; for its owner alone."""
    assert isinstance(request.user, User)
    found = get_object_or_404(Card.objects.of(request.user).exclude(picture=None).only("picture"), pk=pk)
    assert found.picture is not None
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
    return HttpResponse(bytes(found.picture), content_type="image/webp", headers=headers)


@login_required
@require_safe
def original(request: HttpRequest, pk: int) -> HttpResponse:
    """A card's or lorebook's JSON to the byte as it came, whatever was changed since."""
    assert isinstance(request.user, User)
    found = get_object_or_404(Card.objects.of(request.user).only("name", "raw", "carrier"), pk=pk)
    disposition = content_disposition_header(as_attachment=True, filename=f"{slugify(found.name) or 'card'}.json")
    headers = {"Content-Disposition": disposition or "", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(bytes(found.raw), content_type="application/json", headers=headers)


@login_required
@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Removes a lorebook, or puts a card's character away; what worlds already know stays theirs."""
    assert isinstance(request.user, User)
    found = get_object_or_404(Card.objects.of(request.user).select_related("character"), pk=pk)
    if found.character is not None:
        Character.objects.filter(pk=found.character.pk).update(put_away=True)
        messages.success(request, f"{found.name} is put away; you find them at the end of your characters.")
    else:
        found.delete()
        messages.success(request, f"{found.name} is gone. Worlds that took it in keep what they know.")
    return redirect("characters:import")


@login_required
@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The choice of formats, or with `?format=` the file."""
    character = get_object_or_404(Character, pk=pk, owner=request.user)
    kind = request.GET.get("format", "")
    if kind not in exporting.FORMATS:
        newest = lorebooks.newest_card(character)
        context = {"character": character, "card": newest, "section": "characters"}
        return render(request, "characters/export.html", context)
    made = exporting.export(character, kind, timezone.now(), with_state="state" in request.GET)
    disposition = content_disposition_header(as_attachment=True, filename=made.filename)
    headers = {"Content-Disposition": disposition or "", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(made.data, content_type=made.content_type, headers=headers)
