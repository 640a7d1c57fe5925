"""A text is found in every form in which a file of YAML or JSON may hold it, and its lines are named."""

from __future__ import annotations

import json
import time
import unicodedata

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from backlog_cli.errors import UsageError
from backlog_cli.store.purge.pattern import lines_with, text_pattern, without_text

TEXT = 'his "ssn" isn\'t 123-45-6789, José'


@pytest.mark.parametrize(
    "form",
    [
        TEXT,
        TEXT.upper(),
        json.dumps(TEXT),
        json.dumps(TEXT, ensure_ascii=False),
        json.dumps(json.dumps(TEXT)),
        unicodedata.normalize("NFD", TEXT),
        "text: 'his \"ssn\" isn''t 123-45-6789, José'",
        'text: "his \\"ssn\\" isn\'t\\\n   \\ 123-45-6789,\n\n  Jos\\xe9"',
        'text: >\n  his "ssn"\n  isn\'t 123-45-6789,\n  José\n',
        '# his "ssn" isn\'t\n# 123-45-6789, José\n',
        'his\\t"ssn"\\nisn\'t 123-45-6789, Jos\\U000000e9',
    ],
)
def test_a_text_is_found_in_any_form(form: str) -> None:
    assert text_pattern(TEXT).search(form)
    assert text_pattern(unicodedata.normalize("NFD", TEXT)).search(form)


@pytest.mark.parametrize("other", ["", "his ssn isn't 123-45-6788, José", "his ssn isn't 123-45-678", "123456789"])
def test_another_text_is_not(other: str) -> None:
    assert not text_pattern(TEXT).search(other)


SIGNS = st.characters(categories=("L", "N", "P", "S", "Zs"), exclude_characters="'\"#\\")


@given(st.text(SIGNS, min_size=6, max_size=60), st.sampled_from((None, '"', "'", "|", ">")), st.integers(10, 60), st.booleans())
def test_a_text_is_found_however_it_is_dumped(text: str, style: str | None, width: int, is_plain: bool) -> None:
    try:
        pattern = text_pattern(text)
    except UsageError:
        return
    dumped = yaml.dump({"text": text}, default_style=style, width=width, allow_unicode=is_plain)
    assert pattern.search(dumped)
    assert pattern.search(json.dumps({"text": dumped}, ensure_ascii=not is_plain))
    assert not pattern.search(str(without_text({"a": [text, {text: 1}]}, pattern)))


@pytest.mark.parametrize("text", ["", "   ", "12-3", "'\"#", "a b c"])
def test_a_text_that_is_too_short_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="at least 4 letters or digits"):
        text_pattern(text)


def test_lines_are_counted_at_every_kind_of_line_end() -> None:
    pattern = text_pattern("call 5551234")
    assert lines_with(pattern, "a\r\ncall 5551234\rb\ncall\n5551234\n") == (2, 4)
    assert lines_with(pattern, "nothing") == ()


def test_many_quotes_and_blanks_are_gone_through_quickly() -> None:
    assert not text_pattern("h" + "is number").search("h" + " \\n'\"" * 100_000)


@pytest.mark.parametrize("piece", ["\\\\xa0", "\\\\\\\\u00e9", "\\\\n", "\\", "é\\\\\\u0301"])
def test_many_escapes_are_gone_through_quickly(piece: str) -> None:
    start = time.monotonic()
    assert not text_pattern("é" * 40 + "end").search(piece * 5000)
    assert not text_pattern("head tail").search("head" + piece * 5000)
    assert time.monotonic() - start < 20
