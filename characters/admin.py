from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from characters.models import Character, Event


@admin.register(Character)
class CharacterAdmin(admin.ModelAdmin):
    list_display = ("name", "role", "owner", "version", "updated_at")
    search_fields = ("name", "key", "owner__email", "persona")
    autocomplete_fields = ("owner",)
    readonly_fields = ("key", "version", "created_at")


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    """The log, for moderators to read; it is never edited."""

    list_display = ("world", "number", "kind", "act", "initiator", "voiced_by", "created_at")
    list_filter = ("kind", "voiced_by", "act")
    search_fields = ("world__title",)
    list_select_related = ("world", "initiator")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Event | None = None) -> bool:
        return False
