"""The verbs for her manager, from words to answer: report, calendar."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., Any]

PICTURES = (("calendar",), ("report", "timeline"), ("report", "stages"), ("report", "risk"))


def facts(run: Run, *words: str) -> dict[str, Any]:
    answer = run(*words, "--json")
    assert (answer.code, answer.err) == (0, "")
    found: dict[str, Any] = json.loads(answer.out)
    kind = words[0] if words[0] != "report" else f"report-{words[1] if len(words) > 1 else 'week'}"
    assert (found["schema_version"], found["kind"], found["as_of"]) == (1, kind, "2026-11-23")
    return found


@pytest.mark.usefixtures("sample")
def test_the_stages_sum_to_what_list_shows(run: Run) -> None:
    found = facts(run, "report", "stages")
    listed = json.loads(run("list", "--json").out)
    assert found["open"] == sum(stage["homes"] for stage in found["stages"]) == len(listed["jobs"]) == 7
    assert sorted(job["job"] for stage in found["stages"] for job in stage["jobs"]) == sorted(
        job["job"] for job in listed["jobs"]
    )
    assert [stage["stage"] for stage in found["stages"]][:3] == ["contract", "selections", "permitting"]


@pytest.mark.usefixtures("sample")
def test_the_calendar_of_a_month_holds_its_visits_and_holidays(run: Run) -> None:
    found = facts(run, "calendar", "dec")
    assert (found["month"], found["closings"], found["orientations"], found["clashes"]) == ("2026-12", 1, 0, [])
    assert [(day["day"], day["holiday"], [visit["job"] for visit in day["visits"]]) for day in found["days"]] == [
        ("2026-12-04", None, ["HC-1029"]),
        ("2026-12-25", "Christmas Day", []),
    ]
    page = run("calendar", "dec").out
    assert "◆ Whitfield HC-1029" in page
    assert "Christmas Day" in page
    assert "December 2026: 1 closing, no orientations\n" in page


@pytest.mark.usefixtures("sample")
def test_the_timeline_shows_the_promise_against_what_it_has_become(run: Run) -> None:
    found = facts(run, "report", "timeline")
    brandt = next(job for job in found["jobs"] if job["job"] == "HC-1037")
    assert (brandt["promised"], brandt["told"], brandt["closing"]) == ("2026-10-30", "2026-12-11", "2027-01-15")
    assert (brandt["moves"], brandt["short_days"], brandt["slip_days"]) == (3, 35, 77)
    assert facts(run, "report", "timeline", "--fields", "job,closing")["jobs"][0] == {"job": "HC-1029", "closing": "2026-12-04"}
    assert re.match("HC-1037 Brandt .*█◇█.*░T▒.*◆", run("report", "timeline").out.splitlines()[2])


@pytest.mark.usefixtures("sample")
def test_a_risk_is_shown_with_its_parts_and_never_alone(run: Run) -> None:
    """001-11, 000-9, 000-16, 003-2."""
    found = facts(run, "report", "risk")
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
    assert brandt["flags"] == ["delay", "rate at risk"]
    head, parts, *_ = run("report", "risk").out.splitlines()
    assert head.startswith(" !  67 HC-1037 Brandt  drywall")
    assert "25 upset on Nov 17 · 20 pushed 3 times" in parts


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("words", PICTURES, ids=" ".join)
def test_a_pipe_gets_the_page_of_eighty_cells_without_escapes(
    run: Run, words: tuple[str, ...], terminal: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS")
    answer = run(*words)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out
    assert max(map(cell_len, answer.out.splitlines())) <= 80
    assert "\x1b" not in answer.out
    page = terminal(*words, environ={"NO_COLOR": "1"}, size=(80, 200))
    assert page.end() == 0
    assert answer.out == page.text.replace("\r\n", "\n")


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("calendar", "smarch"), '"smarch" isn\'t a month. Try dec'),
        (("report", "timeline", "--fields", "job"), "--fields goes with --json"),
        (("report", "timeline", "--json", "--fields", "phone"), 'there\'s no field "phone"'),
        (("report", "risk", "--json", "--fields", "x"), 'there\'s no field "x"'),
        (("report", "stages", "framing"), '"framing" is one word too many'),
        (("calendar", "--html", "--json"), "--html and --json don't go together"),
        (("report", "stages", "--json", "--fields", "job"), "--fields goes with `report timeline` and `report risk`"),
        (("report", "timeline", "--private"), "--private goes with `report handover`"),
    ],
)
def test_words_that_fit_nothing_are_refused(run: Run, words: tuple[str, ...], complaint: str) -> None:
    answer = run(*words)
    assert (answer.code, answer.out) == (2, "")
    assert complaint in answer.err


@pytest.mark.parametrize("words", PICTURES, ids=" ".join)
def test_every_home_is_shown_and_the_word_that_cannot_be_read_is_told(run: Run, sample: Path, words: tuple[str, ...]) -> None:
    sample.write_text(sample.read_text(encoding="utf-8").replace("stage: framing", "stage: framming", 1), encoding="utf-8")
    answer = run(*words)
    assert answer.code == 3
    assert answer.out
    assert 'HC-1041 Okafor, line 29: stage "framming" can\'t be read' in answer.err


def test_archived_homes_teach_the_timeline_and_the_stages(run: Run, home: Path) -> None:
    closed = "".join(
        f"- {{job: old {n}, buyers: [Kim Lee], sold_date: 2025-01-02, stage: closed, "
        f"stages: {{framing: 2025-03-01, dry-in: 2025-04-10}}, closing: {{closed_date: 2025-08-01}}}}\n"
        for n in range(5)
    )
    (home / "backlog-2025.yaml").write_text(f"jobs:\n{closed}", encoding="utf-8")
    open_home = "{job: A, buyers: [Bo Li], sold_date: 2026-09-01, stage: framing, closing: 2027-03-01}"
    (home / "backlog.yaml").write_text(f"jobs:\n- {open_home}\n", encoding="utf-8")
    (bar,) = facts(run, "report", "timeline")["jobs"]
    assert bar["source"] == "from your own 5 closings"
    framing = next(stage for stage in facts(run, "report", "stages")["stages"] if stage["stage"] == "framing")
    assert (framing["usual_days"], framing["source"]) == (40, "from your own 5 closings")


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("calendar", "Whitfield"),
        ("report timeline", "HC-1037 Brandt"),
        ("report stages", "7 open homes"),
        ("report risk", "next: "),
    ],
)
def test_three_pictures_are_pages_too(run: Run, verb: str, words: str) -> None:
    answer = run(*verb.split(), *(["dec"] if verb == "calendar" else []), "--html")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("<!doctype html>")
    assert words in answer.out
    assert "<script" not in answer.out


# report

REPORTS: tuple[tuple[str, ...], ...] = (("week",), ("week", "--all"), ("slips",), ("job", "okafor"), ("handover",))


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize("words", [(), *REPORTS])
def test_a_report_is_markdown_a_page_and_a_document(run: Run, words: tuple[str, ...]) -> None:
    """001-2d, 001-6e, 004-25."""
    text, page, document = (run("report", *words, *option) for option in ((), ("--html",), ("--json",)))
    assert [(answer.code, answer.err) for answer in (text, page, document)] == [(0, "")] * 3
    assert text.out.startswith("# ")
    assert max(len(line) for line in text.out.splitlines()) <= 80
    assert page.out.startswith("<!doctype html>")
    assert page.out.endswith("</html>\n")
    assert page.out.isascii()
    assert json.loads(document.out)["kind"] == f"report-{words[0] if words else 'week'}"


def test_a_report_names_what_management_asks_for(run: Run, sample: Path) -> None:
    """001-2d, 001-2e, 001-2f, 000-11, 000-17, 002-10, 003-13, 004-21, 001-11."""
    assert sample.is_file()
    found = facts(run, "report")
    assert [home["job"] for home in found["red"]] == ["HC-1037", "LR-1058", "HC-1044", "HC-1029"]
    assert [(one["job"], one["mood"]) for one in found["feelings"]][:2] == [("HC-1037", "upset"), ("HC-1044", "worried")]
    assert [(ask["job"], ask["owner"], ask["day"]) for ask in found["asks"]] == [("HC-1044", "Hal Moreno", "2026-11-25")]
    assert found["telling"] == {"median_days": 1, "told_slips": 2, "untold_slips": 1}
    assert found["cancellations"]["part"] == 1
    assert found["cancellations"]["reasons"] == {"rate": 1}
    assert found["cancellations"]["percent"] is None
    assert found["issues"] == {"resolved": 0, "open": 1, "special_efforts": 0}
    assert found["promises"]["ours"]["overdue"] == 1
    assert found["stories"]["delighted"] == 1
    assert found["touches"]["homes"][0]["touches"] == 2
    assert sum(month["homes_to_close"] for month in found["months"]) == 7


SECRETS = {
    "phone": "555-0101-01",
    "interest": "falconry",
    "reason": "the old oak",
    "worry": "grandmother",
    "note": "quarrelled about the divorce",
    "sum": "31,415",
}


@pytest.mark.parametrize("option", [(), ("--json",), ("--html",)])
@pytest.mark.parametrize("words", [*REPORTS, ("handover", "H1"), ("stages",), ("timeline",), ("risk",)])
def test_no_report_holds_what_is_private(run: Run, home: Path, words: tuple[str, ...], option: tuple[str, ...]) -> None:
    (home / "backlog.yaml").write_text(
        "jobs:\n"
        f"- {{job: H1, buyers: [{{name: Chidi Okafor, phone: {SECRETS['phone']}}}], sold_date: 2026-07-18, stage: framing,\n"
        f"   price: 431415, personality: driver, interests: [{SECRETS['interest']}], bought_for: [{SECRETS['reason']}],\n"
        f"   worries: [job of the {SECRETS['worry']}], hot_buttons: [{SECRETS['interest']}], milestones: [{SECRETS['worry']}],\n"
        '   deposits: [{kind: second, amount: "31,415", due: 2026-11-20}], after_closing_work: [falconry],\n'
        f'   promises: [{{text: "refund of ${SECRETS["sum"]}", due: 2026-11-20}}],\n'
        f'   issues: [{{text: "call {SECRETS["phone"]}", wants: "$ {SECRETS["sum"]} back", due: 2026-11-20}}],\n'
        "   closing: {contract: 2027-03-19, internal: 2027-04-19, told: 2027-03, shifts: [{from: 2027-03-19, to: 2027-04-19,\n"
        f'     known_date: 2026-11-20, cause: "lender wants ${SECRETS["sum"]}, {SECRETS["phone"]}"}}]}},\n'
        f"   log: [{{at: 2026-11-21, how: phone, private: true, mood: upset, text: {SECRETS['note']}, said: {SECRETS['note']},\n"
        f"     next: {{what: {SECRETS['note']}, date: 2026-11-25}}}}]}}\n",
        encoding="utf-8",
    )
    answer = run("report", *words, *option)
    assert answer.code == 0
    shown = answer.out.replace("&#39;", "'")
    assert [name for name, words_ in SECRETS.items() if words_ in shown] == []
    assert "431415" not in shown
    assert "driver" not in shown


@pytest.mark.usefixtures("sample")
def test_a_hand_over_holds_private_notes_only_when_asked(run: Run) -> None:
    assert "bass fishing" not in run("report", "handover").out
    assert "bass fishing" in run("report", "handover", "--private").out


@pytest.mark.usefixtures("sample")
def test_one_home_is_handed_over_in_every_form(run: Run) -> None:
    text, page, document = (run("report", "handover", "okafor", *option) for option in ((), ("--html",), ("--json",)))
    assert (text.code, page.code, document.code) == (0, 0, 0)
    assert "1 home. Private notes are left out." in text.out
    for told in (text.out, page.out):
        assert "HC-1041 Okafor" in told
        assert "HC-1037" not in told
    assert [home["job"] for home in json.loads(document.out)["jobs"]] == ["HC-1041"]
    assert "## HC-1041" in run("report", "handover", ".").out  # it is the home last looked at
    assert "555-0137" in run("report", "handover", "brandt", "--private").out


@pytest.mark.usefixtures("sample")
@pytest.mark.parametrize(
    ("words", "code", "complaint"),
    [
        (("report", "handover", "nobody"), 4, 'no job goes by "nobody"'),
        (("report", "handover", "41", "37"), 2, "takes one job; without one it holds every home"),
        (("report", "smog"), 2, 'there\'s no report "smog". Try week, slips, stages, timeline, risk, job or handover.'),
        (("report", "job"), 2, "which home?"),
        (("report", "job", "nobody"), 4, 'no job goes by "nobody"'),
        (("report", "week", "please"), 2, '"please" is one word too many'),
        (("report", "--private"), 2, "--private goes with `report handover`"),
        (("report", "slips", "--all"), 2, "--all goes with `report week`"),
        (("report", "--html", "--json"), 2, "ask for one"),
    ],
)
def test_a_report_that_cannot_be_made_says_why(run: Run, words: tuple[str, ...], code: int, complaint: str) -> None:
    answer = run(*words)
    assert (answer.code, answer.out) == (code, "")
    assert complaint in answer.err
