from __future__ import annotations

from django.apps import AppConfig


class EcosystemConfig(AppConfig):
    name = "ecosystem"

    def ready(self) -> None:
        from django.db.backends.base.base import BaseDatabaseWrapper

        # With DEBUG a connection keeps the text of its last 9,000 statements until a request ends. A worker serves no
        # request and its statements carry whole turns: it grew by a megabyte a turn. Tests that count still can.
        BaseDatabaseWrapper.queries_logged = property(lambda self: self.force_debug_cursor)  # type: ignore[assignment]
