from __future__ import annotations

import pytest

from characters.dialects import Dialect, overflowed, plainer, request

SCHEMA = {"type": "object"}


def test_the_first_request_is_the_strictest():
    said = request(Dialect(), SCHEMA, 100)
    assert said["response_format"]["json_schema"] == {"name": "scene", "strict": True, "schema": SCHEMA}
    assert said["max_tokens"] == 100


@pytest.mark.parametrize(
    "message",
    [
        "response_format type 'json_schema' is not supported",
        "Input should be 'text' or 'json_object'",
        "Bad Request",
    ],
)
def test_a_refused_form_is_asked_for_more_plainly(message: str):
    first = plainer(Dialect(), message)
    assert first is not None
    assert request(first, SCHEMA, 100)["response_format"] == {"type": "json_object"}
    second = plainer(first, message)
    assert second is not None
    assert "response_format" not in request(second, SCHEMA, 100)
    assert plainer(second, message) is None


def test_a_newer_name_of_the_length_limit_is_learnt():
    message = (
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
    )
    learnt = plainer(Dialect(), message)
    assert learnt == Dialect(length="max_completion_tokens")
    assert "max_tokens" not in request(learnt, SCHEMA, 100)


def test_a_model_that_sets_its_own_temperature_is_let():
    learnt = plainer(Dialect(), "Unsupported value: 'temperature' does not support 0.9 with this model.")
    assert learnt == Dialect(temperature=False)
    assert "temperature" not in request(learnt, SCHEMA, 100)


def test_a_prompt_longer_than_the_context_is_no_matter_of_wording():
    message = "request (6031 tokens) exceeds the available context size (2048 tokens)"
    assert overflowed(message)
    assert plainer(Dialect(), message) is None


def test_a_content_policy_is_no_matter_of_wording():
    assert plainer(Dialect(), "The prompt was refused by our content policy") is None
