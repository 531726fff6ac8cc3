"""What a person may do to a running world: the transport, and inputs that the next turn applies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django_rq import get_queue

from ecosystem import fragments, inputs, live, moments, observatory, outlook
from ecosystem.models import User, World, WorldInput
from ecosystem.roles import Role
from relationships import occasions

P = ParamSpec("P")
ANY = Q()


def directed(view: Callable[Concatenate[HttpRequest, World, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """A POST by somebody who directs the world; everybody who watches sees the new transport and who touched it."""

    @wraps(view)
    def wrapped(request: HttpRequest, slug: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            # htmx would follow the way to the login page and swap the whole of it in.
            asks_for_part = bool(request.headers.get("HX-Request"))
            return HttpResponse(status=401) if asks_for_part else redirect_to_login(reverse("world", args=[slug]))
        world = get_object_or_404(World.objects.visible_to(request.user), slug=slug)
        if not world.may(request.user, Role.DIRECTOR):
            raise PermissionDenied("Only a director or the owner of this world may do that.")
        return view(request, world, *args, **kwargs)

    return require_POST(wrapped)


def _steer(request: HttpRequest, world: World, where: Q = ANY, /, **changes: object) -> HttpResponse:
    """Change the transport, as long as the world is still as `where` says, and show everybody how it stands."""
    assert isinstance(request.user, User)
    with fragments.in_order(world.pk):
        if changes:
            World.objects.filter(where, pk=world.pk).update(steered_by=request.user.display_name, **changes)
        world.refresh_from_db()
        live.publish(world.pk, fragments.transport(world))
    if not request.headers.get("HX-Request"):
        return redirect("world", slug=world.slug)
    return render(request, "ecosystem/_transport.html#controls", {"world": world, "may_direct": True})


def _now() -> dict[str, datetime]:
    return {"next_turn_at": timezone.now(), "watched_at": timezone.now()}


@directed
def play(request: HttpRequest, world: World) -> HttpResponse:
    """Pressing play on a running world changes nothing, whoever pressed first."""
    return _steer(request, world, Q(is_running=False), is_running=True, failures=0, trouble="", **_now())


@directed
def pause(request: HttpRequest, world: World) -> HttpResponse:
    return _steer(request, world, is_running=False)


@directed
def step(request: HttpRequest, world: World) -> HttpResponse:
    """One turn, then stillness."""
    if not world.is_running and not world.is_out_of_budget(timezone.now()):
        get_queue("live").enqueue("ecosystem.jobs.take_turn", world.pk, world.generation, result_ttl=0, ttl=30)
    return _steer(request, world)


@directed
def speed(request: HttpRequest, world: World) -> HttpResponse:
    chosen = request.POST.get("speed", "")
    if chosen not in {"1", "2", "4", "8"}:
        return HttpResponse("Choose a speed of 1, 2, 4 or 8.", status=422)
    return _steer(request, world, speed=int(chosen), **_now())


@directed
def autonomy(request: HttpRequest, world: World) -> HttpResponse:
    chosen = request.POST.get("autonomy", "")
    if chosen not in World.Autonomy.values:
        return HttpResponse("Choose guided, balanced or free.", status=422)
    return _steer(request, world, autonomy=chosen)


@directed
def inject(request: HttpRequest, world: World) -> HttpResponse:
    """Queue an event; the next turn makes it happen. Faults that can be seen at once are answered at once."""
    assert isinstance(request.user, User)
    args = {field: request.POST.get(field, "") for field in ("text", "topic", "place")}
    places = outlook.place_names(world)
    if fault := inputs.fault_of(args, frozenset(places)):
        context = {"fault": fault, "args": args, "places": places, "suggestions": observatory.SUGGESTIONS}
        if not request.headers.get("HX-Request"):
            return observatory.page(request, world, status=422, **context)
        return render(request, "ecosystem/_inject.html#inject", {"world": world, **context}, status=422)
    row = world.queue("inject", args, request.user)
    return _queued(request, world, row, "Your event waits for the world’s next turn.")


@directed
def call(request: HttpRequest, world: World) -> HttpResponse:
    """Call people together, to sit, to vote, to feast or to judge; the next turn sends word of it."""
    assert isinstance(request.user, User)
    args = {field: request.POST.get(field, "") for field in ("kind", "place", "subject", "against", "text")}
    places = outlook.place_names(world)
    if fault := inputs.fault_of_summons(world, args, frozenset(places)):
        context: dict[str, object] = {
            "call_fault": fault, "call_args": args, "places": places, "occasions": occasions.KINDS,
        }  # fmt: skip
        if not request.headers.get("HX-Request"):
            return observatory.page(request, world, status=422, **context)
        people = moments.people(outlook.present(outlook.living(world)))
        return render(request, "ecosystem/_call.html#call", {"world": world, "people": people, **context}, status=422)
    return _queued(request, world, world.queue("occasion", args, request.user), "Your call waits for the next turn.")


def _queued(request: HttpRequest, world: World, row: WorldInput, told: str) -> HttpResponse:
    World.objects.filter(pk=world.pk, is_running=True).update(**_now())
    if not request.headers.get("HX-Request"):
        messages.success(request, told)
        return redirect("world", slug=world.slug)
    return render(request, "ecosystem/_inject.html#queued", {"world": world, "input": row})


@login_required
@require_safe
def answer(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """What became of an input, for whoever sent it."""
    world = get_object_or_404(World.objects.visible_to(request.user), slug=slug)
    row = get_object_or_404(world.inputs, number=number, sender=request.user)
    return render(request, "ecosystem/_inject.html#queued", {"world": world, "input": row})
