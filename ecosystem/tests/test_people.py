from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from ecosystem import starters
from ecosystem.models import User, World


@pytest.fixture
def demo(db: None) -> World:
    world = starters.create_world(starters.read("pemberley"), None, seed=1813)
    World.objects.filter(pk=world.pk).update(is_demo=True, is_running=True, visibility=World.Visibility.PUBLIC)
    return world


@pytest.mark.django_db
def test_the_landing_page_stands_without_a_demo_world(client: Client):
    page = client.get(reverse("landing")).content.decode()
    assert "watch them live in it" in page
    assert "hx-ws:connect" not in page


def test_the_landing_page_opens_a_window_on_the_demo_world(client: Client, demo: World):
    page = client.get(reverse("landing")).content.decode()
    assert f'hx-ws:connect="/ws/world/{demo.slug}/"' in page
    assert 'id="feed"' in page
    assert "Elizabeth Bennet" in page


def test_whoever_is_signed_in_goes_to_their_worlds(client: Client, alice: User):
    client.force_login(alice)
    assert client.get(reverse("landing")).url == reverse("worlds")


@pytest.mark.django_db
def test_a_visitor_keeps_the_theme_in_a_cookie(client: Client):
    client.post(reverse("theme"), {"theme": "dark", "next": "/casts/"})
    assert 'data-theme="dark"' in client.get("/casts/").content.decode()


def test_an_account_keeps_the_theme_everywhere(client: Client, alice: User):
    client.force_login(alice)
    client.post(reverse("theme"), {"theme": "light"})
    alice.refresh_from_db()
    assert alice.theme == "light"


@pytest.mark.django_db
def test_a_theme_nobody_knows_is_refused(client: Client):
    assert client.post(reverse("theme"), {"theme": "plaid"}).status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_choosing_a_theme_leads_nowhere_else(client: Client, target: str):
    assert client.post(reverse("theme"), {"theme": "dark", "next": target}).url == reverse("landing")


@pytest.mark.django_db
def test_a_theme_cookie_with_nonsense_is_ignored(client: Client):
    client.cookies["theme"] = '"><script>'
    assert 'data-theme="system"' in client.get("/casts/").content.decode()


def test_the_palette_finds_ones_own_worlds_and_nobody_elses(client: Client, alice: User, charlie: User, world: World):
    client.force_login(alice)
    assert "Saltmarsh Hollow" in client.get(reverse("palette"), {"q": "salt"}).content.decode()
    client.force_login(charlie)
    assert "Saltmarsh Hollow" not in client.get(reverse("palette"), {"q": "salt"}).content.decode()


def test_the_palette_finds_people_by_name(client: Client, demo: World):
    page = client.get(reverse("palette"), {"q": "darcy"}, headers={"HX-Request": "true"}).content.decode()
    assert "Fitzwilliam Darcy" in page
    assert "<html" not in page


def test_the_palette_says_when_there_is_nobody(client: Client, demo: World):
    assert "Nothing and nobody" in client.get(reverse("palette"), {"q": "zzz"}).content.decode()


def test_a_search_is_shown_back_as_text(client: Client, demo: World):
    assert "<script>alert" not in client.get(reverse("palette"), {"q": "<script>alert(1)"}).content.decode()


def test_a_search_for_what_no_text_can_hold_finds_nothing_and_breaks_nothing(client: Client, demo: World):
    assert client.get(reverse("palette"), {"q": "\x00"}).status_code == 200


def test_settings_are_saved(client: Client, alice: User):
    client.force_login(alice)
    client.post(reverse("settings"), {"name": "Ada", "theme": "dark"})
    alice.refresh_from_db()
    assert (alice.name, alice.theme, alice.single_keys) == ("Ada", "dark", False)


def test_a_fault_in_settings_is_told_and_nothing_is_saved(client: Client, alice: User):
    client.force_login(alice)
    answer = client.post(reverse("settings"), {"name": "x" * 61, "theme": "dark"})
    alice.refresh_from_db()
    assert (answer.status_code, alice.name) == (422, "Alice")


@pytest.mark.django_db
def test_settings_are_for_those_who_have_an_account(client: Client):
    assert reverse("account_login") in client.get(reverse("settings")).url


def test_single_keys_can_be_switched_off(client: Client, alice: User):
    User.objects.filter(pk=alice.pk).update(single_keys=False)
    client.force_login(alice)
    assert 'data-keys="off"' in client.get(reverse("worlds")).content.decode()


@pytest.mark.django_db
def test_health_answers_while_the_database_does(client: Client):
    assert client.get(reverse("health")).content == b"ok"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["account_login", "account_signup", "account_reset_password", "account_reset_password_done"]
)
def test_the_pages_of_the_door_are_in_our_design(client: Client, name: str):
    page = client.get(reverse(name)).content.decode()
    assert "door-card" in page
    assert "LiteraryAI Studio" in page


@pytest.mark.django_db
def test_signing_up_takes_an_address_and_a_password(client: Client):
    answer = client.post(
        f"{reverse('account_signup')}?next=/worlds/new/",
        {"email": "new@example.org", "password1": "a fine long word", "next": "/worlds/new/"},
    )
    assert answer.url == "/worlds/new/"
    assert User.objects.filter(email="new@example.org").exists()


@pytest.mark.django_db
def test_a_missing_page_says_so_in_our_design(client: Client):
    answer = client.get("/nowhere/")
    assert answer.status_code == 404
    assert "Nobody by that name" in answer.content.decode()
