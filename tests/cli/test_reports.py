"""The verbs for the desk above hers, from words to answer: calendar, timeline, pipeline, risk."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Any]

PICTURES = ("calendar", "timeline", "pipeline", "risk")


def facts(run: Run, *words: str) -> dict[str, Any]:
    answer = run(*words, "--json")
    assert (answer.code, answer.err) == (0, "")
    found: dict[str, Any] = json.loads(answer.out)
    assert (found["schema_version"], found["kind"], found["as_of"]) == (1, words[0], "2026-11-23")
    return found


@pytest.mark.usefixtures("sample")
def test_the_stages_sum_to_what_list_shows(run: Run) -> None:
    found = facts(run, "pipeline")
    listed = json.loads(run("list", "--json").out)
    assert found["open"] == sum(stage["homes"] for stage in found["stages"]) == len(listed["jobs"]) == 7
    assert sorted(job for stage in found["stages"] for job in stage["jobs"]) == sorted(job["job"] for job in listed["jobs"])
    assert [stage["stage"] for stage in found["stages"]][:3] == ["contract", "selections", "permitting"]


@pytest.mark.usefixtures("sample")
def test_the_calendar_of_a_month_holds_its_visits_and_holidays(run: Run) -> None:
    found = facts(run, "calendar", "dec")
    assert (found["month"], found["closings"], found["orientations"], found["clashes"]) == ("2026-12", 1, 0, [])
    assert [(day["day"], day["holiday"], [visit["job"] for visit in day["visits"]]) for day in found["days"]] == [
        ("2026-12-04", None, ["HC-1029"]),
        ("2026-12-25", "Christmas Day", []),
    ]
    assert (
        run("calendar", "dec").out
        == "2026-12-04\tclosing\t\tHC-1029\tWhitfield\t29\t0\t\n2026-12-25\tChristmas Day" + "\t" * 6 + "\n"
    )


@pytest.mark.usefixtures("sample")
def test_the_timeline_shows_the_promise_against_what_it_has_become(run: Run) -> None:
    found = facts(run, "timeline")
    brandt = next(job for job in found["jobs"] if job["job"] == "HC-1037")
    assert (brandt["promised"], brandt["told"], brandt["closing"]) == ("2026-10-30", "2026-12-11", "2027-01-15")
    assert (brandt["moves"], brandt["short_days"], brandt["slip_days"]) == (3, 35, 77)
    assert facts(run, "timeline", "--fields", "job,closing")["jobs"][0] == {"job": "HC-1029", "closing": "2026-12-04"}
    assert run("timeline").out.splitlines()[1].startswith("HC-1037\tBrandt\t37\tdrywall\t2026-01-24\t2026-10-30\t2026-12-11\t")


@pytest.mark.usefixtures("sample")
def test_a_risk_is_shown_with_its_parts_and_never_alone(run: Run) -> None:
    """001-11, 000-9, 000-16, 003-2."""
    found = facts(run, "risk")
    assert [job["job"] for job in found["jobs"]][:2] == ["HC-1037", "LR-1052"]
    for job in found["jobs"]:
        assert job["risk"]["total"] == sum(part["points"] for part in job["parts"])
    brandt = found["jobs"][0]
    assert brandt["parts"][0] == {
        "name": "mood",
        "points": 25,
        "text": "upset on Nov 17",
        "next": "call them before they call you",
    }
    assert brandt["flags"] == ["delay", "rate open"]
    assert "25 upset on Nov 17; 20 pushed 3 times" in run("risk").out.splitlines()[0]


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("verb", PICTURES)
def test_plain_answers_have_a_line_each_and_no_escapes(run: Run, verb: str) -> None:
    answer = run(verb)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out
    lines = answer.out.splitlines()
    assert len({line.count("\t") for line in lines}) == 1
    assert "\x1b" not in answer.out


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("calendar", "smarch"), '"smarch" is no month; type dec'),
        (("timeline", "--fields", "job"), "--fields goes with --json"),
        (("timeline", "--json", "--fields", "phone"), 'there is no field "phone"'),
        (("risk", "--json", "--fields", "x"), 'there is no field "x"'),
        (("pipeline", "framing"), '"framing" is a word too many'),
    ],
)
def test_words_that_fit_nothing_are_refused(run: Run, words: tuple[str, ...], complaint: str) -> None:
    answer = run(*words)
    assert (answer.code, answer.out) == (2, "")
    assert complaint in answer.err


@pytest.mark.parametrize("verb", PICTURES)
def test_the_good_homes_are_shown_and_the_bad_one_is_told(run: Run, sample: Path, verb: str) -> None:
    sample.write_text(sample.read_text(encoding="utf-8").replace("stage: framing", "stage: framming", 1), encoding="utf-8")
    answer = run(verb)
    assert answer.code == 3
    assert answer.out
    assert "job HC-1041 Okafor is left out" in answer.err


def test_archived_homes_teach_the_timeline_and_the_stages(run: Run, home: Path) -> None:
    closed = "".join(
        f"- {{job: old {n}, buyers: [Kim Lee], sold_date: 2025-01-02, stage: closed, "
        f"stages: {{framing: 2025-03-01, dry-in: 2025-04-10}}, closing: {{closed_date: 2025-08-01}}}}\n"
        for n in range(5)
    )
    (home / "backlog-2025.yaml").write_text(f"jobs:\n{closed}", encoding="utf-8")
    open_home = "{job: A, buyers: [Bo Li], sold_date: 2026-09-01, stage: framing, closing: 2027-03-01}"
    (home / "backlog.yaml").write_text(f"jobs:\n- {open_home}\n", encoding="utf-8")
    (bar,) = facts(run, "timeline")["jobs"]
    assert bar["source"] == "from your own 5 closings"
    framing = next(stage for stage in facts(run, "pipeline")["stages"] if stage["stage"] == "framing")
    assert (framing["usual_days"], framing["source"]) == (40, "from your own 5 closings")
