from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from ecosystem.models import Membership, User, World, WorldInput


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ("email", "name", "is_active", "is_staff", "date_joined")
    search_fields = ("email", "name")
    fields = ("email", "name", "is_active", "is_staff", "is_superuser", "groups", "date_joined")
    readonly_fields = ("date_joined",)


class MembershipInline(admin.TabularInline):
    model = Membership
    extra = 0
    autocomplete_fields = ("user",)


@admin.register(World)
class WorldAdmin(admin.ModelAdmin):
    list_display = ("title", "owner", "visibility", "is_running", "generation", "watched_at", "trouble")
    list_filter = ("visibility", "is_running", "starter")
    search_fields = ("title", "slug", "owner__email")
    autocomplete_fields = ("owner",)
    inlines = (MembershipInline,)
    # The turn alone moves these; a hand on them would break the log.
    readonly_fields = ("seed", "generation", "log_position", "input_position", "minute", "lease_until", "created_at")


@admin.register(WorldInput)
class WorldInputAdmin(admin.ModelAdmin):
    """What people asked of worlds, for moderators to read."""

    list_display = ("world", "number", "kind", "sender", "received_at", "error")
    list_filter = ("kind",)
    search_fields = ("world__title", "sender__email")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: WorldInput | None = None) -> bool:
        return False
