"""From words to a sheet: what a description suggests, taken one by one; and a draft from a sentence or five answers.

Words are read at once; where a model is set up, it reads as well, and its suggestions come when they come. All of it
goes to the desk: nothing is saved unseen.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from characters import editing, llm, reader, sheets, sketching, suggestions
from characters.models import Character
from characters.sheets import Sheet
from characters.suggestions import Suggestion
from ecosystem.models import User

log = logging.getLogger(__name__)

# The headings under which suggestions stand, in this order.
HEADINGS = {
    "pronouns": "Who they are", "trait": "Temperament", "facet": "Temperament", "initiative": "Temperament",
    "speech": "Voice", "sample": "Voice", "value": "What they hold dear", "goal": "What they want",
}  # fmt: skip
# A description shorter than this says nothing of anybody.
SHORTEST = 8
LONGEST = 4_000


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upgrade(request: HttpRequest, pk: int) -> HttpResponse:
    open_ = editing.opened(request, pk)
    sheet = open_.typed
    if request.method == "POST":
        chosen = [(key, request.POST.get(f"as-{key}", "")) for key in request.POST.getlist("take")]
        open_.keep(sketching.taken(sheet, chosen), open_.version)
        if chosen:
            messages.info(request, "Taken over; look it through and save.")
        return redirect(open_.address)
    found = suggestions.suggest(source_of(sheet), sheet["samples"])
    context = {
        "open": open_, "sheet": sheet, "groups": grouped(found, sheet), "section": "characters",
        "has_model": llm.chat_endpoint() is not None,
    }  # fmt: skip
    return render(request, "characters/upgrade.html", context)


@login_required
@require_safe
async def by_model(request: HttpRequest, pk: int) -> HttpResponse:
    """What the model reads in the description, as a part of the page that asks for it when it stands."""
    open_ = await sync_to_async(editing.opened)(request, pk)
    sheet, endpoint = open_.typed, llm.chat_endpoint()
    context: dict[str, Any] = {"sheet": sheet}
    if endpoint is not None:
        try:
            found = await reader.read(source_of(sheet), endpoint, settings.LLM_TIMEOUT)
            context["groups"] = grouped(found, sheet)
        except llm.ModelError as error:
            log.warning("a description was not read: %s", error)
            context["fault"] = "The model did not answer, so what was read by words is all there is."
    return await sync_to_async(render)(request, "characters/upgrade.html#model", context)


def offered(character: Character) -> list[tuple[str, list[dict[str, Any]]]]:
    """What a saved sheet's own words suggest for it, by heading."""
    sheet = sheets.complete(character.sheet())
    return grouped(suggestions.suggest(source_of(sheet), sheet["samples"]), sheet)


def ticked(groups: Iterable[tuple[str, list[dict[str, Any]]]]) -> list[tuple[str, str]]:
    """The suggestions that nothing on the sheet speaks against yet."""
    return [(row["one"].key, row["one"].shown) for _, rows in groups for row in rows if row["ticked"]]


def take(character: Character, chosen: Sequence[tuple[str, str]]) -> None:
    """Take suggestions over into a saved sheet, as its next version."""
    before = sheets.complete(character.sheet())
    after = sketching.taken(before, chosen)
    if after != before:
        for name, value in after.items():
            setattr(character, name, value)
        character.save_version()


def source_of(sheet: Sheet) -> str:
    """All that a sheet says in prose; a role that was taken from the description is not said twice."""
    role = f"{sheet['role']}." if sheet["role"] and sheet["role"] not in sheet["persona"] else ""
    return "\n\n".join(filter(None, [role, sheet["persona"]]))


def grouped(found: Iterable[Suggestion], sheet: Sheet) -> list[tuple[str, list[dict[str, Any]]]]:
    """Suggestions by heading, each with what the sheet says now; ticked where that is nothing yet.

    What the sheet says already is no suggestion.
    """
    groups: dict[str, list[dict[str, Any]]] = {}
    for one in found:
        now = _now(one, sheet)
        if now == one.shown:
            continue
        is_dial = one.kind in ("trait", "facet", "initiative")
        untouched = now in ("", "50") if is_dial else now in ("", "they", "plain")
        groups.setdefault(HEADINGS[one.kind], []).append(
            {"one": one, "now": now, "is_dial": is_dial, "ticked": untouched}
        )
    return list(groups.items())


def _now(one: Suggestion, sheet: Sheet) -> str:
    """What the sheet says where a suggestion would stand; of a list that has room for it, nothing."""
    what = one.key.removeprefix("model-").partition("-")[2]
    if one.kind == "trait":
        return str(round(sheet["traits"].get(what, 0.5) * 100))
    if one.kind == "facet":
        return str(round(sheet["facets"][what] * 100)) if what in sheet["facets"] else ""
    if one.kind == "initiative":
        return str(round(sheet["initiative"] * 100))
    if one.kind in ("speech", "pronouns"):
        return str(sheet[one.kind])
    held = [item["text"] if isinstance(item, dict) else item for item in sheet[f"{one.kind}s"]]
    return one.shown if one.shown in held else ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
async def sentence(request: HttpRequest) -> HttpResponse:
    """Describe somebody, or answer five questions: either way a draft lies on the desk afterwards."""
    if request.method != "POST":
        return await _asked(request)
    text = request.POST.get("text", "").replace("\x00", "").strip()
    answers = {key: request.POST.get(key, "").replace("\x00", "") for key in sketching.QUESTIONS}
    if len(text) > LONGEST:
        return await _asked(request, f"Keep it within {LONGEST:,} characters; it has {len(text):,}.", text, answers)
    if len(text) >= SHORTEST:
        sheet, origin = await _drafted(request, text)
    elif any(answer.strip() for answer in answers.values()):
        sheet, origin = sketching.from_answers(answers, request.POST.get("name", "")), "five answers"
    else:
        return await _asked(request, "Say something about them first, or answer one of the questions.", text, answers)
    user = await request.auser()
    assert isinstance(user, User)
    draft = await sync_to_async(editing.begin)(user, sheet, origin)
    return redirect("characters:draft", pk=draft.pk)


async def _drafted(request: HttpRequest, text: str) -> tuple[Sheet, str]:
    """By the model where it was asked for and answers, else by what words tell; the draft says which."""
    endpoint = llm.chat_endpoint()
    if endpoint is None or request.POST.get("by") != "model":
        return sketching.from_text(text), "a sentence, read by words"
    try:
        return await reader.draft(text, endpoint, settings.LLM_TIMEOUT), "a sentence, written by the model"
    except llm.ModelError as error:
        log.warning("no draft: %s", error)
        await sync_to_async(messages.warning)(request, "The model did not answer; this was read by words instead.")
        return sketching.from_text(text), "a sentence, read by words"


async def _asked(
    request: HttpRequest, fault: str = "", text: str = "", answers: dict[str, str] | None = None
) -> HttpResponse:
    questions = [(key, asked, hint, (answers or {}).get(key, "")) for key, (asked, hint) in sketching.QUESTIONS.items()]
    context = {
        "fault": fault, "text": text, "questions": questions, "section": "characters",
        "has_model": llm.chat_endpoint() is not None,
    }  # fmt: skip
    return await sync_to_async(render)(request, "characters/sentence.html", context, status=422 if fault else 200)
