from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from characters.recall import HIGHEST, Candidate, Cue, alike, ranked, recall, recency, score

NOW = 10_000
CUE = Cue(NOW, pleasure=0.0, present=frozenset({7}), text="the moonstone")
PLAIN = Candidate(1, "Rosanna swept the hall.", 5, NOW, cosine=0.0)


def test_the_score_is_the_sum_of_its_five_parts():
    memory = Candidate(1, "x", 8, NOW - 600, valence=0.4, about=frozenset({7}), cosine=0.5)
    cue = Cue(NOW, pleasure=0.2, present=frozenset({7}))
    assert score(memory, cue) == pytest.approx(0.5 * 0.995**10 + 0.8 + 1.5 * 0.5 + 0.5 * 0.9 + 0.5)


def test_what_was_recalled_longest_ago_is_the_least_recent():
    # Generative Agents' code sorts by last access, ascending, and so calls the oldest the freshest.
    memories = [replace(PLAIN, id=n, text=f"memory {n}", recalled_minute=NOW - n * 600) for n in range(1, 6)]
    random.Random(3).shuffle(memories)
    assert [memory.id for _, memory in ranked(memories, CUE)] == [1, 2, 3, 4, 5]


def test_recency_counts_from_the_last_retrieval_and_not_from_the_making():
    recalled = replace(PLAIN, id=1, text="an old thing", recalled_minute=NOW)
    newer = replace(PLAIN, id=900, text="a newer thing", recalled_minute=NOW - 3000)
    assert ranked([newer, recalled], CUE)[0][1] is recalled


def test_candidates_that_all_tie_keep_a_defined_order():
    # AI Town divides by the spread of the scores: a tie makes NaN, and the order is anybody's guess.
    memories = [replace(PLAIN, id=n, text=f"memory {n}", cosine=0.3) for n in range(1, 9)]
    orders = set()
    for seed in range(10):
        shuffled = memories[:]
        random.Random(seed).shuffle(shuffled)
        rows = ranked(shuffled, CUE)
        assert all(value == value for value, _ in rows)
        orders.add(tuple(memory.id for _, memory in rows))
    assert orders == {(8, 7, 6, 5, 4, 3, 2, 1)}


def test_a_tie_of_texts_without_words_in_common_still_recalls():
    memories = [Candidate(n, f"{n}", 5, NOW) for n in range(6)]
    assert len(recall(memories, CUE, 3)) == 3


def test_a_cosine_that_is_not_a_number_counts_as_missing():
    assert score(replace(PLAIN, cosine=float("nan")), CUE) == score(replace(PLAIN, cosine=None), CUE)


def test_a_future_retrieval_is_no_fresher_than_now():
    assert recency(replace(PLAIN, recalled_minute=NOW + 500), NOW) == 1


def test_the_glad_remember_glad_things():
    glad, sad = replace(PLAIN, valence=0.8), replace(PLAIN, valence=-0.8)
    assert score(glad, replace(CUE, pleasure=0.7)) > score(sad, replace(CUE, pleasure=0.7))
    assert score(glad, replace(CUE, pleasure=-0.7)) < score(sad, replace(CUE, pleasure=-0.7))


def test_who_is_present_comes_to_mind():
    about = replace(PLAIN, about=frozenset({7, 9}))
    assert score(about, CUE) == pytest.approx(score(PLAIN, CUE) + 0.5)


def test_without_embeddings_shared_words_make_it_relevant():
    near = replace(PLAIN, text="The Moonstone was gone.", cosine=None)
    assert score(near, CUE) > score(replace(near, text="Dinner was late."), CUE)


def test_the_same_text_comes_to_mind_once():
    twice = [replace(PLAIN, id=n, text=text) for n, text in enumerate(["She wept.", "she  wept", "He left."])]
    assert [memory.text for memory in recall(twice, CUE, 3)].count("She wept.") <= 1
    assert len(recall(twice, CUE, 3)) == 2


def test_five_copies_of_one_thing_do_not_crowd_out_another():
    copies = [replace(PLAIN, id=n, text=f"Franklin lost the diamond again on day {n}", cosine=0.6) for n in range(1, 6)]
    other = replace(PLAIN, id=9, text="Rachel shut her door", cosine=0.45)
    assert ranked([*copies, other], CUE)[-1][1] is other
    assert other in recall([*copies, other], CUE, 2)


def test_likeness_is_by_vector_where_both_have_one():
    one, same, across = (replace(PLAIN, vector=v) for v in ((1.0, 0.0), (2.0, 0.0), (0.0, 1.0)))
    assert alike(one, same) == pytest.approx(1)
    assert alike(one, across) == 0
    assert alike(one, replace(PLAIN, vector=(0.0, 0.0))) == 0
    assert alike(one, replace(PLAIN, vector=None)) == 1


unit = st.floats(-1, 1, allow_nan=False)


@given(st.floats(0, 10), st.integers(0, 10**6), unit, unit, st.floats(0, 1))
def test_a_score_stays_in_its_range(importance, minute, valence, pleasure, cosine):
    memory = Candidate(1, "x", importance, minute, valence, frozenset({7}), cosine)
    assert 0 <= score(memory, replace(CUE, pleasure=pleasure)) <= HIGHEST


@given(st.lists(st.tuples(st.floats(0, 10), st.integers(0, NOW), unit), max_size=30), st.integers(0, 8))
def test_recall_is_stable_and_gives_no_more_than_asked(rows, limit):
    memories = [Candidate(n, f"memory {n}", i, m, v) for n, (i, m, v) in enumerate(rows)]
    found = recall(memories, CUE, limit)
    assert found == recall(memories[::-1], CUE, limit)
    assert len(found) == min(limit, len(memories))
