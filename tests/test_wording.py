"""The sentences that the other tests take from the program: here they are held to the letter, each once."""

from __future__ import annotations

from tests.wording import DID_YOU_MEAN, NOTHING_CHANGED, NOTHING_CHANGED_WITHIN, is_unchanged_by


def test_a_refusal_ends_with_the_promise_that_the_file_is_as_it_was() -> None:
    assert NOTHING_CHANGED == "Nothing was changed"
    assert NOTHING_CHANGED_WITHIN == "nothing was changed"


def test_a_promise_is_found_at_the_start_of_a_sentence_and_within_it() -> None:
    assert is_unchanged_by(f"no such home.\n{NOTHING_CHANGED}.")
    assert not is_unchanged_by(f"All of it is in the file already; {NOTHING_CHANGED_WITHIN}. --again to repeat.")
    assert not is_unchanged_by("the change is saved")


def test_a_guess_is_offered_as_a_question() -> None:
    assert DID_YOU_MEAN == "did you mean"
