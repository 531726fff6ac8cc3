from __future__ import annotations

from time import perf_counter

from characters import sheets, suggestions, upgrading
from characters.packs import SOCIAL_ACTS, SOLITARY_ACTS
from characters.suggestions import Suggestion

MARA = """
Mara Holt keeps the Drowned Rat, a blunt, tired widow who never lets a debt go unpaid. She wants to pay back the
moneylender before the winter, and she is looking for her brother. Loyal to her regulars, she trusts nobody else.
"Right. Sit down or get out, I haven't got all night."
{{char}}: *wipes the bar* You want a drink or a lecture?
"""


def found(text: str, samples: tuple[str, ...] = ()) -> dict[str, list[Suggestion]]:
    by_kind: dict[str, list[Suggestion]] = {}
    for one in suggestions.suggest(text, samples):
        by_kind.setdefault(one.kind, []).append(one)
    return by_kind


def test_a_plain_description_becomes_suggestions_each_with_its_sentence() -> None:
    read = found(MARA)
    assert {one.value for one in read["pronouns"]} == {"she"}
    assert next(one.value for one in read["trait"] if one.key == "trait-agreeableness") < 0.4
    assert "loyalty" in {one.value for one in read["value"]}
    assert all(one.sentence for kind in read.values() for one in kind)
    assert all(one.source == "words" for kind in read.values() for one in kind)


def test_wishes_become_goals_that_can_be_said_and_acted_on() -> None:
    first, second = (one.value for one in found(MARA)["goal"])
    assert first["text"] == "to pay back the moneylender before the winter"
    assert second == suggestions.goal("find her brother")
    assert second["wish"] == "find my brother"
    assert set(first["acts"]) <= {*SOCIAL_ACTS, *SOLITARY_ACTS}


def test_every_aim_leads_to_acts_there_are() -> None:
    for wish in ("avenge her father", "marry Rook", "be forgiven", "rule", "grow rich", "find out the truth", "fly"):
        acts = suggestions.acts_for(wish)
        assert acts
        assert set(acts) <= {*SOCIAL_ACTS, *SOLITARY_ACTS}


def test_quoted_speech_becomes_samples_without_its_stage_directions() -> None:
    said = [one.value for one in found(MARA)["sample"]]
    assert said == ["You want a drink or a lecture?", "Right. Sit down or get out, I haven't got all night."]
    assert "sample" not in found(MARA, tuple(said))


def test_what_is_quoted_tells_nothing_of_the_temperament() -> None:
    assert "trait" not in found('She was born in Kent. "You cruel, lazy, heartless thing!"')


def test_the_manner_of_speech_follows_the_temperament() -> None:
    assert found("A sly, deceitful man who trusts nobody.")["speech"][0].value == "sly"
    assert found("A melancholy, solitary woman who broods and weeps.")["speech"][0].value == "mournful"
    assert "speech" not in found("A man with a hat.")


def test_a_book_of_a_card_is_read_in_a_blink_and_no_further_than_its_limit() -> None:
    started = perf_counter()
    suggestions.suggest("She wants to be kind. " * 40_000)
    assert perf_counter() - started < 1.0


def test_a_role_out_of_the_description_is_not_read_twice() -> None:
    persona = "Mara is a cruel smuggler. She sings."
    sheet = sheets.blank() | {"persona": persona, "role": "a cruel smuggler"}
    assert upgrading.source_of(sheet) == persona
    assert upgrading.source_of(sheet | {"role": "a kind nurse"}) == f"a kind nurse.\n\n{persona}"
