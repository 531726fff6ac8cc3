from __future__ import annotations

from time import perf_counter

from characters.wording import AROUND, CAME, SAME, WENT, told


def test_a_changed_line_is_one_line_with_its_changed_words() -> None:
    (line,) = told(["openness 50"], ["openness 80"])
    assert [(kind, text.strip()) for kind, text in line] == [(SAME, "openness"), (WENT, "50"), (CAME, "80")]


def test_lines_that_share_nothing_went_and_came() -> None:
    assert told(["A barkeep."], ["Mara Holt keeps the inn"]) == (
        ((WENT, "A barkeep."),),
        ((CAME, "Mara Holt keeps the inn"),),
    )
    assert told([], ["New."]) == (((CAME, "New."),),)


def test_lines_find_their_like_in_whatever_order() -> None:
    before, after = (
        ["to find the ring of gold", "to pay back the debt"],
        ["to pay back the old debt", "to find the ring"],
    )
    first, second = told(before, after)
    assert [piece.text.strip() for piece in first if piece.kind == WENT] == ["of gold"]
    assert [piece.text.strip() for piece in second if piece.kind == CAME] == ["old"]


def test_what_stayed_far_from_a_change_is_left_out() -> None:
    words = [f"w{number}" for number in range(200)]
    (line,) = told([" ".join(words)], [" ".join([*words[:100], "new", *words[100:]])])
    before, came, after = line
    assert came == (CAME, " new")
    assert before.text == "… " + " ".join(words[100 - AROUND : 100])
    assert after.text.endswith("… ") or after.text.endswith(" …")


def test_a_whole_description_is_told_in_no_time() -> None:
    words = [f"w{number % 97}" for number in range(3000)]
    started = perf_counter()
    told([" ".join(words)], [" ".join(words[::-1])])
    told([f"line {number} of {number % 7}" for number in range(300)], [f"row {number}" for number in range(300)])
    assert perf_counter() - started < 1
