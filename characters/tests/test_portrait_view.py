from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse


def test_a_portrait_may_be_kept_for_ever(client: Client):
    answer = client.get(reverse("portrait", args=["tragedy-he-hamlet", 2]))
    assert answer["Content-Type"] == "image/svg+xml"
    assert {"immutable", "public", "max-age=31536000"} <= set(answer["Cache-Control"].replace(" ", "").split(","))


@pytest.mark.parametrize(("seed", "step"), [("<script>alert(1)<", 3), ("x" * 500, 99), ("{cloth}", 0)])
def test_a_strange_address_still_draws_a_harmless_face(client: Client, seed: str, step: int):
    page = client.get(reverse("portrait", args=[seed, step])).content.decode()
    assert page.startswith("<svg")
    assert "alert" not in page
