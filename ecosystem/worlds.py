"""A person's worlds: the list, starting one from a starter, its settings, its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import django_rq
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Q, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from characters.models import EcosystemCharacter, Event
from ecosystem import moments, showcase, starters
from ecosystem.models import Membership, User, World
from ecosystem.moments import Moment, Person
from ecosystem.roles import Role
from ecosystem.steering import WorldReinForm
from relationships import mapping
from storytelling import digest

FACES = 6


@dataclass(frozen=True, slots=True)
class Card:
    """One world on the list."""

    world: World
    role: str
    status: str
    faces: list[Person]
    more: int
    last: Moment | None
    last_at: datetime | None
    # Moments since the member last looked, and the most telling of them in words.
    since: int
    told: str


@login_required
@require_safe
def worlds(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    context = {"cards": cards(request.user), "casts": showcase.casts(), "section": "worlds"}
    return render(request, "ecosystem/worlds.html", context)


def cards(user: User) -> list[Card]:
    """A person's worlds, the liveliest first; four queries however many there are."""
    newest = Event.objects.filter(world=OuterRef("world")).latest_first().values("pk")[:1]
    mine = Membership.objects.filter(user=user).select_related("world").annotate(last=Subquery(newest))
    members = sorted(mine, key=lambda member: (not member.world.is_running, -member.world.pk))
    casts: dict[int, list[EcosystemCharacter]] = {member.world_id: [] for member in members}
    lives = EcosystemCharacter.objects.present().filter(world__in=casts).select_related("character")
    for life in lives.order_by("-last_event", "pk"):
        casts[life.world_id].append(life)
    last = Event.objects.in_bulk([member.last for member in members if member.last])
    missed = _missed(members)
    return [_card(member, casts[member.world_id], last.get(member.last), missed[member.world_id]) for member in members]


def _missed(members: Sequence[Membership]) -> dict[int, dict[str, int]]:
    """How often each act was done, and not refused, in each world since its member last looked."""
    counts: dict[int, dict[str, int]] = {member.world_id: {} for member in members}
    unseen = Q(pk=None)
    for member in members:
        unseen |= Q(world=member.world_id, number__gt=member.seen_number)
    rows = Event.objects.filter(unseen).exclude(act="").exclude(accepted=False).order_by()
    for world, act, count in rows.values_list("world", "act").annotate(Count("pk")):
        counts[world][act] = count
    return counts


def _card(member: Membership, cast: list[EcosystemCharacter], event: Event | None, missed: dict[str, int]) -> Card:
    people = moments.people(cast)
    return Card(
        world=member.world,
        role=member.get_role_display(),
        status=status_of(member.world),
        faces=list(people.values())[:FACES],
        more=max(0, len(people) - FACES),
        last=moments.of(people, [event])[0] if event else None,
        last_at=event.created_at if event else None,
        since=max(0, member.world.log_position - member.seen_number),
        told=digest.worth_telling(missed),
    )


def status_of(world: World) -> str:
    """running, asleep (running, but nobody looks), resting (today's turns are used up) or paused."""
    now = timezone.now()
    if not world.is_running:
        return "paused"
    if world.is_out_of_budget(now):
        return "resting"
    return "asleep" if world.is_frozen(now) else "running"


class CreateForm(forms.Form):
    starter = forms.ChoiceField(choices=lambda: [(name, name) for name in starters.names()], error_messages={
        "required": "Choose a cast to begin with.", "invalid_choice": "Choose one of the casts below.",
    })  # fmt: skip
    title = forms.CharField(
        max_length=80,
        required=False,
        label="Name of your world",
        widget=forms.TextInput(
            attrs={"placeholder": "Called after its cast, unless you name it", "autocomplete": "off"}
        ),
    )


# Whoever comes here without an account has most likely none yet.
@login_required(login_url="account_signup")
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    assert isinstance(request.user, User)
    form = CreateForm(request.POST or None)
    if form.is_valid():
        world = starters.create_world(starters.read(form.cleaned_data["starter"]), request.user)
        world.memberships.update(seen_number=world.log_position)
        mapping.lay_out(world.pk)
        if title := form.cleaned_data["title"].strip():
            World.objects.filter(pk=world.pk).update(title=title)
        return redirect("world", slug=world.slug)
    chosen = request.POST.get("starter") or request.GET.get("starter") or "pemberley"
    context = {"form": form, "casts": showcase.casts(), "chosen": chosen, "section": "worlds"}
    return render(request, "ecosystem/create.html", context, status=422 if form.errors else 200)


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # Django itself cannot be subscripted here
    class Meta:
        model = World
        fields = ("title", "premise", "visibility", "voice")
        widgets = {"premise": forms.Textarea(attrs={"rows": 4})}
        labels = {"title": "Name", "visibility": "Who may watch"}
        help_texts = {"voice": "Who puts words to what happens."}


def _owned(request: HttpRequest, slug: str) -> World:
    world = get_object_or_404(World.objects.visible_to(request.user), slug=slug)
    if not world.may(request.user, Role.OWNER):
        raise PermissionDenied("Only the owner of this world may change it.")
    return world


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, slug: str) -> HttpResponse:
    world = _owned(request, slug)
    form = SettingsForm(request.POST or None, instance=world)
    if form.is_valid():
        World.objects.filter(pk=world.pk).update(**form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("world_settings", slug=world.slug)
    context = {"form": form, "reins": WorldReinForm(instance=world), "world": world, "section": "worlds"}
    return render(request, "ecosystem/world_settings.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def delete(request: HttpRequest, slug: str) -> HttpResponse:
    """Ends a world for good, once its name has been typed."""
    world = _owned(request, slug)
    if request.POST.get("title", "").strip() != world.title:
        messages.error(request, f"Nothing was deleted: type “{world.title}” to confirm.")
        return redirect("world_settings", slug=world.slug)
    pk = world.pk
    world.delete()
    # The graph drops a world that no longer is.
    django_rq.get_queue("graph").enqueue("relationships.jobs.project", pk, result_ttl=0, ttl=600)
    messages.success(request, f"“{world.title}” is gone.")
    return redirect("worlds")
