"""Patterns from strangers' cards, run by RE2, which takes time in proportion to the text whatever the pattern is.

RE2 after Russ Cox, "Regular Expression Matching Can Be Simple And Fast" (2007). What it can't do (references back,
looking around) never matches, as the specification of V3 wants of an invalid pattern.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Protocol

import re2

# Bytes that one compiled pattern may take; (a{1000}){1000} would take gigabytes.
MEMORY = 1 << 18
# JavaScript's way of writing a pattern with its flags.
SLASHED = re.compile(r"/(.+)/([a-z]*)", re.S)


class Pattern(Protocol):
    def search(self, text: str) -> object | None: ...


@lru_cache(maxsize=4096)
def compiled(pattern: str, case_sensitive: bool) -> Pattern | None:
    """The pattern, or none where RE2 can't take it."""
    slashed = SLASHED.fullmatch(pattern)
    if slashed:
        pattern, case_sensitive = slashed[1], "i" not in slashed[2]
    options = re2.Options()
    options.max_mem = MEMORY
    options.log_errors = False
    options.case_sensitive = case_sensitive
    try:
        found: Pattern = re2.compile(pattern, options)
    except re2.error:
        return None
    return found


def is_safe(pattern: str) -> bool:
    return compiled(pattern, case_sensitive=True) is not None
