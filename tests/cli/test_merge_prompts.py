"""What `merge` asks at a terminal: which of two values is right, once each; Enter leaves both noted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

QUESTION = "Which is right? (a number, Enter for none)"


def home(path: Path) -> dict[str, Any]:
    data = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)
    found: dict[str, Any] = next(one for one in data["jobs"] if one["job"] == "HC-1041")
    return found


@pytest.fixture
def copies(sample: Path) -> Path:
    """The sample and a copy beside it, of which each has another closing."""
    text = sample.read_text("utf-8")
    assert text.count("contract: 2027-03-19") == 1
    sample.with_name("backlog 2.yaml").write_text(text.replace("contract: 2027-03-19", "contract: 2027-03-12"), encoding="utf-8")
    return sample


@pytest.mark.parametrize(
    ("typed", "contract", "is_settled"),
    [("1", "2027-03-19", True), ("2", "2027-03-12", True), ("", "2027-03-19", False), ("9\r2", "2027-03-12", True)],
)
def test_a_choice_settles_it_and_one_undo_takes_all_back(
    copies: Path, terminal: Callable[..., Any], run: Callable[..., Any], typed: str, contract: str, is_settled: bool
) -> None:
    before = copies.read_bytes()
    page = terminal("merge", "backlog 2.yaml")
    page.answer(QUESTION, f"{typed}\r")
    assert page.end() == 0
    assert "HC-1041 Okafor: two copies disagree on the closing date in the contract." in page.text
    assert "1  Fri Mar 19 2027, in your file" in page.text
    assert "2  Fri Mar 12 2027, in backlog 2.yaml" in page.text
    assert home(copies)["closing"]["contract"] == contract
    (noted,) = home(copies)["conflicts"]
    assert ("settled" in noted) is is_settled
    assert run("undo").code == 0
    assert copies.read_bytes() == before


def test_ctrl_c_at_the_question_changes_nothing(copies: Path, terminal: Callable[..., Any]) -> None:
    before = copies.read_bytes()
    page = terminal("merge")
    page.answer(QUESTION, "\x03")
    assert page.end() == 130
    assert copies.read_bytes() == before


@pytest.mark.parametrize("option", ["--json", "--dry-run"])
def test_scripts_and_looks_ask_nothing(copies: Path, terminal: Callable[..., Any], option: str) -> None:
    page = terminal("merge", option)
    assert page.end() == 0
    assert "Which" not in page.text
