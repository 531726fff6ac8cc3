from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from characters import portraits
from characters.models import Picture


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def portrait(request: HttpRequest, seed: str, step: int) -> HttpResponse:
    """A face by its seed and mood. The same address always draws the same picture, so it may be kept for ever."""
    return HttpResponse(portraits.portrait(seed, min(step, portraits.ASLEEP)), content_type="image/svg+xml")


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def picture(request: HttpRequest, digest: str) -> HttpResponse:
    """An uploaded portrait by what is in it: whoever knows that has seen it, so its address needs no other lock."""
    found = get_object_or_404(Picture, digest=digest)
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
    return HttpResponse(bytes(found.data), content_type="image/webp", headers=headers)
