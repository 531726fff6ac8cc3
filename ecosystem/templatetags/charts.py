"""Charts for templates: `{% load charts %}{% sparkline values "Rising from 2 to 5" %}`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import template
from django.utils.safestring import SafeString, mark_safe

from ecosystem import charts

register = template.Library()


@register.filter
def signed(value: float) -> str:
    """Two decimals, always with a sign, and a true minus."""
    return f"{value:+.2f}".replace("-", "−")


@register.simple_tag
def sparkline(values: Sequence[float], label: str) -> SafeString:
    return mark_safe(charts.sparkline(values, label))


@register.simple_tag
def meter(value: float, label: str, low: float = 0.0) -> SafeString:
    return mark_safe(charts.meter(value, label, low))


@register.simple_tag
def tie_bar(value: float, step: int, label: str) -> SafeString:
    return mark_safe(charts.tie_bar(value, step, label))


@register.simple_tag
def mood_stack(counts: Sequence[tuple[str, int, int]]) -> SafeString:
    return mark_safe(charts.mood_stack(counts))


@register.simple_tag
def radar(traits: Mapping[str, float], name: str) -> SafeString:
    return mark_safe(charts.radar(traits, name))


@register.simple_tag
def rosette(traits: Mapping[str, float], name: str) -> SafeString:
    return mark_safe(charts.rosette(traits, name))


@register.simple_tag
def tension(past: Sequence[float], ahead: Sequence[float], label: str) -> SafeString:
    return mark_safe(charts.tension(past, ahead, label))


@register.simple_tag
def course(planned: Sequence[float], actual: Sequence[float | None], label: str) -> SafeString:
    return mark_safe(charts.course(planned, actual, label))
