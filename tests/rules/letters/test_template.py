"""A template is filled in once, loses its empty lines, and says where a placeholder is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog_cli.errors import BadFile
from backlog_cli.rules.letters.template import fill_template
from tests.wording import DID_YOU_MEAN

PARTS = {"name": "Chidi", "stage": "Walls go up.", "none": "", "list": "- one\n- two", "odd": "{name} {{ {x"}

FILLED = [
    ("Hi {name},", "Hi Chidi,"),
    ("{name}{stage}", "ChidiWalls go up."),
    ("Here. {none} {stage} {none}", "Here. Walls go up."),
    ("one\n\nHere it is: {none}\n\ntwo", "one\n\ntwo"),
    ("a\n{none}\nb", "a\nb"),
    ("plain", "plain"),
    ("\n\nplain\n\n\n\nmore\n", "plain\n\nmore"),
    ("{ name }", "Chidi"),
    ("{{name}} }} {name}", "{name} } Chidi"),
    ("{odd}", "{name} {{ {x"),
    ("{list}", "- one\n- two"),
    ("  {name}", "Chidi"),
    ("a\r\nb", "a\nb"),
    ("", ""),
]


@pytest.mark.parametrize(("template", "text"), FILLED)
def test_what_a_template_becomes(template: str, text: str) -> None:
    assert fill_template(template, PARTS, "update.txt") == text


WRONG = [
    ("Hi\n{nmae}", f"update.txt:2: there is no {{nmae}}; {DID_YOU_MEAN} {{name}}?"),
    ("{}", "update.txt:1: there is no {}"),
    ("{name.__class__}", "there is no {name.__class__}"),
    ("{name!r}", "there is no {name!r}"),
    ("{0}", "there is no {0}"),
    ("a {name", "update.txt:1: a { opens a placeholder and none is closed"),
]


@pytest.mark.parametrize(("template", "why"), WRONG)
def test_a_wrong_placeholder_is_said_with_its_line(template: str, why: str) -> None:
    with pytest.raises(BadFile) as refused:
        fill_template(template, PARTS, "update.txt")
    assert why in refused.value.message


@given(st.text(alphabet="{}ab \n", max_size=40))
def test_any_text_is_filled_or_refused(template: str) -> None:
    try:
        text = fill_template(template, {"a": "A", "b": ""}, "x")
    except BadFile as refused:
        assert refused.message.startswith("x:")
    else:
        assert "\n\n\n" not in text
