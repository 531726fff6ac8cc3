"""Talking with a character: an interview off the record, and a whisper that may be taken up or not."""

from __future__ import annotations

import json
import logging
import random
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from billing.models import Usage
from characters import checks, interviews, llm, mood, questions
from characters.interviews import Exchange, Interviewee
from characters.models import EcosystemCharacter, Memory, Secret
from ecosystem import bearing, biography, inputs, moments, outlook
from ecosystem.casting import directed
from ecosystem.models import User, World
from ecosystem.moments import Person
from relationships.acts import ACTS, FAMILIES

log = logging.getLogger(__name__)

# Memories that a model is told whatever was asked, for they colour all else: the ones that matter most.
ALWAYS = 2
# Whispers of one's own that the page still shows.
WHISPERS = 5
PROMPTS = (
    "Whom do you trust here, and why?",
    "What do you want most?",
    "What happened lately?",
    "What are you hiding?",
)
UNFIT = "What the model said was not fit to be shown."


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of an interview, and all that an answer may rest on."""

    world: World
    life: EcosystemCharacter
    one: Interviewee
    memories: list[Memory]
    question: str
    earlier: tuple[Exchange, ...]
    # Why they did what is asked about, in their words.
    because: str = ""

    @property
    def texts(self) -> list[str]:
        return [memory.text for memory in self.memories]

    def by_the_house(self) -> str:
        # Asked again, it is begun otherwise.
        rng = random.Random(f"{self.question}:{len(self.earlier)}")
        return interviews.by_the_house(self.one, self.texts, self.question, rng, self.because)


@login_required
@require_safe
def talk(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    world, life = _life(request, slug, pk)
    return _page(request, world, life)


def _life(request: HttpRequest, slug: str, pk: int) -> tuple[World, EcosystemCharacter]:
    world = directed(request, slug)
    return world, get_object_or_404(EcosystemCharacter.objects.select_related("character"), world=world, pk=pk)


def _page(
    request: HttpRequest, world: World, life: EcosystemCharacter, *, status: int = 200, **more: object
) -> HttpResponse:
    assert isinstance(request.user, User)
    lives = outlook.living(world)
    people = moments.people(lives)
    others = sorted((one for one in outlook.present(lives) if one.pk != life.pk), key=lambda one: one.name)
    near = [people[one.pk] for one in others if one.place == life.place]
    mine = world.inputs.filter(kind="whisper", sender=request.user, args__who=life.pk).order_by("-number")[:WHISPERS]
    context = {
        "world": world, "slug": world.slug, "life": life, "person": people[life.pk], "mood": mood.word(life.mood),
        "others": [group for group in (
            (f"In {outlook.place_names(world).get(life.place, 'the same place')} with them", near),
            ("Elsewhere", [people[one.pk] for one in others if one.place != life.place]),
        ) if group[1]],
        "prompts": _prompts(life, people),
        "acts": [(family, [act for act in ACTS.values() if act.family == family]) for family in FAMILIES
                 if family != "solitary"],
        "whispered": [(row, _told(row.args, people)) for row in mine],
        "has_model": llm.chat_endpoint() is not None, "longest": interviews.LONGEST_QUESTION, "section": "worlds",
        **more,
    }  # fmt: skip
    return render(request, "ecosystem/talk.html", context, status=status)


def _prompts(life: EcosystemCharacter, people: Mapping[int, Person]) -> list[str]:
    """What one might ask to begin with; of whoever they have the strongest feelings for, too."""
    ties = biography.ties_of(life.pk, people)
    of = [f"What do you think of {ties[0].other.name}?"] if ties else []
    return [*PROMPTS, *of]


@login_required
@require_POST
async def ask(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """An answer as it is given, line by line as JSON, or where no script asked for that, the whole page with it."""
    world, life = await sync_to_async(_life)(request, slug, pk)
    typed = request.POST.get("prompt") or request.POST.get("question", "")
    question = checks.clean(typed)[: interviews.LONGEST_QUESTION]
    if not question:
        return await sync_to_async(_page)(request, world, life, status=422, fault="Ask something first.")
    asked = await sync_to_async(_asked)(world, life, question, _earlier(request.POST.get("earlier", "")))
    answering = _answering(asked)
    if request.headers.get("Accept") == "application/x-ndjson":
        lines = (json.dumps(said, ensure_ascii=False) + "\n" async for said in answering)
        # Compressing would hold back what is meant to be read while it is said.
        headers = {"Cache-Control": "no-store", "Content-Encoding": "identity", "X-Accel-Buffering": "no"}
        return StreamingHttpResponse(lines, content_type="application/x-ndjson", headers=headers)
    whole: dict[str, Any] = {"text": ""}
    async for said in answering:
        whole = {**whole, **said, "text": said.get("whole") or whole["text"] + said.get("text", "")}
    transcript = [*asked.earlier, Exchange(question, whole["text"])]
    return await sync_to_async(_page)(
        request, world, life, exchange=Exchange(question, whole["text"]), recalled=asked.memories, note=whole["note"],
        transcript=asked.earlier, earlier=json.dumps([[was.question, was.answer] for was in transcript[-3:]]),
    )  # fmt: skip


def _earlier(sent: str) -> tuple[Exchange, ...]:
    """What was said before, as the page sent it back: words, to be fenced like any stranger's."""
    try:
        rows = json.loads(sent[:8_000]) if sent else []
    except (ValueError, RecursionError):
        return ()
    pairs = [row for row in rows if isinstance(row, list) and len(row) == 2] if isinstance(rows, list) else []
    return tuple(Exchange(str(asked)[:300], str(said)[:1_200]) for asked, said in pairs[-interviews.MOST_EARLIER :])


def _asked(world: World, life: EcosystemCharacter, question: str, earlier: tuple[Exchange, ...]) -> Asked:
    """Look up what bears on a question. Reads only: that it came up here leaves no trace in anybody's mind."""
    people = moments.people(outlook.living(world))
    ties = biography.ties_of(life.pk, people)
    read = questions.read(question, {pk: one.name for pk, one in people.items() if pk != life.pk})
    found = bearing.memories(life, read, ties)
    if llm.chat_endpoint() is not None:
        others = life.memories.exclude(pk__in=[memory.pk for memory in found]).defer("embedding")
        found += others.order_by("-pinned", "-importance", "-pk")[:ALWAYS]
    sheet = life.character
    one = Interviewee(
        life.name, sheet.pronouns, sheet.role, sheet.persona, sheet.speech, mood.word(life.mood),
        samples=tuple(sheet.samples),
        wishes=tuple(goal.wish or goal.text for goal in life.goals.filter(status="held")),
        secrets=tuple(Secret.objects.filter(holder=life).values_list("confession", flat=True)),
        stands=tuple((tie.other.name, tie.out.step, tie.out.stage) for tie in ties),
        trusts=tuple((tie.other.name, tie.out.trust) for tie in bearing.by_trust(ties)),
        feelings=tuple(biography.feelings(life, people)),
        values=tuple(sheet.values),
    )  # fmt: skip
    return Asked(world, life, one, found, question, earlier, bearing.reason(life, read, found))


async def _answering(asked: Asked) -> AsyncIterator[dict[str, Any]]:
    """The memories it rests on, the words as they come, and at last who said them; a fault midway is said, too."""
    context = {"recalled": asked.memories, "slug": asked.world.slug}
    yield {"memories": await sync_to_async(render_to_string)("ecosystem/_recalled.html", context)}
    endpoint = llm.chat_endpoint()
    if endpoint is None:
        yield {"text": asked.by_the_house(), "note": "Told from memory by the house voice; no model is set up."}
        return
    prompt = interviews.messages(asked.one, asked.texts, asked.earlier, asked.question)
    said = ""
    try:
        async for piece in llm.stream(endpoint, prompt, interviews.ANSWER_TOKENS, settings.LLM_TIMEOUT):
            if isinstance(piece, llm.Reply):
                await sync_to_async(_meter)(asked.world, piece)
            elif len(said) < interviews.LONGEST_ANSWER:
                said += piece
                yield {"text": piece}
    except llm.ModelError as error:
        log.warning("an interview broke off: %s", error)
        if not said:
            yield {
                "text": asked.by_the_house(),
                "note": "The model did not answer; the house voice told it from memory.",
            }
            return
        yield {"note": "The model broke off here."}
        return
    if checks.DENIED.search(said) or not said.strip():
        yield {"whole": UNFIT, "note": ""}
        return
    yield {"note": f"Said by the model, off the record. {asked.life.name} will not remember it."}


def _meter(world: World, reply: llm.Reply) -> None:
    """What an interview costs is on the world's account like any other call."""
    prices = Decimal(str(settings.LLM_PRICE_IN)), Decimal(str(settings.LLM_PRICE_OUT))
    cost = (reply.prompt_tokens * prices[0] + reply.completion_tokens * prices[1]) / 1_000_000
    row, _ = Usage.objects.get_or_create(world=world, day=timezone.now().date(), defaults={"user_id": world.owner_id})
    row.add(model_calls=1, prompt_tokens=reply.prompt_tokens, completion_tokens=reply.completion_tokens, cost=cost)


@login_required
@require_http_methods(["POST"])
def whisper(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Suggest something to somebody; the next turn weighs it, and they do as they are inclined."""
    assert isinstance(request.user, User)
    world, life = _life(request, slug, pk)
    target = request.POST.get("target", "")
    args = {"who": life.pk, "act": request.POST.get("act", ""), "target": outlook.number_in(target)}
    here = frozenset(EcosystemCharacter.objects.present().filter(world=world).values_list("pk", flat=True))
    if fault := inputs.fault_of_whisper(args, here):
        return _page(request, world, life, status=422, whisper_fault=fault, chosen=args)
    row = world.queue("whisper", args, request.user)
    World.objects.filter(pk=world.pk, is_running=True).update(next_turn_at=timezone.now(), watched_at=timezone.now())
    if request.headers.get("HX-Request-Type") == "partial":
        return _whispered(request, world, life, row.number)
    return redirect("talk", slug=slug, pk=pk)


@login_required
@require_safe
def whispered(request: HttpRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """What became of a whisper, for whoever whispered it."""
    world, life = _life(request, slug, pk)
    return _whispered(request, world, life, number)


def _whispered(request: HttpRequest, world: World, life: EcosystemCharacter, number: int) -> HttpResponse:
    assert isinstance(request.user, User)
    row = get_object_or_404(world.inputs, number=number, sender=request.user, kind="whisper")
    people = moments.people(outlook.living(world))
    context = {"row": row, "told": _told(row.args, people), "world": world, "slug": world.slug, "life": life}
    return render(request, "ecosystem/talk.html#whispered", context)


def _told(args: dict[str, Any], people: dict[int, Person]) -> str:
    """The suggestion in words: "confide in Jane"."""
    act, target = ACTS.get(str(args.get("act"))), people.get(args.get("target") or 0)
    return f"{act.label if act else 'do something with'} {target.name if target else 'somebody'}"
