"""What must never be kept is refused by every verb that takes free words, unless she insists; nothing else is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.sampling import one_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SOCIAL, CARD, ACCOUNT = "his ssn is 123-45-6789", "card 4111 1111 1111 1111", "acct 123456789"
FREE_WORDS = {
    "log": ("log", "okafor", SOCIAL),
    "log, one word each": ("log", "okafor", *CARD.split()),
    "log --said": ("log", "okafor", "--said", ACCOUNT),
    "log --next": ("log", "okafor", "spoke", "--next", f"fri {CARD}"),
    "log --promise": ("log", "okafor", "spoke", "--promise", f"fri {ACCOUNT}"),
    "log --with": ("log", "okafor", "spoke", "--with", "Kim 123-45-6789"),
    "log --topic": ("log", "okafor", "spoke", "--topic", CARD),
    "log --photo": ("log", "okafor", "spoke", "--photo", CARD),
    "log two homes": ("log", "okafor,brandt", SOCIAL),
    "set": ("set", "okafor", "notes", SOCIAL),
    "set, her own field": ("set", "okafor", "x_bank", *ACCOUNT.split()),
    "set deposits": ("set", "okafor", "lender.officer", "Bo", *CARD.split()),
    "set address": ("set", "okafor", "address", SOCIAL),
    "add": ("add", "4001", "Kim", "Lee", "--sold", "nov20", "--worry", SOCIAL),
    "shift": ("shift", "okafor", "+1w", CARD),
    "shift --plan-b": ("shift", "okafor", "+1w", "rain", "--plan-b", CARD),
    "promise": ("promise", "okafor", "fri", SOCIAL),
    "issue": ("issue", "okafor", "leak", "--wants", CARD),
    "ask": ("ask", "okafor", SOCIAL),
    "meet": ("meet", "okafor", "2026-12-01", "10:00", SOCIAL),
    "cancel": ("cancel", "okafor", "rate", "--lesson", SOCIAL),
    "cancel reason": ("cancel", "okafor", SOCIAL),
    "away": ("away", "nov 25", "nov 29", "--cover", "Dana 123-45-6789"),
}


@pytest.mark.parametrize("words", FREE_WORDS.values(), ids=FREE_WORDS)
def test_a_private_number_is_refused(sample: Path, run: Callable[..., Any], words: tuple[str, ...]) -> None:
    before = sample.read_bytes()
    answer = run(*words)
    assert answer.code == 2, answer
    assert "must never be kept here" in answer.err
    assert "add --yes if it's something else" in answer.err.replace("\n  ", " ")
    assert sample.read_bytes() == before
    kept = [place.read_bytes() for place in (sample.parent.parent / "user").rglob("*") if place.is_file()]
    for number in (b"123-45-6789", b"4111 1111", b"123456789"):
        assert number not in b"\n".join(kept)
        assert number.decode() not in answer.out + answer.err


@pytest.mark.parametrize("more", ["--dry-run", "--json"])
def test_nothing_else_than_yes_lets_it_pass(sample: Path, run: Callable[..., Any], more: str) -> None:
    before = sample.read_bytes()
    answer = run("log", "okafor", SOCIAL, "--private", "--again", more)
    assert (answer.code, answer.out) == (2, "")
    assert sample.read_bytes() == before


@one_in(5, "words", FREE_WORDS.values(), ids=FREE_WORDS)
def test_she_may_insist(sample: Path, run: Callable[..., Any], words: tuple[str, ...]) -> None:
    before = sample.read_bytes()
    answer = run(*words, "--yes")
    assert answer.code == 0, answer.err
    assert sample.read_bytes() != before
    if "x_bank" not in words:  # check keeps silent on her own fields
        assert "looks like" in run("check").out
    assert run("undo").code == 0
    assert sample.read_bytes() == before


def test_a_number_that_was_insisted_on_can_be_worked_with(sample: Path, run: Callable[..., Any]) -> None:
    assert run("promise", "okafor", "fri", "wire to acct 123456789", "--yes").code == 0
    assert run("promise", "okafor", "fri", "wire to acct 123456789").code == 2
    assert run("issue", "okafor", "leak", CARD, "--wants", "a look", "--yes").code == 0
    assert run("done", "okafor", "wire").code == 0
    assert run("issue", "okafor", "1", "--reassured").code == 0
    assert run("issue", "okafor", "1", "--resolved").code == 0
    assert run("shift", "okafor", "+1w", "rain").code == 0
    assert "123456789" in sample.read_text("utf-8")


def test_a_text_that_was_typed_is_not_lost_and_not_repeated(
    sample: Path, run: Callable[..., Any], typing: Callable[[bytes], None]
) -> None:
    typing(b"spoke on 2026-11-20, ssn 123-45-6789, lot 41\n")
    answer = run("log", "okafor", "-")
    assert answer.code == 2
    assert "backlog --today 2026-11-23 log okafor 'spoke on 2026-11-20, ssn xxx-xx-xxxx, lot 41'" in answer.err


@pytest.mark.parametrize(
    "words",
    [
        "call 404-555-1234 or 4045551234 ext 4412",
        "(404) 555-1234, +1 404 555 1234, +49 170 1234567",
        "APN 123-45-6789 and parcel no. 123-45-678-0000",
        "confirmation number 4111 1111 1111 1111",
        "order 20261119123045, tracking 6011111111111117",
        "lot 12 block 4 plat 0087",
        "closing 2026-12-04 10:00, was 12/1/26, 11-30-2026",
        "$412,000 less 15000, rate 6.125, 2412 sq ft",
        "118 Heron Creek Ln 30301-1234",
        "opened an account at the bank, acct ending in 4321",
        "see https://x.example/4111111111111111",
    ],
)
def test_what_a_salesperson_types_is_written(sample: Path, run: Callable[..., Any], words: str) -> None:
    for verb in (("log", "okafor"), ("promise", "okafor", "fri"), ("ask", "okafor"), ("set", "okafor", "notes")):
        answer = run(*verb, words)
        assert answer.code == 0, answer.err


def test_what_the_buyers_wrote_and_the_superintendent_answered(
    sample: Path, run: Callable[..., Any], typing: Callable[[bytes], None]
) -> None:
    before = sample.read_bytes()
    wrote, answered = b"okafor my ssn is 123-45-6789\nbrandt hello\n", b"okafor card 4111 1111 1111 1111\n"
    typing(wrote)
    assert run("log", "-", "--in").code == 2
    typing(answered)
    assert run("super", "--answers").code == 2
    assert sample.read_bytes() == before
    typing(wrote)
    assert run("log", "-", "--in", "--yes").code == 0
    typing(answered)
    assert run("super", "--answers", "--yes").code == 0


def test_a_number_typed_by_hand_is_told_by_check(sample: Path, run: Callable[..., Any]) -> None:
    sample.write_bytes(sample.read_bytes().replace(b"stage: permitting", b"stage: permitting\n    worries: ssn 123-45-6789"))
    answer = run("check")
    assert answer.code in (1, 3)
    assert "this looks like a social-security number" in answer.out
    assert run("log", "castellanos", "spoke").code == 0
