"""Editing a sheet: one form with named buttons, a draft kept while somebody types, versions kept when they save."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from characters import desk, dialogue, faces, hearing, llm, pictures, sheets, versions
from characters.models import Character, CharacterVersion, Draft, EcosystemCharacter
from characters.models.sheet import Overwritten
from characters.packs import house_packs
from ecosystem.models import User

# Drafts of new characters that one creator keeps; the oldest makes room.
MOST_DRAFTS = 40
# Names that the form proposes.
MOST_NAMES = 200
# Versions on a page of the history.
VERSIONS = 20


@dataclass
class Open:
    """A sheet on somebody's desk: what is saved of it, what is typed, and what the typing began from."""

    user: User
    character: Character | None
    draft: Draft | None

    @property
    def saved(self) -> sheets.Sheet:
        return sheets.complete(self.character.sheet()) if self.character else sheets.blank()

    @property
    def typed(self) -> sheets.Sheet:
        return sheets.complete(self.draft.sheet) if self.draft else self.saved

    @property
    def version(self) -> int:
        if self.draft:
            return self.draft.version
        return self.character.version if self.character else 0

    @property
    def address(self) -> str:
        if self.character:
            return reverse("characters:edit", args=[self.character.pk])
        assert self.draft is not None
        return reverse("characters:draft", args=[self.draft.pk])

    def keep(self, sheet: sheets.Sheet, version: int) -> None:
        """Keep what was typed; where it is what is saved already, there is nothing to keep."""
        if self.character and sheet == self.saved and version == self.character.version:
            self.discard()
            return
        if self.draft:
            self.draft.sheet, self.draft.version = sheet, version
            self.draft.save()
        else:
            values = {"sheet": sheet, "version": version}
            self.draft, _ = Draft.objects.update_or_create(owner=self.user, character=self.character, defaults=values)

    def discard(self) -> None:
        if self.draft:
            self.draft.delete()
            self.draft = None


def opened(request: HttpRequest, pk: int) -> Open:
    """A creator's own sheet; anybody else's is not there."""
    assert isinstance(request.user, User)
    character = get_object_or_404(Character, pk=pk, owner=request.user)
    return Open(request.user, character, Draft.objects.filter(owner=request.user, character=character).first())


def opened_draft(request: HttpRequest, pk: int) -> Open:
    assert isinstance(request.user, User)
    return Open(request.user, None, get_object_or_404(Draft, pk=pk, owner=request.user, character=None))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    house = Character.objects.of_the_house().filter(pk=pk).first()
    if house is not None:
        return render(
            request,
            "characters/house.html",
            {"character": house, "section": "characters", **desk.form(sheets.complete(house.sheet()))},
        )
    return _edit(request, opened(request, pk))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, opened_draft(request, pk))


@login_required
@require_POST
def live(request: HttpRequest, pk: int) -> HttpResponse:
    """What was typed so far, kept as a draft; answers with what follows the form."""
    return _live(request, opened(request, pk))


@login_required
@require_POST
def draft_live(request: HttpRequest, pk: int) -> HttpResponse:
    return _live(request, opened_draft(request, pk))


def _live(request: HttpRequest, open_: Open) -> HttpResponse:
    read = _read(request, open_)
    open_.keep(read.sheet, _version(request, open_))
    context = {"open": open_, "faults": read.faults, "now": timezone.now(), **desk.aside(read.sheet)}
    return render(request, "characters/editor.html#follows", context)


def _edit(request: HttpRequest, open_: Open) -> HttpResponse:
    if request.method != "POST":
        return _page(request, open_, open_.typed)
    does = {
        "save": _save,
        "merge": _merge,
        "hear": _hear,
        "face": _another,
        "picture": _picture,
        "drawn": _drawn,
        "discard": _discard,
    }
    return does.get(request.POST.get("do", ""), _save)(request, open_)


def _page(request: HttpRequest, open_: Open, sheet: sheets.Sheet, *, status: int = 200, **more: Any) -> HttpResponse:
    character = open_.character
    lives = EcosystemCharacter.objects.present().filter(character=character).select_related("world")
    context = {
        "open": open_,
        "version": open_.version,
        "stale": bool(character and open_.version != character.version),
        "lives": list(lives) if character else [],
        "names": _names(open_),
        "section": "characters",
        "faults": {},
        "has_model": llm.chat_endpoint() is not None,
        **desk.form(sheet),
        **more,
    }
    return render(request, "characters/editor.html", context, status=status)


def _names(open_: Open) -> list[str]:
    """Whom a goal or a secret may be about: whoever lives with them, and the creator's other characters."""
    with_them = EcosystemCharacter.objects.present().filter(world__cast__character=open_.character)
    names = set(with_them.values_list("name", flat=True)[:MOST_NAMES]) if open_.character else set[str]()
    names |= set(Character.objects.of(open_.user).values_list("name", flat=True)[:MOST_NAMES])
    return sorted(names - {open_.typed["name"]})


def _read(request: HttpRequest, open_: Open) -> sheets.Parsed:
    return sheets.parsed(dict(request.POST.lists()), open_.typed)


def _version(request: HttpRequest, open_: Open) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else open_.version


def _save(request: HttpRequest, open_: Open) -> HttpResponse:
    read, version = _read(request, open_), _version(request, open_)
    if read.faults:
        return _page(request, open_, read.sheet, status=422, faults=read.faults)
    return _kept(request, open_, read.sheet, version)


def _kept(request: HttpRequest, open_: Open, sheet: sheets.Sheet, version: int) -> HttpResponse:
    """Save as a new version, or lay both versions side by side where somebody else was faster."""
    character = open_.character
    if character is None:
        character = Character.objects.create(owner=open_.user, **sheet)
    elif sheet == open_.saved:
        open_.discard()
        messages.info(request, "Nothing had changed.")
        return redirect(open_.address)
    else:
        try:
            _store(character, sheet, version)
        except Overwritten:
            open_.character = Character.objects.get(pk=character.pk)
            open_.keep(sheet, version)
            return _conflict(request, open_, sheet)
    open_.discard()
    messages.success(request, f"{character.name} is saved.")
    return redirect("characters:edit", pk=character.pk)


def _store(character: Character, sheet: sheets.Sheet, version: int) -> None:
    """The sheet as a new version, made from the one of that number; its lives go by the name it has."""
    for field, value in sheet.items():
        setattr(character, field, value)
    character.save_version(version)
    EcosystemCharacter.objects.filter(character=character).update(name=character.name)


def _conflict(request: HttpRequest, open_: Open, mine: sheets.Sheet) -> HttpResponse:
    """Nothing is lost: the other's version is saved, ours is a draft, and every field that both changed is asked."""
    assert open_.character is not None
    merged = _merged(open_, mine)
    context = {"open": open_, "merged": merged, "version": open_.character.version, "section": "characters"}
    return render(request, "characters/conflict.html", context, status=409)


def _merged(open_: Open, mine: sheets.Sheet) -> versions.Merged:
    """Our draft and what was saved meanwhile, brought together over the version that the draft began from."""
    assert open_.character is not None
    base = CharacterVersion.objects.filter(character=open_.character, number=open_.version).first()
    return versions.merged(sheets.complete(base.sheet) if base else open_.saved, open_.saved, mine)


def _merge(request: HttpRequest, open_: Open) -> HttpResponse:
    if open_.character is None or open_.draft is None:
        return redirect(open_.address)
    mine = open_.typed
    merged = _merged(open_, mine)
    sheet = merged.sheet
    for conflict in merged.conflicts:
        if request.POST.get(f"take-{conflict.field}") != "theirs":
            sheet[conflict.field] = mine[conflict.field]
    return _kept(request, open_, sheet, _version(request, open_))


def _hear(request: HttpRequest, open_: Open) -> HttpResponse:
    read = _read(request, open_)
    taken = request.POST.get("take", "")
    take = int(taken) + 1 if taken.isdecimal() and len(taken) < 6 else 0
    context: dict[str, Any] = {
        "heard": hearing.hear(read.sheet, house_packs(), take),
        "take": take,
        "sheet": read.sheet,
        "open": open_,
    }
    if request.headers.get("HX-Request-Type") == "partial":
        return render(request, "characters/editor.html#heard", context)
    return _page(request, open_, read.sheet, heard=context["heard"], take=take)


@login_required
@require_POST
async def hear_by_model(request: HttpRequest, pk: int) -> HttpResponse:
    return await _heard_by_model(request, await sync_to_async(opened)(request, pk))


@login_required
@require_POST
async def hear_draft_by_model(request: HttpRequest, pk: int) -> HttpResponse:
    return await _heard_by_model(request, await sync_to_async(opened_draft)(request, pk))


async def _heard_by_model(request: HttpRequest, open_: Open) -> HttpResponse:
    """The three situations at once, in the model's words; those it does not word stay in the house voice."""
    sheet, endpoint = _read(request, open_).sheet, llm.chat_endpoint()
    heard = list(hearing.hear(sheet, house_packs()))
    worded = 0
    if endpoint is not None:
        asked = hearing.scenes(sheet)
        calls = (dialogue.voice_by_model(scene, endpoint, settings.LLM_TIMEOUT) for _, scene in asked)
        for at, ((situation, _), voiced) in enumerate(zip(asked, await asyncio.gather(*calls), strict=True)):
            if voiced.scene is not None:
                heard[at] = hearing.worded(situation, voiced.scene)
                worded += 1
    context = {"heard": heard, "take": 0, "sheet": sheet, "open": open_, "worded": worded, "by_model": True}
    return await sync_to_async(render)(request, "characters/editor.html#heard", context)


def _another(request: HttpRequest, open_: Open) -> HttpResponse:
    """Another face of the same choices."""
    sheet = _read(request, open_).sheet
    face = faces.of(sheet["portrait_seed"], sheet["name"] or "somebody").another()
    return _with_portrait(request, open_, sheet, face.seed(sheet["pronouns"]))


def _picture(request: HttpRequest, open_: Open) -> HttpResponse:
    sheet, file = _read(request, open_).sheet, request.FILES.get("picture")
    if not isinstance(file, UploadedFile) or file.file is None:
        return _page(request, open_, sheet, status=422, faults={"picture": "Choose a picture first."})
    try:
        picture = pictures.keep(file.file)
    except pictures.PictureFault as fault:
        return _page(request, open_, sheet, status=422, faults={"picture": str(fault)})
    return _with_portrait(request, open_, sheet, picture.seed)


def _drawn(request: HttpRequest, open_: Open) -> HttpResponse:
    """Back from an uploaded picture to a drawn face."""
    return _with_portrait(request, open_, _read(request, open_).sheet, "")


def _with_portrait(request: HttpRequest, open_: Open, sheet: sheets.Sheet, seed: str) -> HttpResponse:
    open_.keep(sheet | {"portrait_seed": seed}, _version(request, open_))
    return HttpResponseRedirect(f"{open_.address}#face")


def _discard(request: HttpRequest, open_: Open) -> HttpResponse:
    home = open_.address if open_.character else reverse("characters:shelf")
    open_.discard()
    messages.info(request, "What was not saved is gone.")
    return redirect(home)


def begin(user: User, sheet: sheets.Sheet, origin: str = "") -> Draft:
    """Lay a new character on somebody's desk; it is one only when they save it."""
    drafts = Draft.objects.filter(owner=user, character=None)
    for old in drafts[MOST_DRAFTS - 1 :]:
        old.delete()
    return Draft.objects.create(owner=user, sheet=sheets.complete(sheet), origin=origin)


@login_required
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """The versions of a sheet, newest first, each with what it changed; with `?since=` what changed since that one."""
    character = opened(request, pk).character
    assert character is not None
    typed = request.GET.get("page", "")
    page = int(typed) if typed.isdecimal() and 0 < len(typed) < 6 and int(typed) else 1
    kept = list(character.versions.order_by("-number")[(page - 1) * VERSIONS : page * VERSIONS + 1])
    sheets_ = [(one.number, one.created_at, sheets.complete(one.sheet)) for one in kept]
    shown = [*([(character.version, None, sheets.complete(character.sheet()))] if page == 1 else []), *sheets_]
    rows = [
        {"number": number, "until": until, "changed": versions.differences(older[2], sheet) if older else None}
        for (number, until, sheet), older in zip(shown, [*shown[1:], None], strict=False)
    ]
    # One more was read than is shown, to hold the last against it.
    more = len(kept) > VERSIONS
    asked = request.GET.get("since", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 9 else 0
    since = character.versions.filter(number=number).first()
    whole = versions.differences(sheets.complete(since.sheet), sheets.complete(character.sheet())) if since else ()
    context = {
        "character": character, "rows": rows[:-1] if more else rows, "since": since, "whole": whole, "page": page,
        "more": more, "section": "characters",
    }  # fmt: skip
    return render(request, "characters/history.html", context)


@login_required
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """An earlier version becomes the newest one; what came between stays in the history, and a draft a draft."""
    open_ = opened(request, pk)
    assert open_.character is not None
    number = request.POST.get("number", "")
    kept = get_object_or_404(
        open_.character.versions, number=int(number) if number.isdecimal() and len(number) < 9 else 0
    )
    try:
        _store(open_.character, sheets.complete(kept.sheet), _version(request, open_))
    except Overwritten:
        messages.error(request, "The sheet was saved elsewhere meanwhile. Look again before you go back.")
        return redirect("characters:history", pk=pk)
    draft = " What you had typed and not saved is still there, as a draft." if open_.draft else ""
    messages.success(request, f"{kept.sheet['name']} is as in version {kept.number} again.{draft}")
    return redirect("characters:edit", pk=pk)
