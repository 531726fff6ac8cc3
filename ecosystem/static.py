"""Static files in production: named by their content, compressed, kept for ever by whoever fetched them."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    # Our scripts import each other by name, so the names inside them must be hashed as well.
    support_js_module_import_aggregation = True
