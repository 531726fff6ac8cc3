from __future__ import annotations

import io

import pytest
from django.test import Client
from PIL import Image

from characters import pictures
from characters.models import Picture
from ecosystem.templatetags.look import face


def drawn(kind: str = "PNG", size: tuple[int, int] = (700, 900), **options: object) -> io.BytesIO:
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, kind, **options)
    file.seek(0)
    return file


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_any_picture_becomes_a_small_square(kind: str) -> None:
    found = Image.open(io.BytesIO(pictures.redrawn(drawn(kind))))
    assert (found.format, found.size, found.mode) == ("WEBP", (512, 512), "RGB")


def test_nothing_but_pixels_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "51.5007, -0.1246"
    found = Image.open(io.BytesIO(pictures.redrawn(drawn("JPEG", exif=exif.tobytes()))))
    assert not found.getexif()


def test_a_picture_on_its_side_is_set_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    file = io.BytesIO()
    picture = Image.new("RGB", (400, 400), "white")
    picture.paste("black", (0, 0, 200, 400))
    picture.save(file, "PNG", exif=exif.tobytes())
    file.seek(0)
    found = Image.open(io.BytesIO(pictures.redrawn(file))).convert("L")
    assert found.getpixel((256, 60)) < 60 < 200 < found.getpixel((256, 450))


@pytest.mark.parametrize(
    "data", [b"", b"no picture at all", b"\x89PNG\r\n\x1a\n" + bytes(40), b"<svg xmlns='http://www.w3.org/2000/svg'/>"]
)
def test_what_is_no_picture_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(pictures.PictureFault, match="PNG, JPEG, WebP or GIF"):
        pictures.redrawn(io.BytesIO(data))


def test_a_cut_off_picture_is_refused() -> None:
    data = drawn("JPEG").getvalue()
    with pytest.raises(pictures.PictureFault):
        pictures.redrawn(io.BytesIO(data[: len(data) // 2]))


def test_a_file_that_is_too_long_is_refused_unread() -> None:
    with pytest.raises(pictures.PictureFault, match="5 MB"):
        pictures.redrawn(io.BytesIO(bytes(pictures.MOST_BYTES + 1)))


def test_a_picture_of_too_many_pixels_is_refused() -> None:
    with pytest.raises(pictures.PictureFault, match="pixels"):
        pictures.redrawn(drawn("PNG", (9000, 6000)))


def test_the_same_picture_is_kept_once_and_served_as_one(db: None, client: Client) -> None:
    kept = pictures.keep(drawn())
    assert pictures.keep(drawn()) == kept
    assert Picture.objects.count() == 1
    answer = client.get(f"/picture/{kept.digest}.webp")
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer["Cache-Control"]
    assert f"/picture/{kept.digest}.webp" in face(kept.seed)
    assert len(kept.seed) <= 80
    assert client.get(f"/picture/{'0' * 64}.webp").status_code == 404
