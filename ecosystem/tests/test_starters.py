from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.db import DatabaseError
from pytest_django import DjangoAssertNumQueries

from characters.datafile import DataFault
from characters.minds import Personality
from characters.models import Character, EcosystemCharacter, Event, Goal, Secret
from characters.packs import VOICES, load_pack
from characters.personality import trait
from ecosystem import starters
from ecosystem.models import Membership, User, World
from ecosystem.roles import Role
from ecosystem.starterfile import ACTS, Member, Starter
from relationships import acts, ledger
from relationships.models import CharacterRelationship, LedgerEntry

Document = dict[str, Any]
SHIPPED = starters.names()


@pytest.fixture
def document() -> Document:
    text = (starters.FOLDER / "pemberley.yaml").read_text(encoding="utf-8")
    loaded: Document = yaml.safe_load(text)
    return loaded


@pytest.fixture
def pemberley() -> Starter:
    return starters.read("pemberley")


def member(starter: Starter, key: str) -> Member:
    return next(one for one in starter.cast if one.key == key)


def line_of(path: Path, wanted: str) -> int:
    """The line on which `wanted` stands alone as a value that the test has put there."""
    return next(n for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if wanted in line)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_starter_reads_under_its_own_name(name: str) -> None:
    assert starters.read(name).name == name


@pytest.mark.parametrize("name", SHIPPED)
def test_every_temperament_of_a_shipped_cast_has_its_voice(name: str) -> None:
    packs = {path.stem for path in VOICES.glob("*.yaml")}
    assert {one.speech for one in starters.read(name).cast} <= packs


@pytest.mark.parametrize("name", SHIPPED)
def test_a_starters_voice_has_lines_of_their_own_only_for_its_cast(name: str) -> None:
    pack = load_pack(VOICES / "starters" / f"{name}.yaml")
    speakers = {bank.split(":")[0] for bank in pack.banks if ":" in bank}
    assert speakers <= {one.key for one in starters.read(name).cast}
    assert sum(map(len, pack.banks.values())) >= 150


@pytest.mark.parametrize("name", SHIPPED)
def test_nobody_in_a_shipped_cast_wants_what_they_would_never_do(name: str) -> None:
    for one in starters.read(name).cast:
        for goal in one.goals:
            assert not set(goal.acts) & set(one.boundaries), f"{one.key}: {goal.text}"


def test_the_four_starters_are_of_the_four_genres() -> None:
    genres = {starters.read(name).genre for name in SHIPPED}
    assert genres == {"romance", "mystery", "adventure", "tragedy"}


def test_a_name_that_is_not_shipped_is_not_read() -> None:
    with pytest.raises(KeyError):
        starters.read("../settings")


def test_nearness_holds_both_ways(pemberley: Starter) -> None:
    near = {place.key: set(place.near) for place in pemberley.places}
    assert all(here in near[there] for here, others in near.items() for there in others)


Spoil = Callable[[Document], None]


def unknown_field(d: Document) -> None:
    d["cast"][2]["vanity"] = "SPOILT"


def missing_character(d: Document) -> None:
    d["relationships"][3]["to"] = "spoilt"


def missing_confidant(d: Document) -> None:
    d["cast"][0]["secrets"][0]["known_by"] = ["spoilt"]


def missing_place(d: Document) -> None:
    d["cast"][1]["place"] = "spoilt"


def relationship_with_oneself(d: Document) -> None:
    d["relationships"][3].update({"from": "jane", "to": "jane", "reason": "SPOILT"})


def goal_of_oneself(d: Document) -> None:
    d["cast"][0]["goals"][0].update({"target": "elizabeth", "text": "SPOILT"})


def secret_shared_with_oneself(d: Document) -> None:
    d["cast"][0]["secrets"][0].update({"text": "SPOILT", "known_by": ["charlotte", "elizabeth"]})


def secret_shared_twice(d: Document) -> None:
    d["cast"][0]["secrets"][0].update({"text": "SPOILT", "known_by": ["charlotte", "charlotte"]})


def place_near_itself(d: Document) -> None:
    d["places"][1].update({"about": "SPOILT", "near": ["saloon", "library"]})


def place_nobody_can_reach(d: Document) -> None:
    for place in d["places"]:
        place["near"] = [key for key in place["near"] if key not in ("inn", "stream")] or ["inn"]
    d["places"][6].update({"about": "SPOILT", "near": ["inn"]})
    d["places"][7]["near"] = ["stream"]


def doubled_key(d: Document) -> None:
    d["cast"][3].update({"key": "jane", "name": "SPOILT"})


def doubled_pair(d: Document) -> None:
    d["relationships"][5].update({"from": "elizabeth", "to": "darcy", "reason": "SPOILT"})


def trait_beyond_its_range(d: Document) -> None:
    d["cast"][0]["traits"]["openness"] = 1.5


def unknown_facet(d: Document) -> None:
    d["cast"][0]["facets"] = {"vanity": 0.5}


def unknown_act(d: Document) -> None:
    d["cast"][0]["goals"][0]["acts"] = ["murder"]


def unknown_temperament(d: Document) -> None:
    d["cast"][0]["speech"] = "SPOILT"


def confession_with_a_stop(d: Document) -> None:
    d["cast"][0]["secrets"][0]["confession"] = "I did it. SPOILT."


def wish_with_to(d: Document) -> None:
    d["cast"][0]["goals"][0]["wish"] = "to go home"


def cast_too_small(d: Document) -> None:
    d["cast"] = d["cast"][:3]


def line_with_control_characters(d: Document) -> None:
    d["cast"][0]["samples"][0] = "two\u2028lines"


def day_that_starts_at_night(d: Document) -> None:
    d["day_starts"] = "22:30"


FAULTS: list[tuple[Spoil, str, str]] = [
    (unknown_field, "cast[2].vanity", "remove it or correct"),
    (missing_character, "relationships[3].to", "no character has the key 'spoilt': use one of elizabeth, "),
    (missing_confidant, "cast[0].secrets[0].known_by[0]", "no character has the key 'spoilt'"),
    (missing_place, "cast[1].place", "no place has the key 'spoilt': use one of saloon"),
    (relationship_with_oneself, "relationships[3].to", "name somebody else"),
    (goal_of_oneself, "cast[0].goals[0].target", "leave it out"),
    (secret_shared_with_oneself, "cast[0].secrets[0].known_by[1]", "list each other person once"),
    (secret_shared_twice, "cast[0].secrets[0].known_by[1]", "list each other person once"),
    (place_near_itself, "places[1].near[1]", "name other places"),
    (place_nobody_can_reach, "places[6].near", "put it near a place that is reached"),
    (doubled_key, "cast[3].key", "give it a key of its own"),
    (doubled_pair, "relationships[5].to", "merge the two rows"),
    (trait_beyond_its_range, "cast[0].traits.openness", "less than or equal to 1"),
    (unknown_facet, "cast[0].facets", "'vanity' is not a facet: use imagination"),
    (unknown_act, "cast[0].goals[0].acts[0]", "use one of greet, talk"),
    (unknown_temperament, "cast[0].speech", "'plain', 'courtly'"),
    (confession_with_a_stop, "cast[0].secrets[0].confession", "must not end with a stop"),
    (wish_with_to, "cast[0].goals[0].wish", "leave the 'to' out"),
    (cast_too_small, "cast", "at least 8"),
    (day_that_starts_at_night, "day_starts", "before 22:00"),
    (line_with_control_characters, "cast[0].samples[0]", "without control characters"),
]


@pytest.mark.parametrize(("spoil", "field", "remedy"), FAULTS, ids=[fault[0].__name__ for fault in FAULTS])
def test_a_faulty_file_is_refused_by_line_and_field_with_a_remedy(
    document: Document, tmp_path: Path, spoil: Spoil, field: str, remedy: str
) -> None:
    spoil(document)
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=1000), encoding="utf-8")
    with pytest.raises(DataFault) as caught:
        starters.read_file(path)
    assert caught.value.field == field
    assert remedy in caught.value.message
    assert str(caught.value).startswith(f"mine.yaml:{caught.value.line}: {field}: ")


def test_a_fault_names_the_line_it_stands_on(document: Document, tmp_path: Path) -> None:
    unknown_field(document)
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    with pytest.raises(DataFault) as caught:
        starters.read_file(path)
    assert caught.value.line == line_of(path, "vanity: SPOILT")


HIGH, LOW = 0.7, 0.3
# What readers have long agreed on.
READINGS = [
    ("pemberley", "elizabeth", {"openness": "high", "extraversion": "high", "neuroticism": "low"}),
    ("pemberley", "jane", {"agreeableness": "high", "trust": "high", "neuroticism": "low"}),
    ("pemberley", "mr_bennet", {"conscientiousness": "low", "extraversion": "low", "intellect": "high"}),
    ("pemberley", "mrs_bennet", {"extraversion": "high", "neuroticism": "high", "openness": "low"}),
    ("pemberley", "lydia", {"extraversion": "high", "conscientiousness": "low", "cautiousness": "low"}),
    ("pemberley", "darcy", {"extraversion": "low", "conscientiousness": "high", "modesty": "low"}),
    ("pemberley", "bingley", {"agreeableness": "high", "extraversion": "high", "self_efficacy": "low"}),
    ("pemberley", "caroline", {"agreeableness": "low", "modesty": "low"}),
    ("pemberley", "georgiana", {"extraversion": "low", "neuroticism": "high", "agreeableness": "high"}),
    ("pemberley", "wickham", {"morality": "low", "conscientiousness": "low", "friendliness": "high"}),
    ("pemberley", "collins", {"openness": "low", "modesty": "low", "dutifulness": "high"}),
    ("pemberley", "charlotte", {"conscientiousness": "high", "neuroticism": "low", "emotionality": "low"}),
    ("pemberley", "lady_catherine", {"agreeableness": "low", "assertiveness": "high", "liberalism": "low"}),
    ("moonstone", "franklin", {"openness": "high", "self_discipline": "low", "extraversion": "high"}),
    ("moonstone", "rachel", {"morality": "high", "neuroticism": "high", "cooperation": "low"}),
    ("moonstone", "betteredge", {"dutifulness": "high", "agreeableness": "high", "liberalism": "low"}),
    ("moonstone", "cuff", {"conscientiousness": "high", "neuroticism": "low", "trust": "low"}),
    ("moonstone", "godfrey", {"morality": "low", "friendliness": "high", "conscientiousness": "low"}),
    ("moonstone", "clack", {"agreeableness": "low", "openness": "low", "conscientiousness": "high"}),
    ("moonstone", "rosanna", {"neuroticism": "high", "extraversion": "low", "depression": "high"}),
    ("moonstone", "jennings", {"openness": "high", "agreeableness": "high", "extraversion": "low"}),
    ("moonstone", "lucy", {"agreeableness": "low", "anger": "high", "neuroticism": "high"}),
    ("moonstone", "candy", {"extraversion": "high", "cautiousness": "low"}),
]


@pytest.mark.parametrize(("starter", "key", "expected"), READINGS, ids=[row[1] for row in READINGS])
def test_the_best_known_are_as_readers_know_them(starter: str, key: str, expected: dict[str, str]) -> None:
    one = member(starters.read(starter), key)
    personality = Personality(**one.traits.model_dump(), facets=one.facets)
    for name, side in expected.items():
        value = trait(personality, name)
        assert value >= HIGH if side == "high" else value <= LOW, f"{name} is {value}, a reader would say {side}"


def test_a_world_begins_as_its_file_says(alice: User, pemberley: Starter) -> None:
    world = starters.create_world(pemberley, alice, seed=1)
    assert world.may(alice, Role.OWNER)
    assert (world.starter, world.minute, world.log_position) == ("pemberley", 9 * 60, 1)
    opening = Event.objects.get(world=world)
    assert (opening.number, opening.lines[0]["text"]) == (1, pemberley.opening)
    assert EcosystemCharacter.objects.filter(world=world).count() == len(pemberley.cast)
    assert Goal.objects.filter(holder__world=world).count() == sum(len(one.goals) for one in pemberley.cast)


def test_the_file_decides_who_knows_a_secret(alice: User, pemberley: Starter) -> None:
    world = starters.create_world(pemberley, alice)
    ids = dict(EcosystemCharacter.objects.filter(world=world).values_list("key", "pk"))
    ramsgate = Secret.objects.get(holder=ids["georgiana"])
    assert ramsgate.about_id == ids["wickham"]
    assert ramsgate.knower_ids == sorted([ids["darcy"], ids["wickham"]])


@pytest.mark.parametrize("name", SHIPPED)
def test_every_bond_is_the_sum_of_its_ledger(db: None, name: str) -> None:
    world = starters.create_world(starters.read(name), None, seed=2)
    assert CharacterRelationship.objects.filter(world=world).count() >= len(starters.read(name).relationships)
    assert ledger.differences(world.pk) == []


def test_a_bond_says_why_it_is_so(alice: User, pemberley: Starter) -> None:
    world = starters.create_world(pemberley, alice)
    bond = CharacterRelationship.objects.get(world=world, source__key="elizabeth", target__key="darcy").bond()
    assert bond.affection == -0.36
    assert bond.trust == pytest.approx(0.28, abs=0.001)
    entries = LedgerEntry.objects.filter(world=world, source=bond.source, target=bond.target)
    assert {(entry.event, entry.reason) for entry in entries} == {
        (0, "He slighted her at the Meryton assembly, and she believes Wickham")
    }


def test_bonds_begin_at_their_stages(alice: User, pemberley: Starter) -> None:
    world = starters.create_world(pemberley, alice)
    rows = CharacterRelationship.objects.filter(world=world)
    stage = {
        (source, target): stage for source, target, stage in rows.values_list("source__key", "target__key", "stage")
    }
    assert stage["jane", "bingley"] == stage["bingley", "jane"] == "sweetheart"
    assert (stage["darcy", "elizabeth"], stage["elizabeth", "darcy"]) == ("admirer", "rival")
    assert stage["darcy", "wickham"] == "archenemy"


def test_acquaintance_is_mutual_and_warmth_comes_back(alice: User, pemberley: Starter) -> None:
    world = starters.create_world(pemberley, alice)
    # The file says only how Lady Catherine stands to Darcy.
    bond = CharacterRelationship.objects.get(world=world, source__key="darcy", target__key="lady_catherine").bond()
    assert bond.familiarity == 0.8
    assert 0 < bond.affection < 0.55
    assert 0.5 < bond.trust < 0.66


def test_a_group_is_on_good_terms_where_the_file_says_nothing(alice: User, pemberley: Starter) -> None:
    world = starters.create_world(pemberley, alice)
    bond = CharacterRelationship.objects.get(world=world, source__key="jane", target__key="lydia").bond()
    assert (bond.familiarity, bond.affection) == (starters.GROUP_FAMILIARITY, starters.GROUP_AFFECTION)
    assert bond.stage == "friend"


def test_sheets_are_made_once_and_shared(alice: User, bob: User, pemberley: Starter) -> None:
    first, second = starters.create_world(pemberley, alice), starters.create_world(pemberley, bob)
    assert Character.objects.filter(key__startswith="pemberley/", owner=None).count() == len(pemberley.cast)
    sheets = [set(world.cast.values_list("character", flat=True)) for world in (first, second)]
    assert sheets[0] == sheets[1]


def test_a_changed_file_makes_a_new_version_of_the_sheet(db: None, pemberley: Starter) -> None:
    starters.ensure_sheets(pemberley)
    jane = member(pemberley, "jane").model_copy(update={"role": "Mrs Bingley"})
    changed = pemberley.model_copy(update={"cast": tuple(jane if m.key == "jane" else m for m in pemberley.cast)})
    sheets = starters.ensure_sheets(changed)
    assert (sheets["jane"].version, sheets["jane"].role) == (2, "Mrs Bingley")
    assert sheets["darcy"].version == 1


def test_a_world_is_made_whole_or_not_at_all(alice: User, pemberley: Starter, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise DatabaseError("the ledger is gone")

    monkeypatch.setattr(ledger, "write", fail)
    with pytest.raises(DatabaseError):
        starters.create_world(pemberley, alice)
    counted = [model.objects.count() for model in (World, Membership, Character, EcosystemCharacter, Event)]
    assert counted == [0, 0, 0, 0, 0]


@pytest.mark.parametrize("name", SHIPPED)
def test_creation_takes_few_queries_whatever_the_cast(
    alice: User, name: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    starters.create_world(starters.read(name), alice)
    with django_assert_max_num_queries(13):
        starters.create_world(starters.read(name), alice)


def test_the_same_seed_begins_the_same_world(db: None, pemberley: Starter) -> None:
    worlds = [starters.create_world(pemberley, None, seed=5) for _ in range(2)]
    states = [list(world.cast.order_by("pk").values_list("key", "needs", "pleasure", "place")) for world in worlds]
    assert states[0] == states[1]


def test_a_file_may_name_every_act_and_no_other() -> None:
    assert set(ACTS) == set(acts.ACTS)
