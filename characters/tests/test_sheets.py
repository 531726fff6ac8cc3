from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from django.template.loader import render_to_string

from characters import desk, faces, portraits, sheets, versions
from characters.minds import DOMAINS
from characters.sheets import Sheet


def filled(**fields: object) -> Sheet:
    return sheets.blank() | {"name": "Mara Holt", **fields}


def parsed(before: Sheet | None = None, **sent: str | list[str]) -> sheets.Parsed:
    posted = {name.replace("__", "-"): [value] if isinstance(value, str) else value for name, value in sent.items()}
    return sheets.parsed(posted, before or filled())


def test_what_a_form_does_not_send_stays() -> None:
    before = filled(
        role="barkeep",
        goals=[{"text": "to sleep", "wish": "sleep", "priority": 0.5, "target": "", "acts": ["reflect"]}],
    )
    assert parsed(before, address="Mara").sheet == before | {"address": "Mara"}


def test_a_sheet_needs_a_name_and_says_so() -> None:
    assert "name" in parsed(filled(name=""), name="  \n ").faults
    assert not parsed(name="Mara").faults


@pytest.mark.parametrize(
    ("field", "longest"),
    [("name", 80), ("role", 120), ("address", 80), ("persona", 16_000), ("samples", 300), ("values", 80)],
)
def test_every_text_has_a_limit_and_is_cut_to_it_in_the_draft(field: str, longest: int) -> None:
    read = parsed(**{field: "x" * (longest + 1)})
    assert field in read.faults
    kept = read.sheet[field]
    assert len(kept if isinstance(kept, str) else kept[0]) == longest


def test_lists_are_one_a_line_without_doubles_and_bounded() -> None:
    read = parsed(samples="One.\n\nTwo.\r\nOne.\n", values="honour, family,, honour")
    assert read.sheet["samples"] == ["One.", "Two."]
    assert read.sheet["values"] == ["honour", "family"]
    assert len(parsed(topics="\n".join(map(str, range(40)))).sheet["topics"]) == sheets.MOST["topics"]
    assert "topics" in parsed(topics="\n".join(map(str, range(40)))).faults


def test_unprintable_characters_are_left_out() -> None:
    read = parsed(name="Ma\x00ra\u202e", persona="One\x00\r\ntwo\u2066")
    assert (read.sheet["name"], read.sheet["persona"]) == ("Mara", "One\ntwo")


def test_dials_are_shares_and_one_left_alone_keeps_its_decimals() -> None:
    before = filled(traits={**dict.fromkeys(DOMAINS, 0.5), "openness": 0.728})
    read = parsed(before, trait__openness="73", trait__extraversion="20", trait__neuroticism="999")
    assert read.sheet["traits"]["openness"] == 0.728
    assert read.sheet["traits"]["extraversion"] == 0.2
    assert read.sheet["traits"]["neuroticism"] == 1.0


def test_a_facet_is_given_only_where_it_is_ticked() -> None:
    read = parsed(filled(facets={"anger": 0.9}), facets="on", own=["trust"], facet__trust="12", facet__anger="90")
    assert read.sheet["facets"] == {"trust": 0.12}


def test_unknown_choices_are_ignored() -> None:
    read = parsed(pronouns="xe", speech="loud", boundaries=["", "betray", "fly"])
    assert (read.sheet["pronouns"], read.sheet["speech"], read.sheet["boundaries"]) == ("they", "plain", ["betray"])


def test_a_goal_is_worded_as_a_wish_and_goes_about_it_somehow() -> None:
    read = parsed(goals="on", goal__0__text="Avenge her father", goal__0__priority="80", goal__0__target="Silver")
    (goal,) = read.sheet["goals"]
    assert (goal["text"], goal["wish"]) == ("to avenge her father", "avenge my father")
    assert (goal["priority"], goal["target"], goal["acts"][0]) == (0.8, "Silver", "accuse")


def test_a_goal_can_be_gone_about_in_a_chosen_way() -> None:
    read = parsed(goals="on", goal__0__text="be left alone", goal__0__way="Getting even")
    assert read.sheet["goals"][0]["acts"] == ["accuse", "confront", "threaten", "reveal_secret"]


def test_a_secret_is_told_twice() -> None:
    assert "secrets" in parsed(secrets="on", secret__0__text="Mara sold the ring").faults
    told = {"secret__0__text": "Mara sold the ring.", "secret__0__confession": "I sold the ring."}
    read = parsed(secrets="on", secret__0__known_by="Rook, Ioan", **told)
    assert read.sheet["secrets"] == [
        {"text": "Mara sold the ring.", "confession": "I sold the ring", "about": "", "known_by": ["Rook", "Ioan"]}
    ]


class Fields(HTMLParser):
    """What a browser would send of a form as it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.select = self.area = self.first = ""

    def add(self, name: str, value: str) -> None:
        self.sent.setdefault(name, []).append(value)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "input" and given.get("type") not in ("checkbox", "radio", "file") and "name" in given:
            self.add(given["name"], given.get("value", ""))
        elif tag == "input" and "checked" in given:
            self.add(given["name"], given["value"])
        elif tag == "select":
            self.select, self.first = given["name"], "*"
        elif tag == "option" and self.select and ("selected" in given or self.first == "*"):
            self.sent[self.select] = [given["value"]] if "value" in given else []
            self.first, self.pending = "", "value" not in given
        elif tag == "textarea":
            self.area = given["name"]
            self.add(self.area, "")

    def handle_endtag(self, tag: str) -> None:
        self.select = "" if tag == "select" else self.select
        self.area = "" if tag == "textarea" else self.area

    def handle_data(self, data: str) -> None:
        if self.area:
            self.sent[self.area][-1] += data
        elif self.select and self.sent.get(self.select) == []:
            self.sent[self.select] = [data]


def sent_by(sheet: Sheet) -> dict[str, list[str]]:
    fields = Fields()
    context = {
        "open": {"address": "/characters/1/", "character": None, "draft": None},
        "version": 1,
        **desk.form(sheet),
    }
    fields.feed(render_to_string("characters/editor.html", context))
    return fields.sent


def written() -> list[Sheet]:
    found = []
    for file in sorted((Path(__file__).parents[2] / "ecosystem" / "starters").glob("*.yaml")):
        starter = yaml.safe_load(file.read_text())
        for member in starter["cast"]:
            seed = portraits.seed(member["key"], member["pronouns"], starter["genre"], member.get("look", ""))
            goals = [{**goal, "target": goal.get("target") or ""} for goal in member["goals"]]
            secrets = [{"known_by": [], **secret, "about": secret.get("about") or ""} for secret in member["secrets"]]
            found.append(
                sheets.complete({**member, "portrait_seed": seed, "goals": goals, "secrets": secrets, "tags": []})
            )
    return found


def test_a_form_sent_back_as_it_came_changes_nothing() -> None:
    for sheet in written()[::4]:
        read = sheets.parsed(sent_by(sheet), sheet)
        assert not read.faults
        assert not versions.differences(sheet, read.sheet)
        assert read.sheet == sheet


def test_a_face_is_taken_apart_and_put_together_again() -> None:
    face = faces.of("romance-she-elizabeth--fair-umber-ringlets-scoop-plain", "Elizabeth")
    assert (face.who, face.era, face.look["hair"]) == ("elizabeth", "romance", "umber")
    assert face.seed("she") == "romance-she-elizabeth--fair-umber-ringlets-scoop-plain"
    assert face.another().who == "elizabeth-2"
    assert face.another().another().who == "elizabeth-3"
    assert portraits.portrait(face.seed("she"), 3) != portraits.portrait(face.another().seed("she"), 3)


def test_a_chosen_look_is_worn_and_unknown_words_are_not() -> None:
    asked = {"face-who": "mara", "face-hair": "red", "face-wears": "<script>", "face-era": "tragedy"}
    assert faces.chosen("", "Mara", "she", asked) == "tragedy-she-mara--red"
    assert len(faces.chosen("", "M" * 300, "she", {"face-who": "m" * 300})) <= 80


def test_differences_name_the_fields_and_the_lines_that_differ() -> None:
    before = filled(samples=["One.", "Two."], traits=dict.fromkeys(DOMAINS, 0.5))
    after = filled(samples=["One.", "Three."], traits={**dict.fromkeys(DOMAINS, 0.5), "openness": 0.8})
    samples, traits = sorted(versions.differences(before, after), key=lambda one: one.field)
    assert (samples.before, samples.after) == (("Two.",), ("Three.",))
    assert (traits.before, traits.after) == (("openness 50",), ("openness 80",))


def test_changes_to_different_fields_fit_together_and_to_the_same_are_asked() -> None:
    base = filled(role="barkeep", persona="Old.")
    theirs, mine = base | {"role": "innkeeper", "persona": "Theirs."}, base | {"address": "Mara", "persona": "Mine."}
    merged = versions.merged(base, theirs, mine)
    assert (merged.sheet["role"], merged.sheet["address"]) == ("innkeeper", "Mara")
    assert [conflict.field for conflict in merged.conflicts] == ["persona"]
    assert merged.sheet["persona"] == "Theirs."


def test_the_same_change_made_twice_is_no_conflict() -> None:
    base, both = filled(role=""), filled(role="barkeep")
    assert versions.merged(base, both, both) == versions.Merged(both, ())
