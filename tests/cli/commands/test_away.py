"""`away`, from words to file and to the pack in the cover's hands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.store.load import load
from tests.wording import is_unchanged_by

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Any]


def trips(path: Path) -> list[tuple[str, str, str | None, bool, bool]]:
    loaded = load(path.read_bytes(), path.name)
    assert loaded.errors == ()
    return [(str(a.from_), str(a.to), a.cover, bool(a.buyers_told), bool(a.autoreply_set)) for a in loaded.backlog_file.away]


def test_the_samples_trip_moves_five_updates_to_dana(run: Run, sample: Path) -> None:
    facts = json.loads(run("away", "--json").out)
    updates = [home["job"] for home in facts["jobs"] if any("weekly update" in item["what"] for item in home["items"])]
    assert sorted(updates) == ["HC-1029", "HC-1041", "HC-1044", "LR-1049", "LR-1058"]
    assert {home["cover"] for home in facts["jobs"]} == {"Dana Reyes"}
    assert facts["away"]["buyers_told"] is False


def test_an_absence_is_noted_told_and_taken_back(run: Run, sample: Path) -> None:
    before = sample.read_bytes()
    answer = run("away", "dec", "20", "to", "dec", "27", "--cover", "Kim Lee")
    assert answer.code == 0
    assert "Away Sun Dec 20 to Sun Dec 27: Kim Lee fills in." in answer.out
    assert trips(sample)[1] == ("2026-12-20", "2026-12-27", "Kim Lee", False, False)
    assert run("undo").code == 0
    assert sample.read_bytes() == before
    assert run("away", "--told", "--autoreply-set").code == 0
    assert trips(sample) == [("2026-11-25", "2026-11-29", "Dana Reyes", True, True)]
    assert "says that already" in run("away", "--told").out


def test_other_days_move_the_absence_and_it_has_to_be_told_anew(run: Run, sample: Path) -> None:
    run("away", "--told")
    assert run("away", "nov", "26", "dec", "1").code == 0
    assert trips(sample) == [("2026-11-26", "2026-12-01", "Dana Reyes", False, False)]


def test_two_homes_of_one_name_are_told_apart_in_the_order_to_tell_them(run: Run, home: Path) -> None:
    homes = "".join(
        f"- {{job: '{job}', buyers: [{buyer}], sold_date: 2026-11-20, stage: contract}}\n"
        for job, buyer in (("1", "A Jones"), ("2", "B Lee"), ("3", "C Jones"))
    )
    (home / "backlog.yaml").write_text(f"jobs:\n{homes}")
    told = run("away", "nov", "25", "to", "nov", "29").out
    assert "Tell these buyers first, in this order: Jones 1, Lee, Jones 3. Then:" in told


def test_one_day_alone_is_an_absence_and_a_file_without_any_gets_its_first(run: Run, home: Path) -> None:
    file = home / "backlog.yaml"
    file.write_text("jobs:\n- {job: '1', buyers: [A B], sold_date: 2026-11-20, stage: contract}\n")
    assert "Away Fri Nov 27: nobody fills in yet" in run("away", "fri", "--dry-run").out
    assert trips(file) == []
    assert run("away", "fri").code == 0
    assert trips(file) == [("2026-11-27", "2026-11-27", None, False, False)]
    assert run("due").code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("away", "--cover", "Kim"),
        ("away", "fri", "--told"),
        ("away", "fri", "mon", "week"),
        ("away", "dec", "9", "dec", "1"),
        ("away", "yesterday"),
        ("away", "--pack", "--back"),
        ("away", "--pack", "--told"),
        ("away", "--html", "--json"),
        ("away", "--dry-run"),
        ("away", "--back"),
    ],
)
def test_what_does_not_go_together_is_refused_and_nothing_is_changed(run: Run, sample: Path, words: tuple[str, ...]) -> None:
    before = sample.read_bytes()
    answer = run(*words)
    assert answer.code == 2
    assert is_unchanged_by(answer.err)
    assert sample.read_bytes() == before


def test_without_an_absence_ahead_away_says_how_to_note_one(run: Run, home: Path) -> None:
    (home / "backlog.yaml").write_text("jobs: []\n")
    assert "backlog away nov 25 nov 29" in run("away").out
    assert json.loads(run("away", "--json").out)["away"] is None
    assert run("away", "--pack").code == 2


def test_an_absence_that_cannot_be_read_is_mended_first(run: Run, home: Path) -> None:
    file = home / "backlog.yaml"
    file.write_text("away:\n- {from: 2026-13-01, to: 2026-12-02}\n- {from: 2026-12-05, to: 2026-12-06}\njobs: []\n")
    before = file.read_bytes()
    answer = run("away", "--told")
    assert (answer.code, file.read_bytes()) == (3, before)
    assert "line 2" in answer.err


def test_the_pack_holds_numbers_and_what_not_to_raise_but_no_day_that_was_not_told(run: Run, sample: Path) -> None:
    pack = run("away", "--pack").out
    page = run("away", "--pack", "--html").out
    for text in (pack, page):
        assert "555-0137" in text
        assert "the closing date: leave it to the agent" in text
        for secret in ("Jan 15", "2027-01-15", "fishing", "driver", "analytic", "can&#x27;t pay", "can't pay"):
            assert secret not in text
    assert page.lower().startswith("<!doctype html>")
    assert "open: promise &quot;rough-in photos&quot;, Renata Vance" in page
    facts = json.loads(run("away", "--pack", "--json").out)
    brandt = next(one for one in facts["jobs"] if one["buyer"] == "Brandt")
    assert brandt["say"] == "nothing about the closing date; stage drywall"


def test_back_again_what_was_logged_meanwhile_comes_first(run: Run, sample: Path) -> None:
    run("log", "okafor", "sent the video", "--at", "nov 26", today="2026-11-30")
    out = run("away", "--back", today="2026-11-30").out
    assert "\n- **HC-1041 Okafor lot 41** Nov 26: update (group-text): sent the video\n" in out
    assert out.index("## What happened") < out.index("## What is owed now")
    facts = json.loads(run("away", "--back", "--json", today="2026-11-30").out)
    assert facts["happened"][0]["job"] == "HC-1041"
    assert "update" in {duty["rule"] for duty in facts["owed"]}


def test_a_script_chooses_the_keys_it_wants(run: Run, sample: Path) -> None:
    assert json.loads(run("away", "--json", "--fields", "job,cover").out)["jobs"][0] == {"job": "HC-1012", "cover": "Dana Reyes"}
    assert json.loads(run("away", "--pack", "--json", "--fields", "say").out)["jobs"][0] == {"say": "closed Mon Oct 26"}
    assert run("away", "--json", "--fields", "nothing").code == 2
    assert run("away", "--fields", "job").code == 2
