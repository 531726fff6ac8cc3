from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from billing.models import Usage


@admin.register(Usage)
class UsageAdmin(admin.ModelAdmin):
    list_display = (
        "day",
        "world",
        "user",
        "turns",
        "interactions",
        "model_calls",
        "fallbacks",
        "prompt_tokens",
        "cost",
    )
    date_hierarchy = "day"
    list_select_related = ("world", "user")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Usage | None = None) -> bool:
        return False
