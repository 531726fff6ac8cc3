"""How one life is held, for whoever directs its world: `{% load reins %}{% rein bio.one slug %}`."""

from __future__ import annotations

from django import template
from django.template import Context

from characters.models import EcosystemCharacter
from ecosystem.steering import LifeReinForm

register = template.Library()


@register.inclusion_tag("ecosystem/_life_rein.html", takes_context=True)
def rein(context: Context, life: EcosystemCharacter, slug: str) -> dict[str, object]:
    return {
        "form": LifeReinForm(instance=life, auto_id="rein_%s"),
        "life": life,
        "slug": slug,
        "csrf_token": context.get("csrf_token"),
    }
