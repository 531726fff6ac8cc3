"""Pages about people rather than worlds: the landing page, the palette, a person's own settings."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from ecosystem import finding, showcase
from ecosystem.models import NoRoom, User

THEME_COOKIE = "theme"
THEME_COOKIE_SECONDS = 31_536_000


def chrome(request: HttpRequest) -> dict[str, object]:
    """What the frame of every page needs to know about whoever looks at it."""
    user = getattr(request, "user", None)
    if isinstance(user, User) and user.is_authenticated:
        return {"theme": user.theme, "single_keys": user.single_keys}
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {"theme": theme if theme in User.Theme.values else User.Theme.SYSTEM.value, "single_keys": True}


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of whoever may not: it is somebody else's, or they have as much as they may have."""
    context = {"exception": str(exception), "is_full": isinstance(exception, NoRoom)}
    return render(request, "403.html", context, status=403)


@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("worlds")
    shown = showcase.of_the_demo()
    return render(request, "ecosystem/landing.html", {"shown": shown, "casts": showcase.casts()})


@require_safe
def palette(request: HttpRequest) -> HttpResponse:
    """Everything one can go to by name: a page of its own, and the palette's list when a script asks."""
    # A null character is the one that Postgres takes in no text, not even to search for.
    query = request.GET.get("q", "").replace("\x00", "").strip()[:80]
    context = {"groups": finding.find(request.user, query), "query": query}
    template = "ecosystem/palette.html"
    return render(request, f"{template}#finds" if "HX-Request" in request.headers else template, context)


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("theme", "")
    if chosen not in User.Theme.values:
        return HttpResponse("Choose system, light or dark.", status=422)
    if request.user.is_authenticated:
        User.objects.filter(pk=request.user.pk).update(theme=chosen)
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    response = redirect(target if safe else "landing")
    response.set_cookie(THEME_COOKIE, chosen, THEME_COOKIE_SECONDS, samesite="Lax", httponly=True)
    return response


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]  # Django itself cannot be subscripted here
    class Meta:
        model = User
        fields = ("name", "theme", "single_keys")
        widgets = {"theme": forms.RadioSelect, "name": forms.TextInput(attrs={"autocomplete": "nickname"})}
        labels = {"single_keys": "Single-key shortcuts"}


@login_required
def settings(request: HttpRequest) -> HttpResponse:
    form = SettingsForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("settings")
    return render(request, "ecosystem/account_settings.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """For whoever watches the process: answers only while Postgres does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
