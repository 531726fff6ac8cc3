"""The pictures of cards: drawn anew at their own size when they come in, and as PNG when they go out."""

from __future__ import annotations

import io

import resvg_py
from PIL import Image

from characters import portraits
from characters.models import Picture
from characters.pictures import decoded

# Pixels of the longer side: larger is a poster, and people share cards of two megabytes at most.
LONGEST_SIDE = 1536
# Side of a drawn portrait on its way out.
SIDE = 512
# A face that neither smiles nor frowns.
CALM = 3
FORMATS = ("PNG", "JPEG", "WEBP")


def redrawn(data: bytes) -> bytes:
    """The first frame as WebP, with nothing in it but pixels; `PictureFault` where it can't be read."""
    drawn = decoded(data, FORMATS)
    drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.BICUBIC)
    kept = io.BytesIO()
    # Method 2 takes a third of the time of the default for a twentieth more bytes.
    drawn.save(kept, "WEBP", quality=88, method=2)
    return kept.getvalue()


def as_png(data: bytes) -> bytes:
    written = io.BytesIO()
    with Image.open(io.BytesIO(data), formats=("WEBP",)) as found:
        found.save(written, "PNG", compress_level=4)
    return written.getvalue()


def portrait(seed: str) -> bytes:
    """The portrait of a sheet as PNG: the uploaded picture, or the drawn one as pixels."""
    kept = (
        Picture.objects.filter(digest=seed.removeprefix(portraits.UPLOADED)).first()
        if seed.startswith(portraits.UPLOADED)
        else None
    )
    if kept is not None:
        return as_png(bytes(kept.data))
    drawn: bytes = bytes(
        resvg_py.svg_to_bytes(
            svg_string=portraits.portrait(seed, CALM), width=SIDE, height=SIDE, skip_system_fonts=True
        )
    )
    return drawn
