from __future__ import annotations

import random
import re
import time
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path

import pytest

from characters.datafile import DataFault, locate
from characters.packs import (
    COMMON_ACTS,
    SOCIAL_ACTS,
    SOLITARY_ACTS,
    TONES,
    VOICES,
    VoicePack,
    house_packs,
    load_pack,
    parse,
)
from characters.phrases import LONGEST_LINE, REMEMBERED, Part, ScenePlan, gbnf, tidy, voice_scene

ACTS_FILE = Path(__file__).parents[2] / "relationships" / "acts.yaml"
TEMPERAMENTS = sorted(path.stem for path in VOICES.glob("*.yaml"))
ALWAYS = {"topic": "the ball at Netherfield", "place": "the library", "their": "her"}
SOMETIMES = {
    "third": "Mr. Wickham",
    "secret": "I sold my mother's ring to pay his debts",
    "deed": "you read my letter before the whole company",
    "mydeed": "I mocked you before the others",
    "wish": "find the Moonstone",
    "news": "Mr Collins quarrelled with Lydia about the horses",
    "hurt": "Mr. Wickham lied to me",
}


def part(number: int, voice: str, tone: str, *, accepted: bool = True, told: bool = True, **more: str) -> Part:
    names = ("Miss Elizabeth", "Captain Smollett")
    slots = ALWAYS | {"me": names[number % 2], "you": names[(number + 1) % 2]} | (SOMETIMES if told else {}) | more
    return Part(number, voice, tone, slots, accepted)


def scene(act: str, tone: str, voice: str, *, accepted: bool = True, told: bool = True, starter: str = "") -> ScenePlan:
    responder = part(1, voice, tone, accepted=accepted, told=told)
    others = () if act in SOLITARY_ACTS else (responder,)
    return ScenePlan(act, part(0, voice, tone, told=told), others, starter)


def every_scene(voice: str) -> list[ScenePlan]:
    cases = product((*SOCIAL_ACTS, *SOLITARY_ACTS), TONES, (True, False), (True, False))
    return [scene(act, tone, voice, accepted=accepted, told=told) for act, tone, accepted, told in cases]


def faults(text: str) -> list[str]:
    """What a proof-reader would mark in a printed line."""
    found = []
    if re.search(r"[{}\[\]|]", text):
        found.append("a brace or bracket")
    if re.search(r"\s\s|\s[,.;:!?]|[,.;:!?]{2,}", text):
        found.append("spaces or stops")
    if not (text[0].isupper() or text[0] in "\"“'‘"):
        found.append("a small first letter")
    if not text.endswith((".", "!", "?", "…", "—")):
        found.append("no stop at the end")
    if re.search(r"\ba [aeio]|\ban [bcdfgjklmnpqrstvwyz]", text, re.I) and not re.search(r"\ba on(e|ce)\b", text, re.I):
        found.append("a or an")
    if re.search(r"\b(?!had had|that that)(\w+) \1\b", text, re.I):
        found.append("a word twice")
    if text.count('"') % 2 or text.count("“") != text.count("”"):
        found.append("quotes")
    if len(text) > LONGEST_LINE:
        found.append("too long")
    return found


def test_there_are_temperaments_to_test() -> None:
    assert "plain" in TEMPERAMENTS


@pytest.mark.parametrize("voice", TEMPERAMENTS)
def test_every_scene_of_a_temperament_is_good_print(voice: str) -> None:
    packs, rng = house_packs(), random.Random(voice)
    marked = [
        (line.key, line.text, found)
        for plan in every_scene(voice) * 2
        for line in voice_scene(plan, packs, rng)
        if (found := faults(line.text))
    ]
    assert marked == []


@pytest.mark.parametrize("path", sorted(VOICES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_line_as_written_is_good_print(path: Path) -> None:
    for phrases in load_pack(path).banks.values():
        for phrase in phrases:
            for option in range(max(len(choices) for choices in phrase.parts)):
                text = "".join(choices[option % len(choices)][1] for choices in phrase.parts)
                if ".gestures." not in phrase.key:
                    filled = tidy(text.format_map(ALWAYS | SOMETIMES | {"you": "Horatio", "me": "Jane"}))
                    assert (phrase.key, faults(filled)) == (phrase.key, [])


@pytest.mark.parametrize("path", sorted(VOICES.glob("starters/*.yaml")), ids=lambda path: path.stem)
def test_a_starters_own_lines_are_good_print(path: Path) -> None:
    packs, rng = house_packs(), random.Random(path.stem)
    for act, tone in product(SOCIAL_ACTS, TONES):
        for line in voice_scene(scene(act, tone, "plain", starter=path.stem), packs, rng):
            assert (line.key, faults(line.text)) == (line.key, [])


@pytest.mark.parametrize("voice", TEMPERAMENTS)
def test_a_pack_carries_the_name_of_its_file(voice: str) -> None:
    assert locate(VOICES / f"{voice}.yaml").value["voice"] == voice


@pytest.mark.parametrize("voice", TEMPERAMENTS)
def test_no_two_lines_of_a_pack_are_the_same(voice: str) -> None:
    texts = [str(phrase.parts) for phrases in house_packs()[voice].banks.values() for phrase in phrases]
    assert len(texts) == len(set(texts))


def test_a_scene_has_an_opening_an_answer_and_at_most_five_lines() -> None:
    for seed in range(200):
        lines = voice_scene(scene("confide", "warm", "plain"), house_packs(), random.Random(seed))
        assert 2 <= len(lines) <= 4
        assert [line.speaker for line in lines[:2]] == [0, 1]
        assert all(one.speaker != two.speaker for one, two in pairwise(lines))


def test_an_answer_comes_from_the_responders_own_temperament() -> None:
    plan = ScenePlan("insult", part(0, "courtly", "sharp"), (part(1, "plain", "even", accepted=False),))
    opening, answer = voice_scene(plan, house_packs(), random.Random(3))[:2]
    assert opening.key.startswith("courtly.insult.sharp.")
    assert answer.key.startswith("plain.insult.no.")


def test_a_solitary_act_is_one_inner_line() -> None:
    (line,) = voice_scene(scene("reflect", "even", "wry"), house_packs(), random.Random(1))
    assert "Captain Smollett" not in line.text


@pytest.mark.parametrize("crowd", [2, 3, 4, 7])
def test_everyone_in_a_small_group_answers_and_a_crowd_is_cut_short(crowd: int) -> None:
    others = tuple(part(number, "plain", "even", accepted=number % 2 == 0) for number in range(1, crowd + 1))
    lines = voice_scene(ScenePlan("talk", part(0, "wry", "warm"), others), house_packs(), random.Random(5))
    assert len({line.speaker for line in lines} - {0}) == min(crowd, 4)
    assert len(lines) <= 5
    assert len({line.key for line in lines}) == len(lines)


def test_the_same_seed_gives_the_same_scene() -> None:
    one, two = (voice_scene(scene("tease", "warm", "sly"), house_packs(), random.Random(8)) for _ in range(2))
    assert one == two


def test_a_phrase_heard_lately_is_not_drawn_while_another_is_left() -> None:
    packs = house_packs()
    bank = [phrase.key for phrase in packs["plain"].bank("greet.warm")]
    for seed in range(50):
        assert voice_scene(scene("greet", "warm", "plain"), packs, random.Random(seed), bank[1:])[0].key == bank[0]


def test_when_all_were_heard_the_one_longest_unheard_comes_back() -> None:
    packs = house_packs()
    bank = [phrase.key for phrase in packs["plain"].bank("greet.warm")]
    random.Random(4).shuffle(bank)
    assert voice_scene(scene("greet", "warm", "plain"), packs, random.Random(2), bank)[0].key == bank[0]


def test_a_line_whose_slot_is_missing_is_never_drawn() -> None:
    packs, rng = house_packs(), random.Random(6)
    for plan in every_scene("sly"):
        if "secret" not in plan.initiator.slots:
            keys = {line.key for line in voice_scene(plan, packs, rng)}
            telling = {p.key for bank in packs["sly"].banks.values() for p in bank if "{secret}" in str(p.parts)}
            assert not keys & telling


def _pack_of(act: str, text: str) -> VoicePack:
    return VoicePack(
        "plain", {f"{act}.{kind}": (parse(text, f"plain.{act}.{kind}.0"),) for kind in (*TONES, "yes", "no")}
    )


def test_a_scene_without_a_subject_is_refused_by_name() -> None:
    lone = Part(0, "plain", "warm", {"me": "Jane"})
    with pytest.raises(ValueError, match="nothing in talk"):
        voice_scene(
            ScenePlan("talk", lone, (lone,)), {"plain": _pack_of("talk", "{you}, what of {topic}?")}, random.Random(1)
        )


def test_a_kindness_accepted_is_not_followed_up_sharply() -> None:
    for seed in range(100):
        lines = voice_scene(scene("declare_love", "sharp", "plain"), house_packs(), random.Random(seed))
        assert not [line.key for line in lines if ".sharp." in line.key][1:]


def test_a_characters_own_gesture_is_shown_as_it_was_written() -> None:
    player = Part(9, "plain", "warm", ALWAYS | {"you": "Jane", "me": "Ann"}, gestures=("folds {their} {odd} fan",))
    shown = {
        line.gesture
        for seed in range(60)
        for line in voice_scene(
            ScenePlan("greet", player, (part(1, "plain", "warm"),)), house_packs(), random.Random(seed)
        )
    }
    assert "folds her {odd} fan" in shown


def words(text: str) -> set[str]:
    return set(re.findall(r"[\w']+", text.lower()))


def test_one_pair_hardly_ever_repeats_itself_within_living_memory() -> None:
    packs, rng = house_packs(), random.Random(11)
    heard: dict[int, list[set[str]]] = {0: [], 1: []}
    recent: list[str] = []
    near = total = 0
    # The common acts are common: they come some four times as often as the rest.
    often = [*SOCIAL_ACTS, *sorted(COMMON_ACTS) * 3]
    topics = ["the ball at Netherfield", "the missing letters", "the old king's ghost", "the harvest"]
    for _ in range(500):
        topic, act, told = rng.choice(topics), rng.choice(often), rng.random() < 0.3
        one = part(0, "wry", rng.choice(TONES), told=told, topic=topic)
        two = part(1, "courtly", rng.choice(TONES), accepted=rng.random() < 0.6, told=told, topic=topic)
        for line in voice_scene(ScenePlan(act, one, (two,)), packs, rng, recent[-REMEMBERED:]):
            recent += line.keys
            said, before = words(line.text), heard[line.speaker]
            near += any(len(said & old) / len(said | old) > 0.85 for old in before[-30:])
            total += 1
            before.append(said)
    assert near / total < 0.01


def test_a_scene_is_voiced_in_under_a_millisecond() -> None:
    packs, rng, plans = house_packs(), random.Random(1), every_scene("plain")
    best = min(_seconds(lambda: [voice_scene(plan, packs, rng) for plan in plans]) for _ in range(3))
    # A tenth of one where nothing else runs; coverage and a busy machine take their share.
    assert best / len(plans) < 0.001


def _seconds(work: object) -> float:
    began = time.process_time()
    work()  # type: ignore[operator]
    return time.process_time() - began


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("i met mr. Darcy.. he bowed", "I met mr. Darcy. He bowed."),
        ("an letter , a old one!. gone", "A letter, an old one! Gone."),
        ("a hour with an uniform and a uninvited guest?", "An hour with a uniform and an uninvited guest?"),
        ("you spoke to Mr. de Bourgh. why", "You spoke to Mr. de Bourgh. Why."),
        ("Wait... the  door", "Wait… the door."),
    ],
)
def test_tidy_puts_a_line_into_print(written: str, printed: str) -> None:
    assert tidy(written) == printed


BREAKAGES = [
    ("{you}, {yuo}", "unknown slot {yuo}"),
    ("{you} [and|or", "unbalanced"),
    ("x" * 221, "at most 220"),
    ("straightens {their} cuffs", "{their} belongs to gestures"),
]


@pytest.mark.parametrize(("bad", "why"), BREAKAGES)
def test_a_broken_line_is_refused_with_file_line_and_field(tmp_path: Path, bad: str, why: str) -> None:
    rows = (VOICES / "plain.yaml").read_text().splitlines()
    at = next(number for number, row in enumerate(rows) if row == "  follow:" or row == "follow:") + 2
    rows[at] = f'    - "{bad}"'
    path = tmp_path / "broken.yaml"
    path.write_text("\n".join(rows))
    with pytest.raises(DataFault) as caught:
        load_pack(path)
    assert str(caught.value).startswith(f"broken.yaml:{at + 1}: follow.warm[0]: ")
    assert why in str(caught.value)


def test_a_missing_act_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text((VOICES / "plain.yaml").read_text().replace("  forgive:\n", "  forgiveness:\n"))
    with pytest.raises(DataFault, match=r"broken\.yaml:\d+: acts\.forgive"):
        load_pack(path)


def test_a_list_that_leans_on_rare_slots_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    text = (VOICES / "plain.yaml").read_text()
    path.write_text(
        re.sub(
            r"(  thank:\n    warm:\n).*?(?=    even:)", r'\1      - "{deed}."\n      - "{news}."\n', text, flags=re.S
        )
    )
    with pytest.raises(DataFault, match=r"acts\.thank\.warm: needs at least 2 lines that use only"):
        load_pack(path)


def test_a_choice_asks_for_a_slot_only_when_every_alternative_does() -> None:
    assert not parse("I [saw {third}|saw nobody].").needs
    assert parse("I [saw {third}|know {secret}].").needs


@pytest.mark.parametrize("voice", TEMPERAMENTS)
def test_the_grammar_of_a_scene_resolves_and_reads_back(voice: str) -> None:
    for seed, act in enumerate(SOCIAL_ACTS):
        guide = gbnf(scene(act, "even", voice), house_packs(), random.Random(seed))
        rules = dict(row.split(" ::= ", 1) for row in guide.grammar.strip().splitlines())
        bare = {name: re.sub(r'"(?:[^"\\]|\\.)*"', " ", body) for name, body in rules.items()}
        assert set(re.findall(r"[\w-]+", " ".join(bare.values()))) <= set(rules)
        answer = "\n".join(next(iter(wording)) for wording in guide.wordings)
        lines = guide.read(answer)
        assert lines is not None
        assert [line.text for line in lines] == answer.splitlines()
        assert all(line.key for line in lines)


def test_an_answer_off_the_grammar_is_not_believed() -> None:
    guide = gbnf(scene("greet", "warm", "plain"), house_packs(), random.Random(1))
    assert guide.read("Hello there.\nAs an assistant I cannot.") is None
    assert guide.read("") is None


def test_the_voices_know_exactly_the_acts_there_are() -> None:
    assert set(locate(ACTS_FILE).value["acts"]) == {*SOCIAL_ACTS, *SOLITARY_ACTS}


def drawn_keys(who: str, act: str, tone: str, hour: int | None = None, times: int = 400) -> list[str]:
    told = part(0, "courtly", tone)
    plan = ScenePlan(act, replace(told, who=who), (part(1, "plain", "even"),), "pemberley", hour)
    return [voice_scene(plan, house_packs(), random.Random(seed))[0].key for seed in range(times)]


def test_a_characters_own_words_have_a_chance_of_their_own() -> None:
    own = [key.startswith("pemberley.collins:") for key in drawn_keys("collins", "talk", "warm")]
    assert 0.35 < sum(own) / len(own) < 0.55
    assert not any("collins:" in key for key in drawn_keys("darcy", "talk", "warm"))


def test_nobody_says_good_night_in_the_morning() -> None:
    night = parse("Good night, {you}. Sleep well.")
    assert (night.hours, parse("Good morning, {you}.").hours) == ((17, 24), (4, 12))
    assert parse("Good night, {you}; or good morning.").hours == (0, 24)
    packs = house_packs()
    late = {phrase.key for pack in packs.values() for bank in pack.banks.values() for phrase in bank
            if phrase.hours == (17, 24)}  # fmt: skip
    plan = ScenePlan("talk", part(0, "courtly", "warm"), (part(1, "sly", "warm"),), "moonstone", 9)
    spoken = {line.key for seed in range(300) for line in voice_scene(plan, packs, random.Random(seed))}
    assert not spoken & late


def test_whoever_gossips_of_a_grievance_tells_it() -> None:
    for seed in range(60):
        line = voice_scene(scene("gossip", "sharp", "wry"), house_packs(), random.Random(seed))[0]
        assert "Mr. Wickham lied to me" in line.text
