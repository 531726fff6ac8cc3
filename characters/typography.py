"""Typography: the quotation marks and apostrophes of a typewriter as a printer sets them. Pure.

Which way a mark turns is told by its neighbours, after Gruber's SmartyPants (2002); words that begin with an apostrophe
are Bringhurst's ("The Elements of Typographic Style", 5.4).
"""

from __future__ import annotations

import re

# What has lost its beginning: its mark is an apostrophe and opens nothing.
_CLIPPED = re.compile(r"'(?=(?:tis|twas|twere|twill|twould|em|til|cause|bout|neath|gainst|n|\d\ds)\b)", re.I)
# A mark opens at the beginning, and after a space, a dash or another opening mark.
_OPENING = re.compile(r"(?:(?<=^)|(?<=[\s(\[—–“‘]))(['\"])(?=\S)")
_TURNED = {"'": "‘", '"': "“"}


def typeset(text: str) -> str:
    """The text as it is shown and printed; what is stored stays as it was written."""
    if "'" not in text and '"' not in text:
        return text
    text = _OPENING.sub(lambda mark: _TURNED[mark[1]], _CLIPPED.sub("’", text))
    # A mark within a mark, as in “‘Never,’ he said.”
    text = _OPENING.sub(lambda mark: _TURNED[mark[1]], text)
    return text.replace("'", "’").replace('"', "”")
