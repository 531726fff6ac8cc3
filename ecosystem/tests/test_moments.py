from __future__ import annotations

from characters.models import Event
from ecosystem import moments
from ecosystem.moments import Chip, Person

JANE, LIZZY = Person(1, "Jane Bennet", "jane", 1), Person(2, "Elizabeth Bennet", "lizzy", 2)
CAST = {1: JANE, 2: LIZZY}


def seen(**fields: object) -> moments.Moment:
    given = {"number": 5, "minute": 1440 + 62, "act": "confide", "initiator_id": 1, "responder_ids": [2]}
    return moments.of(CAST, [Event(**{**given, **fields})])[0]


def test_a_moment_reads_as_a_sentence():
    assert seen().sentence == "Jane Bennet confided in Elizabeth Bennet"


def test_a_moment_tells_day_and_clock():
    assert (seen().day, seen().clock) == (2, "01:02")


def test_somebody_who_left_the_world_is_left_out():
    assert seen(responder_ids=[2, 99]).people == (JANE, LIZZY)


def test_lines_carry_the_names_of_their_speakers():
    lines = [{"speaker": 1, "text": "Oh.", "gesture": "sighs"}, {"speaker": None, "text": "Rain.", "gesture": ""}]
    assert [(line.who, line.text, line.gesture) for line in seen(lines=lines).lines] == [
        ("Jane Bennet", "Oh.", "sighs"),
        ("", "Rain.", ""),
    ]


def spoken(*speakers: int | None) -> list[dict[str, object]]:
    return [{"speaker": speaker, "text": "Oh.", "gesture": ""} for speaker in speakers]


def test_under_a_headline_the_other_speaks_by_name_unless_first():
    assert [line.label for line in seen(lines=spoken(2, 1, 2)).lines] == ["", "", "Elizabeth Bennet"]


def test_a_scene_of_its_own_names_every_speaker_after_the_first():
    assert [line.label for line in seen(lines=spoken(1, 1, 2, None)).scene] == [
        "",
        "Jane Bennet",
        "Elizabeth Bennet",
        "",
    ]


def test_what_somebody_says_stands_in_quotation_marks():
    assert [line.said for line in seen(lines=spoken(1, None)).lines] == ["“Oh.”", "Oh."]


def test_a_headline_says_who_did_what():
    assert (seen().subject, seen().predicate) == ("Jane Bennet", "confided in Elizabeth Bennet")
    told = seen(kind="narration", act="", initiator_id=None, responder_ids=[], lines=spoken(None))
    assert (told.subject, told.predicate) == ("", "Narration")


def test_only_what_changed_noticeably_makes_a_chip_strongest_first():
    effects = [
        {"source": 2, "target": 1, "dimension": "trust", "before": 0.5, "after": 0.505},
        {"source": 2, "target": 1, "dimension": "affection", "before": 0.1, "after": 0.2},
        {"source": 1, "target": 2, "dimension": "trust", "before": 0.6, "after": 0.3},
    ]
    assert seen(effects=effects).chips == (Chip("down", "Jane’s trust 0.30"), Chip("up", "Elizabeth’s affection 0.10"))


def test_a_refusal_is_said():
    assert seen(accepted=False).chips == (Chip("", "refused"),)


def test_reasons_come_heaviest_first():
    reasons = [
        {"who": 1, "rule": "a", "text": "small", "weight": 0.1, "event": None},
        {"who": 2, "rule": "b", "text": "against", "weight": -0.9, "event": 3},
    ]
    assert [why.text for why in seen(reasons=reasons).reasons] == ["against", "small"]


def test_an_injection_names_who_sent_it():
    moment = seen(kind="injection", act="", initiator_id=None, responder_ids=[], sender_name="Noor")
    assert moment.sentence == "Noor made something happen"


def test_a_narration_is_its_own_sentence():
    told = [{"speaker": None, "text": "The night falls.", "gesture": ""}]
    assert (
        seen(kind="narration", act="", initiator_id=None, responder_ids=[], lines=told).sentence == "The night falls."
    )


def test_names_are_put_in_a_row():
    assert [moments.in_a_row(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_a_development_is_one_quiet_line_with_an_icon_of_its_kind():
    event = Event(
        number=3, minute=600, kind=Event.Kind.DEVELOPMENT, act="conflict_feud",
        lines=[{"speaker": None, "text": "Ann and Bob are at feud."}],
    )  # fmt: skip
    (moment,) = moments.of({}, [event])
    assert moment.sentence == "Ann and Bob are at feud."
    assert moment.icon == "swords"
    assert moment.told_lines == ()


def test_a_kind_of_development_without_an_icon_of_its_own_gets_the_plain_one():
    assert moments.Moment(1, 1, "08:00", "development", "", (), (), (), (), "", "", act="unheard_of").icon == "sparkles"
