from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from characters import portraits


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def portrait(request: HttpRequest, seed: str, step: int) -> HttpResponse:
    """A face by its seed and mood. The same address always draws the same picture, so it may be kept for ever."""
    return HttpResponse(portraits.portrait(seed, min(step, portraits.ASLEEP)), content_type="image/svg+xml")
