from __future__ import annotations

import pytest
from django.test import Client

from ecosystem import director, outlook
from ecosystem.models import Membership, User, World
from ecosystem.roles import Role

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}


class Queue:
    """Stands for the RQ queue: what was put into it."""

    def __init__(self) -> None:
        self.jobs: list[tuple[object, ...]] = []

    def enqueue(self, *job: object, **_: object) -> None:
        self.jobs.append(job)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The frames that everybody who watches was sent."""
    frames: list[str] = []
    monkeypatch.setattr(director.live, "publish", lambda world, html: frames.append(html))
    return frames


@pytest.fixture
def owner(alice: User, client: Client) -> Client:
    client.force_login(alice)
    return client


def post(client: Client, world: World, verb: str, data: dict[str, str] | None = None, **headers: str):
    return client.post(f"/worlds/{world.slug}/{verb}/", data or {}, **headers)


VERBS = ["play", "pause", "step", "speed", "autonomy", "inject", "call"]


@pytest.mark.parametrize("verb", VERBS)
def test_a_writer_may_not_steer(pemberley: World, bob: User, verb: str):
    Membership.objects.create(world=pemberley, user=bob, role=Role.WRITER)
    client = Client()
    client.force_login(bob)
    assert post(client, pemberley, verb).status_code == 403


@pytest.mark.parametrize("verb", VERBS)
def test_a_stranger_finds_nothing_to_steer(pemberley: World, charlie: User, verb: str):
    client = Client()
    client.force_login(charlie)
    assert post(client, pemberley, verb).status_code == 404


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_steers_by_following_a_link(pemberley: World, owner: Client, verb: str):
    assert owner.get(f"/worlds/{pemberley.slug}/{verb}/").status_code == 405


def test_a_visitor_is_asked_to_sign_in(pemberley: World):
    assert post(Client(), pemberley, "play").url == f"/accounts/login/?next=/worlds/{pemberley.slug}/"


def test_a_press_after_signing_out_is_answered_with_no_page_to_swap_in(pemberley: World):
    answer = post(Client(), pemberley, "play", **HTMX)
    assert answer.status_code == 401
    assert not answer.content


def test_pause_and_play_are_seen_by_everybody_and_named(pemberley: World, owner: Client, told: list[str]):
    post(owner, pemberley, "pause", **HTMX)
    pemberley.refresh_from_db()
    assert (pemberley.is_running, pemberley.steered_by) == (False, "Alice")
    post(owner, pemberley, "play", **HTMX)
    pemberley.refresh_from_db()
    assert pemberley.is_running
    assert ["Paused by Alice" in told[0], "Running by Alice" in told[1]] == [True, True]


def test_play_pressed_twice_is_play(pemberley: World, owner: Client, told: list[str]):
    post(owner, pemberley, "play", **HTMX)
    before = World.objects.values_list("generation", "is_running").get(pk=pemberley.pk)
    post(owner, pemberley, "play", **HTMX)
    assert World.objects.values_list("generation", "is_running").get(pk=pemberley.pk) == before


def test_the_answer_is_the_controls_alone(pemberley: World, owner: Client, told: list[str]):
    html = post(owner, pemberley, "pause", **HTMX).content.decode()
    assert "<html" not in html
    assert "Let the world run" in html


def test_without_scripts_the_answer_is_the_page(pemberley: World, owner: Client, told: list[str]):
    response = post(owner, pemberley, "pause")
    assert (response.status_code, response.url) == (302, f"/worlds/{pemberley.slug}/")


@pytest.mark.parametrize(("verb", "name", "value"), [("speed", "speed", "8"), ("autonomy", "autonomy", "free")])
def test_a_choice_is_kept(pemberley: World, owner: Client, told: list[str], verb: str, name: str, value: str):
    post(owner, pemberley, verb, {name: value}, **HTMX)
    assert str(World.objects.values_list(name, flat=True).get(pk=pemberley.pk)) == value
    assert len(told) == 1


@pytest.mark.parametrize(
    ("verb", "data"), [("speed", {"speed": "3"}), ("autonomy", {"autonomy": "wild"}), ("speed", {})]
)
def test_what_is_no_choice_is_refused(
    pemberley: World, owner: Client, told: list[str], verb: str, data: dict[str, str]
):
    assert post(owner, pemberley, verb, data, **HTMX).status_code == 422
    assert told == []


def test_a_step_asks_for_one_turn_of_a_paused_world(
    pemberley: World, owner: Client, told: list[str], monkeypatch: pytest.MonkeyPatch
):
    queue = Queue()
    monkeypatch.setattr(director, "get_queue", lambda name: queue)
    post(owner, pemberley, "step", **HTMX)
    assert queue.jobs == []
    World.objects.filter(pk=pemberley.pk).update(is_running=False)
    post(owner, pemberley, "step", **HTMX)
    assert queue.jobs == [("ecosystem.jobs.take_turn", pemberley.pk, 0)]


STORM = {"text": "A storm breaks.", "topic": "the storm", "place": "library"}


def test_an_injection_is_queued_and_answered(pemberley: World, owner: Client):
    response = post(owner, pemberley, "inject", STORM, **HTMX)
    row = pemberley.inputs.get()
    assert (row.kind, row.args) == ("inject", STORM)
    assert "waits for the next turn" in response.content.decode()


def test_without_scripts_an_injection_leads_back_to_the_page(pemberley: World, owner: Client):
    response = owner.post(f"/worlds/{pemberley.slug}/inject/", STORM, follow=True)
    assert "Your event waits" in response.content.decode()


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_a_faulty_injection_keeps_what_was_typed(pemberley: World, owner: Client, headers: dict[str, str]):
    response = post(owner, pemberley, "inject", {**STORM, "place": "the moon"}, **headers)
    html = response.content.decode()
    assert response.status_code == 422
    assert "That place is not in this world" in html
    assert "A storm breaks." in html
    assert ("<html" in html) is (headers == {})
    assert not pemberley.inputs.exists()


def test_the_answer_is_told_to_whoever_asked(pemberley: World, owner: Client, bob: User):
    row = pemberley.queue("inject", STORM, User.objects.get(name="Alice"))
    address = f"/worlds/{pemberley.slug}/inputs/{row.number}/"
    assert "waits for the next turn" in owner.get(address).content.decode()
    type(row).objects.filter(pk=row.pk).update(applied_at=pemberley.created_at, result={"event": 2})
    assert f"/worlds/{pemberley.slug}/events/2/" in owner.get(address).content.decode()
    type(row).objects.filter(pk=row.pk).update(result=None, error="The sea was rough.")
    assert "The sea was rough." in owner.get(address).content.decode()


def test_nobody_reads_anothers_answer(pemberley: World, bob: User):
    Membership.objects.create(world=pemberley, user=bob, role=Role.DIRECTOR)
    row = pemberley.queue("inject", STORM, User.objects.get(name="Alice"))
    client = Client()
    client.force_login(bob)
    assert client.get(f"/worlds/{pemberley.slug}/inputs/{row.number}/").status_code == 404


def test_a_director_calls_people_together(pemberley: World, owner: Client):
    place = outlook.place_names(pemberley)
    asked = {"kind": "feast", "place": next(iter(place)), "subject": "", "text": "because it is May"}
    html = post(owner, pemberley, "call", asked, **HTMX).content.decode()
    assert "Your call waits for the next turn." in html
    row = pemberley.inputs.get()
    assert (row.kind, row.args["kind"], row.args["text"]) == ("occasion", "feast", "because it is May")


def test_a_trial_of_nobody_is_refused_at_once_and_the_form_keeps_what_was_said(pemberley: World, owner: Client):
    asked = {"kind": "trial", "place": next(iter(outlook.place_names(pemberley))), "text": "the missing spoons"}
    for headers in (HTMX, {}):
        response = post(owner, pemberley, "call", asked, **headers)
        assert response.status_code == 422
        html = response.content.decode()
        assert "Say whose trial it is" in html
        assert 'value="the missing spoons"' in html
        assert 'value="trial" checked' in html
    assert not pemberley.inputs.exists()
