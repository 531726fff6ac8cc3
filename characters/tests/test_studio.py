"""The pages of the studio: whose they are, what they keep, and that nothing is lost between two editors."""

from __future__ import annotations

import io
import json

import pytest
from django.test import Client
from PIL import Image

from benchmarks.endpoint import Endpoint as Double
from characters import editing, llm, reader, sheets, upgrading
from characters.models import Character, CharacterVersion, Draft, Picture
from ecosystem.models import User, World

PART = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}


@pytest.fixture
def mara(alice: User) -> Character:
    return Character.objects.create(owner=alice, **sheets.blank() | {"name": "Mara Holt", "role": "barkeep"})


@pytest.fixture
def author(alice: User, client: Client) -> Client:
    client.force_login(alice)
    return client


def form(character: Character, **changed: str) -> dict[str, str]:
    return {"version": str(character.version), "name": character.name, "role": character.role, "do": "save", **changed}


def test_the_studio_is_for_those_who_have_signed_in(client: Client, mara: Character) -> None:
    for path in ("", "new/", "house/", "sentence/", f"{mara.pk}/", f"{mara.pk}/versions/", f"{mara.pk}/upgrade/"):
        answer = client.get(f"/characters/{path}")
        assert answer.status_code == 302
        assert "/accounts/login/" in answer["Location"]


def test_only_the_owner_sees_or_changes_a_sheet(client: Client, bob: User, mara: Character) -> None:
    client.force_login(bob)
    draft = Draft.objects.create(owner=mara.owner, sheet=sheets.blank())
    for path in ("", "versions/", "upgrade/", "upgrade/model/"):
        assert client.get(f"/characters/{mara.pk}/{path}").status_code == 404
    assert client.get(f"/characters/drafts/{draft.pk}/").status_code == 404
    for path in ("", "live/", "restore/", "copy/", "away/", "delete/", "upgrade/"):
        assert client.post(f"/characters/{mara.pk}/{path}", form(mara, name="Bob's")).status_code == 404
    mara.refresh_from_db()
    assert (mara.name, mara.version, mara.put_away) == ("Mara Holt", 1, False)


def test_an_empty_shelf_teaches_the_ways_to_begin(author: Client) -> None:
    page = author.get("/characters/").content.decode()
    for way in ("From a sentence", "From nothing", "From a book"):
        assert way in page


def test_a_full_shelf_is_searched_and_sorted_by_tags(author: Client, alice: User, mara: Character) -> None:
    for number in range(9):
        tags = ["rival", "a & b"] if number == 4 else []
        Character.objects.create(owner=alice, **sheets.blank() | {"name": f"Guest {number}", "tags": tags})
    assert "Find a character" in author.get("/characters/").content.decode()
    for asked in ("?q=guest 4", "?q=RIVAL", "?tag=rival", "?tag=a+%26+b"):
        page = author.get(f"/characters/{asked}").content.decode()
        assert "Guest 4" in page
        assert "Guest 5" not in page
        assert "Mara Holt" not in page
    assert "Nobody like that" in author.get("/characters/?q=xyz").content.decode()


def test_a_new_character_is_a_draft_until_it_is_saved(author: Client, alice: User) -> None:
    address = author.post("/characters/new/")["Location"]
    assert not Character.objects.exists()
    author.post(f"{address}live/", {"version": "0", "name": "Ma"}, **PART)
    assert Draft.objects.get().sheet["name"] == "Ma"
    assert "Ma" in author.get("/characters/").content.decode()
    saved = author.post(address, {"version": "0", "name": "Mara", "trait-openness": "70", "do": "save"})
    made = Character.objects.get(owner=alice)
    assert saved["Location"] == f"/characters/{made.pk}/"
    assert (made.name, made.traits["openness"], made.version) == ("Mara", 0.7, 1)
    assert not Draft.objects.exists()


def test_a_fault_keeps_what_was_typed_and_saves_nothing(author: Client, mara: Character) -> None:
    answer = author.post(f"/characters/{mara.pk}/", form(mara, name="", role="innkeeper"))
    assert answer.status_code == 422
    assert "Give them a name." in answer.content.decode()
    assert "innkeeper" in answer.content.decode()
    mara.refresh_from_db()
    assert mara.role == "barkeep"


def test_saving_keeps_the_version_before(author: Client, mara: Character) -> None:
    author.post(f"/characters/{mara.pk}/", form(mara, role="innkeeper"))
    mara.refresh_from_db()
    assert (mara.version, mara.role) == (2, "innkeeper")
    assert CharacterVersion.objects.get(character=mara).sheet["role"] == "barkeep"
    page = author.get(f"/characters/{mara.pk}/versions/").content.decode()
    assert "innkeeper</ins>" in page
    assert "barkeep</del>" in page


def test_saving_nothing_makes_no_version(author: Client, mara: Character) -> None:
    author.post(f"/characters/{mara.pk}/", form(mara))
    mara.refresh_from_db()
    assert mara.version == 1


def test_what_is_typed_is_kept_and_read_along(author: Client, mara: Character) -> None:
    answer = author.post(f"/characters/{mara.pk}/live/", form(mara, **{"trait-openness": "95"}), **PART)
    assert "curious" in answer.content.decode().casefold()
    assert "Draft kept" in answer.content.decode()
    assert Draft.objects.get(character=mara).sheet["traits"]["openness"] == 0.95
    mara.refresh_from_db()
    assert mara.traits["openness"] == 0.5
    page = author.get(f"/characters/{mara.pk}/").content.decode()
    assert "unsaved changes" in page
    author.post(f"/characters/{mara.pk}/live/", form(mara, **{"trait-openness": "50"}), **PART)
    assert not Draft.objects.exists()


def test_two_editors_of_one_sheet_lose_nothing(author: Client, mara: Character) -> None:
    author.post(f"/characters/{mara.pk}/", form(mara, role="innkeeper", persona="As the first has it."))
    answer = author.post(
        f"/characters/{mara.pk}/", form(mara, role="barkeep", persona="As the second has it.", address="Mara")
    )
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "As the first has it." in page
    assert "As the second has it." in page
    mara.refresh_from_db()
    assert (mara.version, mara.persona) == (2, "As the first has it.")
    assert Draft.objects.get(character=mara).sheet["persona"] == "As the second has it."
    author.post(f"/characters/{mara.pk}/", {"do": "merge", "version": "2", "take-persona": "mine"})
    mara.refresh_from_db()
    assert (mara.version, mara.role, mara.address, mara.persona) == (3, "innkeeper", "Mara", "As the second has it.")
    assert not Draft.objects.exists()


def test_a_conflict_can_be_settled_for_the_other(author: Client, mara: Character) -> None:
    author.post(f"/characters/{mara.pk}/", form(mara, persona="First."))
    author.post(f"/characters/{mara.pk}/", form(mara, persona="Second.", address="Mara"))
    author.post(f"/characters/{mara.pk}/", {"do": "merge", "version": "2", "take-persona": "theirs"})
    mara.refresh_from_db()
    assert (mara.persona, mara.address) == ("First.", "Mara")


def test_a_third_save_meanwhile_asks_once_more(author: Client, mara: Character) -> None:
    author.post(f"/characters/{mara.pk}/", form(mara, persona="First."))
    author.post(f"/characters/{mara.pk}/", form(mara, persona="Second."))
    Character.objects.get(pk=mara.pk).save_version()
    assert (
        author.post(f"/characters/{mara.pk}/", {"do": "merge", "version": "2", "take-persona": "mine"}).status_code
        == 409
    )


def test_an_earlier_version_comes_back_as_a_new_one(author: Client, mara: Character) -> None:
    author.post(f"/characters/{mara.pk}/", form(mara, role="innkeeper"))
    author.post(f"/characters/{mara.pk}/restore/", {"version": "2", "number": "1"})
    mara.refresh_from_db()
    assert (mara.version, mara.role) == (3, "barkeep")
    assert CharacterVersion.objects.filter(character=mara).count() == 2


def test_going_back_keeps_a_draft_and_never_hides_what_somebody_else_saved(author: Client, mara: Character) -> None:
    author.post(f"/characters/{mara.pk}/", form(mara, role="innkeeper"))
    author.post(f"/characters/{mara.pk}/live/", {"version": "2", "role": "smuggler"})
    author.post(f"/characters/{mara.pk}/restore/", {"version": "1", "number": "1"})
    mara.refresh_from_db()
    assert (mara.version, mara.role) == (2, "innkeeper")
    author.post(f"/characters/{mara.pk}/restore/", {"version": "2", "number": "1"})
    mara.refresh_from_db()
    assert (mara.role, Draft.objects.get().sheet["role"]) == ("barkeep", "smuggler")


def test_any_version_can_be_held_against_the_newest(author: Client, mara: Character) -> None:
    for role in ("innkeeper", "smuggler"):
        mara.refresh_from_db()
        author.post(f"/characters/{mara.pk}/", form(mara, role=role))
    page = author.get(f"/characters/{mara.pk}/versions/?since=1").content.decode()
    since = page[page.index("Since version 1") : page.index("Version 3")]
    assert "barkeep" in since
    assert "innkeeper" not in since
    assert author.get(f"/characters/{mara.pk}/versions/?since=99").status_code == 200


def test_a_long_history_is_turned_over_by_pages(author: Client, mara: Character) -> None:
    for number in range(1, 48):
        CharacterVersion.objects.create(character=mara, number=number, sheet=mara.sheet() | {"role": f"role {number}"})
    Character.objects.filter(pk=mara.pk).update(version=48)
    pages = [author.get(f"/characters/{mara.pk}/versions/?page={page}").content.decode() for page in (1, 2, 3)]
    assert ["Version 48" in page for page in pages] == [True, False, False]
    assert ["<h2>Version 27</h2>" in page for page in pages] == [False, True, False]
    assert ["As it was first saved" in page for page in pages] == [False, False, True]
    assert ["Earlier</a>" in page for page in pages] == [True, True, False]
    for asked in ("?page=0", "?page=99999", "?page=-1", "?since=%00", "?page=²"):
        assert author.get(f"/characters/{mara.pk}/versions/{asked}").status_code == 200


def test_a_new_name_is_the_lives_name_too(author: Client, alice: User, mara: Character, world: World) -> None:
    life = world.cast.create(character=mara, name=mara.name)
    author.post(f"/characters/{mara.pk}/", form(mara, name="Mara Reed"))
    life.refresh_from_db()
    assert life.name == "Mara Reed"


def test_they_can_be_heard_before_anything_is_saved(author: Client, mara: Character) -> None:
    asked = form(mara, do="hear", speech="stern")
    answer = author.post(f"/characters/{mara.pk}/", asked, **PART).content.decode()
    assert answer.count("<section>") == 3
    assert "Insulted before others" in answer
    again = author.post(
        f"/characters/{mara.pk}/", form(mara, do="hear", speech="stern", take="0"), **PART
    ).content.decode()
    assert again != answer
    whole = author.post(f"/characters/{mara.pk}/", form(mara, do="hear"))
    assert "<html" in whole.content.decode()
    mara.refresh_from_db()
    assert mara.speech == "plain"


def test_an_uploaded_picture_is_drawn_anew_and_waits_for_the_save(author: Client, mara: Character) -> None:
    file = io.BytesIO()
    Image.new("RGB", (600, 600), "teal").save(file, "PNG")
    file.seek(0)
    file.name = "mara.png"
    answer = author.post(f"/characters/{mara.pk}/", {**form(mara, do="picture"), "picture": file})
    assert answer.status_code == 302
    seed = Draft.objects.get(character=mara).sheet["portrait_seed"]
    assert seed == Picture.objects.get().seed
    assert seed.removeprefix("picture-") in author.get(f"/characters/{mara.pk}/").content.decode()
    author.post(f"/characters/{mara.pk}/", form(mara, do="drawn"))
    assert not Draft.objects.exists()


def test_what_is_no_picture_is_refused_in_words(author: Client, mara: Character) -> None:
    file = io.BytesIO(b"<svg onload=alert(1)>")
    file.name = "mara.png"
    answer = author.post(f"/characters/{mara.pk}/", {**form(mara, do="picture"), "picture": file})
    assert answer.status_code == 422
    assert "not a picture" in answer.content.decode()
    assert not Picture.objects.exists()


def test_another_face_keeps_the_choices(author: Client, mara: Character) -> None:
    author.post(f"/characters/{mara.pk}/", form(mara, do="face", **{"face-who": "mara-holt", "face-hair": "red"}))
    assert Draft.objects.get().sheet["portrait_seed"] == "they-mara-holt-2--red"


def test_markup_in_a_sheet_is_text_everywhere(author: Client, mara: Character) -> None:
    evil = '"><script>alert(1)</script>{{ x }}{% load y %}'
    author.post(f"/characters/{mara.pk}/", form(mara, name=evil, role=evil, persona=evil, samples=evil, values=evil))
    for path in ("", f"{mara.pk}/", f"{mara.pk}/versions/", f"{mara.pk}/upgrade/"):
        page = author.get(f"/characters/{path}").content.decode()
        assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_house_character_is_read_and_copied_but_not_changed(author: Client, alice: User, pemberley: World) -> None:
    house = Character.objects.get(key="pemberley/elizabeth")
    assert "Copy to edit" in author.get(f"/characters/{house.pk}/").content.decode()
    assert "Elizabeth Bennet" in author.get("/characters/house/").content.decode()
    author.post(f"/characters/{house.pk}/live/", form(house, name="Mine"))
    author.post(f"/characters/{house.pk}/copy/")
    copy = Character.objects.get(owner=alice)
    assert (copy.name, copy.traits, copy.key) == (house.name, house.traits, "")
    assert copy.goals[0]["target"] == "Jane Bennet"
    house.refresh_from_db()
    assert house.name == "Elizabeth Bennet"


def test_a_copy_of_ones_own_has_a_name_of_its_own(author: Client, alice: User, mara: Character) -> None:
    author.post(f"/characters/{mara.pk}/copy/")
    author.post(f"/characters/{mara.pk}/copy/")
    names = sorted(Character.objects.filter(owner=alice).values_list("name", flat=True))
    assert names == ["Mara Holt", "Mara Holt (2)", "Mara Holt (3)"]


def test_a_character_is_put_away_and_taken_out_again(author: Client, alice: User, mara: Character) -> None:
    author.post(f"/characters/{mara.pk}/away/")
    assert not Character.objects.of(alice).exists()
    author.post(f"/characters/{mara.pk}/away/", {"do": "back"})
    assert Character.objects.of(alice).get() == mara


def test_a_sheet_is_deleted_only_by_name_and_only_where_nobody_lived_by_it(
    author: Client, mara: Character, world: World
) -> None:
    author.post(f"/characters/{mara.pk}/away/")
    author.post(f"/characters/{mara.pk}/delete/", {"name": "mara"})
    assert Character.objects.filter(pk=mara.pk).exists()
    life = world.cast.create(character=mara, name=mara.name)
    author.post(f"/characters/{mara.pk}/delete/", {"name": "Mara Holt"})
    assert Character.objects.filter(pk=mara.pk).exists()
    life.delete()
    author.post(f"/characters/{mara.pk}/delete/", {"name": "Mara Holt"})
    assert not Character.objects.filter(pk=mara.pk).exists()


def test_suggestions_are_taken_one_by_one_and_go_to_the_draft(author: Client, mara: Character) -> None:
    mara.persona = "A kind, timid woman who wants to win back her father's ship. She loves music."
    mara.save()
    page = author.get(f"/characters/{mara.pk}/upgrade/").content.decode()
    assert "A kind, timid woman" in page
    author.post(f"/characters/{mara.pk}/upgrade/", {
        "take": ["trait-agreeableness", "goal-0", "trait-nonsense"], "as-trait-agreeableness": "81",
        "as-goal-0": "to win back the ship", "as-trait-extraversion": "3", "as-trait-nonsense": "3",
    })  # fmt: skip
    sheet = Draft.objects.get(character=mara).sheet
    assert sheet["traits"]["agreeableness"] == 0.81
    assert sheet["traits"]["extraversion"] == 0.5
    assert sheet["goals"][0]["wish"] == "win back the ship"
    mara.refresh_from_db()
    assert mara.goals == []


def test_a_sentence_becomes_a_draft_and_no_character(author: Client) -> None:
    told = "Mara Holt is the barkeep of the Drowned Rat, a blunt, tired widow who wants to pay back the moneylender."
    address = author.post("/characters/sentence/", {"text": told})["Location"]
    assert not Character.objects.exists()
    sheet = Draft.objects.get().sheet
    assert (sheet["name"], sheet["role"]) == ("Mara Holt", "barkeep of the Drowned Rat")
    assert sheet["goals"][0]["text"] == "to pay back the moneylender"
    assert "Mara Holt" in author.get(address).content.decode()


def test_five_answers_become_a_draft(author: Client) -> None:
    author.post("/characters/sentence/", {
        "name": "Rook", "temper": "sly and cheerful, trusts nobody", "want": "to free his sister",
        "secret": "he cannot read", "speech": "in short sentences", "heart": "hates Captain Voss",
    })  # fmt: skip
    sheet = Draft.objects.get().sheet
    assert (sheet["name"], sheet["speech"]) == ("Rook", "blunt")
    assert sheet["traits"]["agreeableness"] < 0.5 < sheet["traits"]["extraversion"]
    assert [goal["wish"] for goal in sheet["goals"]] == ["free my sister", "get even with Captain Voss"]
    assert sheet["secrets"][0] == {
        "text": "Rook cannot read",
        "confession": "I cannot read",
        "about": "",
        "known_by": [],
    }


def test_an_empty_answer_is_asked_again_and_keeps_what_was_typed(author: Client) -> None:
    answer = author.post("/characters/sentence/", {"text": "Mara"})
    assert answer.status_code == 422
    assert ">Mara</textarea>" in answer.content.decode()
    assert not Draft.objects.exists()


def test_they_can_be_heard_in_the_models_words(
    author: Client, mara: Character, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Double(latency_ms=0, script=["ok", "500", "500"]) as url:
        monkeypatch.setattr(editing.llm, "chat_endpoint", lambda: llm.Endpoint(url, "k", "double"))
        llm.forget()
        part = author.post(f"/characters/{mara.pk}/hear/", form(mara), **PART).content.decode()
    assert part.count("<section>") == 3
    assert "model’s words" in part
    mara.refresh_from_db()
    assert mara.version == 1


def test_without_a_model_the_house_is_heard_and_said_to_be(author: Client, mara: Character) -> None:
    part = author.post(f"/characters/{mara.pk}/hear/", form(mara), **PART).content.decode()
    assert "this is the house voice" in part


def test_a_description_is_read_by_the_model_where_it_quotes(author: Client, mara: Character, monkeypatch) -> None:
    mara.persona = "A kind, timid woman who loves music."
    mara.save()
    traits = [
        {"name": "agreeableness", "value": 80, "quote": "A kind, timid woman"},
        {"name": "openness", "value": 90, "quote": "She paints the moon"},
        {"name": "charm", "value": 90, "quote": "A kind, timid woman"},
    ]
    answer = {"traits": traits, "values": [{"text": "Music", "quote": "who loves music"}], "goals": [{"text": 3}]}

    async def say(*_: object) -> llm.Reply:
        return llm.Reply(json.dumps(answer), 1, 1, 0, 1, "double")

    monkeypatch.setattr(upgrading.llm, "chat_endpoint", lambda: llm.Endpoint("http://x", "k", "m"))
    monkeypatch.setattr(reader.llm, "say", say)
    part = author.get(f"/characters/{mara.pk}/upgrade/model/", **PART).content.decode()
    assert 'value="model-trait-agreeableness"' in part
    assert 'value="music"' in part
    assert "openness" not in part
    assert "charm" not in part


@pytest.mark.parametrize("text", ["", "I'd rather not.", "[]", '{"traits": {"name": 1}}', "{" * 5000])
def test_a_model_that_answers_nonsense_suggests_nothing(
    author: Client, mara: Character, monkeypatch, text: str
) -> None:
    async def say(*_: object) -> llm.Reply:
        return llm.Reply(text, 1, 1, 0, 1, "double")

    Character.objects.filter(pk=mara.pk).update(persona="A kind woman.")
    monkeypatch.setattr(upgrading.llm, "chat_endpoint", lambda: llm.Endpoint("http://x", "k", "m"))
    monkeypatch.setattr(reader.llm, "say", say)
    answer = author.get(f"/characters/{mara.pk}/upgrade/model/", **PART)
    assert answer.status_code == 200
    assert "<li>" not in answer.content.decode()


def test_a_draft_by_the_model_is_looked_over_first(author: Client, monkeypatch) -> None:
    answer = {
        "name": "Rook", "pronouns": "he", "role": "thief", "persona": "Quick.", "speech": "sly", "gestures": [],
        "traits": {"openness": 70, "extraversion": 999}, "values": ["freedom", 7], "samples": ["Never saw it."],
        "goals": ["free his sister"], "secret": "Rook cannot read", "confession": "I cannot read",
    }  # fmt: skip

    async def say(*_: object) -> llm.Reply:
        return llm.Reply(f"Here: {json.dumps(answer)}", 1, 1, 0, 1, "double")

    monkeypatch.setattr(upgrading.llm, "chat_endpoint", lambda: llm.Endpoint("http://x", "k", "m"))
    monkeypatch.setattr(reader.llm, "say", say)
    author.post("/characters/sentence/", {"text": "A thief called Rook.", "by": "model"})
    draft = Draft.objects.get()
    assert not Character.objects.exists()
    assert draft.origin == "a sentence, written by the model"
    assert (draft.sheet["traits"]["openness"], draft.sheet["traits"]["extraversion"]) == (0.7, 0.5)
    assert (draft.sheet["values"], draft.sheet["goals"][0]["wish"]) == (["freedom"], "free my sister")


def test_a_silent_model_leaves_the_drafting_to_words(author: Client, monkeypatch) -> None:
    async def say(*_: object) -> llm.Reply:
        raise llm.ModelError("timeout")

    monkeypatch.setattr(upgrading.llm, "chat_endpoint", lambda: llm.Endpoint("http://x", "k", "m"))
    monkeypatch.setattr(reader.llm, "say", say)
    author.post("/characters/sentence/", {"text": "Rook is a thief, sly and cheerful.", "by": "model"})
    assert Draft.objects.get().origin == "a sentence, read by words"
