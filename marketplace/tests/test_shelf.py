from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_every_cast_stands_on_the_shelf(client: Client):
    page = client.get(reverse("casts")).content.decode()
    assert all(title in page for title in ("Pemberley", "The Moonstone", "The Hispaniola", "Elsinore"))


def test_a_genre_and_a_search_are_in_the_address(client: Client):
    page = client.get(reverse("casts"), {"genre": "adventure", "q": "crutch"}).content.decode()
    assert "Long John Silver" in page
    assert "Elizabeth Bennet" not in page
    assert "1 person found" in page


def test_an_empty_shelf_shows_the_way_back(client: Client):
    assert "Nobody on the shelf" in client.get(reverse("casts"), {"q": "zzz"}).content.decode()


def test_what_was_searched_for_is_shown_as_text(client: Client):
    assert "<script>alert" not in client.get(reverse("casts"), {"q": '"><script>alert(1)'}).content.decode()
