"""How people hold a world, or one life in it: what is never done, what is not spoken of, how lively, in what order."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from characters.models import EcosystemCharacter
from ecosystem.models import World
from ecosystem.roles import Role
from relationships.acts import ACTS, FAMILIES

MOST_TOPICS = 20
LONGEST_TOPIC = 60
# An act's label ends with what leads to its object; where there is none, it is left out.
LEADING = (" with", " to", " of", " in")


def named(act: str) -> str:
    """An act by itself: "gossip", "give something", "make demands"."""
    label = ACTS[act].label
    return next((label.removesuffix(end) for end in LEADING if label.endswith(end)), label)


def grouped_acts() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every act by its family, as a form offers them."""
    return [
        (family.capitalize(), [(key, named(key)) for key, act in ACTS.items() if act.family == family])
        for family in FAMILIES
    ]


class TopicsField(forms.CharField):
    """One topic a line."""

    widget = forms.Textarea

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: object) -> list[str]:  # type: ignore[override]  # a list is what the column holds
        found: dict[str, str] = {}
        for line in str(value or "").splitlines():
            topic = " ".join("".join(letter for letter in line if letter.isprintable()).split())
            if topic:
                found.setdefault(topic.casefold(), topic)
        return list(found.values())

    def validate(self, value: Sequence[str]) -> None:
        if len(value) > MOST_TOPICS:
            raise forms.ValidationError(f"Name at most {MOST_TOPICS} topics; these are {len(value)}.")
        if long := next((topic for topic in value if len(topic) > LONGEST_TOPIC), ""):
            raise forms.ValidationError(f"“{long[:20]}…” is too long; name a topic in {LONGEST_TOPIC} characters.")

    def run_validators(self, value: object) -> None:
        """Nothing is asked of the text as a whole."""


class ReinForm(forms.ModelForm):  # type: ignore[type-arg]  # Django itself cannot be subscripted here
    never = forms.MultipleChoiceField(
        choices=grouped_acts,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Never done",
        error_messages={"invalid_choice": "Choose acts from the list."},
    )
    topics_off = TopicsField(
        required=False,
        label="Topics off limits",
        widget=forms.Textarea(attrs={"rows": 3, "placeholder": "One a line"}),
    )


class WorldReinForm(ReinForm):
    class Meta:
        model = World
        fields = ("pace", "turn_order", "never", "topics_off")
        labels = {"pace": "Pace", "turn_order": "Who comes first"}
        help_texts = {"pace": "How much goes on."}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["never"].help_text = "Nobody in this world does what is ticked, however much they want to."
        self.fields["topics_off"].help_text = "Nobody brings them up, and no secret that names one is told."


class LifeReinForm(ReinForm):
    autonomy = forms.ChoiceField(
        choices=[("", "As the world is set"), *World.Autonomy.choices], required=False, label="Autonomy"
    )
    pace = forms.ChoiceField(choices=[("", "As the world is set"), *World.Pace.choices], required=False, label="Pace")

    class Meta:
        model = EcosystemCharacter
        fields = ("autonomy", "pace", "never", "topics_off")


@login_required
@require_POST
def world_rein(request: HttpRequest, slug: str) -> HttpResponse:
    """What the whole world is held to; counts from its next turn."""
    world = get_object_or_404(World.objects.visible_to(request.user), slug=slug)
    if not world.may(request.user, Role.OWNER):
        raise PermissionDenied("Only the owner of this world may change it.")
    form = WorldReinForm(request.POST, instance=world)
    if not form.is_valid():
        return render(request, "ecosystem/rein.html", {"form": form, "world": world, "section": "worlds"}, status=422)
    # A round that was begun under another order is no round.
    World.objects.filter(pk=world.pk).update(**form.cleaned_data, round=[])
    messages.success(request, "Saved. It counts from the next turn.")
    return redirect("world_settings", slug=world.slug)


@login_required
@require_POST
def life_rein(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What one life is held to, beside what its world is."""
    world = get_object_or_404(World.objects.visible_to(request.user), slug=slug)
    if not world.may(request.user, Role.DIRECTOR):
        raise PermissionDenied("Only a director or the owner of this world may do that.")
    life = get_object_or_404(EcosystemCharacter.objects.present(), world=world, pk=pk)
    form = LifeReinForm(request.POST, instance=life)
    if not form.is_valid():
        context = {"form": form, "world": world, "life": life, "section": "worlds"}
        return render(request, "ecosystem/rein.html", context, status=422)
    EcosystemCharacter.objects.filter(pk=life.pk).update(**form.cleaned_data)
    messages.success(request, f"Saved. {life.name} is held to it from the next turn.")
    return redirect("character", slug=world.slug, pk=life.pk)
