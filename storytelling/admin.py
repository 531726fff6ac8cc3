from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from ecosystem.models import User
from storytelling import revising
from storytelling.models import ReviewItem


@admin.register(ReviewItem)
class ReviewItemAdmin(admin.ModelAdmin):
    """Findings that telling anew did not mend: for a moderator to look at, and to say what becomes of them."""

    list_display = ("kind", "story", "quote", "text", "event", "status", "created_at")
    list_filter = ("status", "kind")
    list_select_related = ("story", "story__world")
    search_fields = ("story__title", "quote", "text")
    ordering = ("-status", "created_at")
    actions = ("mend", "let_stand")
    readonly_fields = (
        "story", "chapter", "passage", "kind", "quote", "text", "event", "where", "resolved_by", "resolved_at",
        "created_at",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReviewItem]:
        return super().get_queryset(request).select_related("story__world", "chapter")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="Read it")
    def where(self, item: ReviewItem) -> str:
        return format_html('<a href="{}">{}</a>', reverse("stories:read", args=[item.story.token]), item.story.title)

    @admin.action(description="Mark as mended")
    def mend(self, request: HttpRequest, items: QuerySet[ReviewItem]) -> None:
        self._settle(request, items, ReviewItem.Status.MENDED)

    @admin.action(description="Let stand")
    def let_stand(self, request: HttpRequest, items: QuerySet[ReviewItem]) -> None:
        self._settle(request, items, ReviewItem.Status.ACCEPTED)

    def save_model(self, request: HttpRequest, obj: ReviewItem, form: Any, change: bool) -> None:
        if obj.status != ReviewItem.Status.OPEN and isinstance(request.user, User):
            revising.settle([obj], obj.status, request.user)

    def _settle(self, request: HttpRequest, items: QuerySet[ReviewItem], status: str) -> None:
        assert isinstance(request.user, User)
        messages.success(request, f"{revising.settle(list(items), status, request.user)} settled.")
