"""Whole days of a sales agent, told through the command line: what she types, and what she sees (DOMAIN section 1)."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Agent:
    """Renata at her desk; `today` is the day it is."""

    def __init__(self, run: Callable[..., Any], typing: Callable[[str | bytes], None]) -> None:
        self.run, self.typing, self.today = run, typing, "2026-11-23"

    def types(self, line: str, *, sends: str = "", code: int = 0) -> str:
        """What `backlog LINE` answers; `sends` comes on standard input."""
        if sends:
            self.typing(sends)
        found = self.run(*shlex.split(line), today=self.today)
        assert found.code == code, found.err
        return str(found.out + found.err)

    def sees(self, verb: str) -> dict[str, dict[str, Any]]:
        """The homes that `list` or `due` shows, by job number."""
        return {job["job"]: job for job in json.loads(self.types(f"{verb} --json"))["jobs"]}

    def reasons(self, job: str) -> list[str]:
        """Why that home has its colour, as the clocks are called."""
        return [reason["rule"] for reason in self.sees("list --all")[job]["reasons"]]

    def owed(self, job: str) -> list[str]:
        """What `due` says of that home, a line a part of the page."""
        return [line for line in self.types("due --tsv").splitlines() if f"\t{job}\t" in line]

    def parts(self, code: int = 0) -> list[str]:
        """The parts of the page, as `due` names them to scripts, with level, home and buyer."""
        answer = self.run("due", "--tsv", today=self.today)
        assert answer.code == code
        return ["\t".join(line.split("\t")[:4]) for line in answer.out.splitlines()[1:]]


@pytest.fixture
def agent(sample: Path, run: Callable[..., Any], typing: Callable[[str | bytes], None]) -> Agent:
    return Agent(run, typing)


def test_monday_with_seventeen_messages(agent: Agent, sample: Path) -> None:
    """000-1, 000-2: they are all noted before nine; nothing is lost while she works the list, and Tuesday knows the rest."""
    homes = ["41", "brandt", "1052", "29", "nakamura", "44", "sorensen", "marchetti"]
    mail = "".join(f"{homes[n % 8]} message {n}\n" for n in range(17))
    before = sample.read_bytes()
    told = agent.types("log - --in --how email --topic rate", sends=mail)
    assert told.count("answer by Tue Nov 24") == 17
    assert "17 messages noted" in told
    assert agent.types('find "message 16"').startswith("Mon Nov 23  HC-1041 Okafor")

    hard = agent.parts()[1]
    assert hard == "frog\tred\tHC-1037\tBrandt"  # the hardest call stays the hardest, whatever came in
    agent.types('log brandt --how phone --mood worried --next "tue inspection result"')
    assert "inbound" not in agent.reasons("HC-1037")

    agent.today = "2026-11-24"
    late = [job for job, home in agent.sees("list").items() if "inbound" in [one["rule"] for one in home["reasons"]]]
    assert sorted(late) == ["HC-1029", "HC-1041", "HC-1044", "LR-1049", "LR-1052", "LR-1058"]
    assert "next-step" in agent.reasons("HC-1037")  # what was agreed on the phone
    agent.types("undo")
    agent.types("undo")
    assert sample.read_bytes() == before


def test_a_closing_is_pushed_for_the_third_time(agent: Agent) -> None:
    """000-7, 001-3: "June, August, now September" is on the table before the call, and the clock runs until they know."""
    assert agent.reasons("HC-1041") == ["credit-papers", "away", "away"]
    moved = agent.types("shift okafor apr 23 trusses late --cause material")
    assert "Fri Mar 12 2027 → Fri Apr 23 2027 (+42 days" in moved
    assert "they were told March 2027: 23 days past it" in moved
    assert "draft . bad-news" in moved
    agent.types('log okafor --told --how phone --plan-b month-to-month --together "a walk every week"')
    for date, why in (("may 21", "permit hold"), ("jun 18", "the crew is late")):
        moved = agent.types(f"shift okafor {date} {why}")
    assert "Moves so far: Mar 12 → Apr 23 trusses late → May 21 permit hold → Jun 18 the crew is late." in moved

    agent.today = "2026-11-24"
    assert agent.sees("list")["HC-1041"]["level"] == "red"
    card = agent.types("show okafor")
    assert "   say           closing in April 2027\n" in card
    assert "   not for them  internal Fri Jun 18 2027" in card
    letter = agent.run("draft", "okafor", "bad-news", today=agent.today).out
    assert "This is the third time the date has moved" in letter
    assert "June" in letter
    assert "Jun 18" not in letter  # framing knows its month, not its day

    agent.types(
        "log okafor --how phone --mood upset --together a-second-crew --plan-b storage --told  told them, they were quiet"
    )
    assert "untold" not in agent.reasons("HC-1041")
    assert agent.sees("list")["HC-1041"]["risk"]["parts"] == {"mood": 25, "pushes": 20, "slip": 10}


def test_the_superintendent_meeting_and_its_answers(agent: Agent) -> None:
    """001-2b, 004-2: what she asks on Tuesday comes back as answers, and by Wednesday the buyers have heard."""
    agent.types("ask okafor when do the windows come")
    agent.types("ask 44 is the panel on the garage wall")
    sheet = agent.types("super moreno")
    assert "   ask      when do the windows come\n" in sheet
    assert "kitchen outlets on wrong wall" in sheet
    assert "Castellanos" not in sheet

    agent.types(
        "super --answers", sends="41 windows come Tuesday\n44 outlets are moved, panel is on the garage wall\n33x no\n", code=4
    )
    assert "when do the windows come" in agent.types("super moreno")  # nothing of a sheet with a bad line is taken
    told = agent.types("super --answers", sends="41 windows come Tuesday\n44 outlets are moved, panel is on the garage wall\n")
    assert "Pass them on to the buyers by Tue Nov 24" in told
    agent.types("issue 44 1 --resolved")
    assert "   ask  " not in agent.types("super moreno")

    agent.today = "2026-11-24"
    assert any('you promised "pass on: windows come Tuesday"' in line for line in agent.owed("HC-1041"))
    assert 'Passed on: "windows come Tuesday".' in agent.types('log okafor "the windows come Tuesday"')
    assert not any("pass on" in line for line in agent.owed("HC-1041"))


def test_a_vacation_with_a_cover(agent: Agent) -> None:
    """001-6f: they are told before, Dana knows what falls due and what to leave alone, and the first day back shows the rest."""
    assert agent.parts()[0].startswith("away\tamber")
    assert " ~ away Wed Nov 25 to Sun Nov 29, and the buyers don't know yet" in agent.types("due")
    agent.types("away wed sun --cover Dana")
    agent.types("away --told --autoreply-set")
    assert not agent.parts()[0].startswith("away")
    assert " ~ away " not in agent.types("due")
    pack = " ".join(agent.types("away --pack").split())
    assert "Okafor" in pack
    assert "video of second floor" in pack
    assert "closing in March 2027" in pack
    assert "Mar 12" not in pack  # the day the builder works towards
    assert "the closing date: leave it to the agent, news of it is on its way" in pack

    agent.today = "2026-11-26"
    assert any("have Dana " in line for line in agent.owed("LR-1049"))
    agent.types('log okafor --how group-text "sent the video" --by Dana')
    agent.types("log - --in", sends="sorensen is the slab dry\n")

    agent.today = "2026-11-30"
    assert "What happened while you were away: backlog away --back" in agent.types("away")
    back = agent.types("away --back")
    assert "Nov 26, Dana: update (group-text): sent the video" in back
    assert "is the slab dry" in back
    assert "inbound" in agent.reasons("LR-1049")
    assert not any("Dana" in line for line in agent.owed("LR-1049"))


def countdown(agent: Agent) -> list[str]:
    """What the card of the Whitfields says is missing, and whose it is."""
    line = next(line for line in agent.types("show whitfield").splitlines() if line.startswith("   to closing"))
    return line.removeprefix("   to closing").strip().split(" · ")


def test_a_closing_week(agent: Agent) -> None:
    """001-10: what is missing and whose it is, one thing after another, until the keys are handed over."""
    agent.today = "2026-11-30"
    assert agent.reasons("HC-1029")[:3] == ["ctc", "orientation", "update"]
    missing = countdown(agent)
    assert any("clear to close: Sable Creek Bank" in line for line in missing)
    agent.types("set whitfield lender.status ctc")
    agent.types("set whitfield insurance_bound today")
    agent.types("set whitfield utilities_moved today")
    agreed = agent.types("shift whitfield tomorrow --what orientation")
    assert "Tell them the day, then: backlog log . --told" in agreed
    assert "bad-news" not in agreed
    agent.types("meet whitfield thu 16:00 final walk")
    agent.types('log whitfield --how phone --told "walked through the week"')
    assert "untold" not in agent.reasons("HC-1029")
    left = countdown(agent)
    assert len(left) < len(missing)
    assert not any("clear to close" in line or "insurance" in line for line in left)

    agent.today = "2026-12-03"
    assert "2026-12-03 16:00" in agent.types("due --tsv")
    assert re.search(r"16:00 +lot 29 +HC-1029 Whitfield: final walk", agent.types("due"))
    agent.today = "2026-12-04"
    closed = agent.types("close whitfield")
    assert "closed Fri Dec 4 (today). Well done." in closed
    assert "Check-ins: Dec 6" in closed
    agent.types('log . --photo keys "handed over the keys"')
    assert any(line.startswith("good\t") and "closed" in line for line in agent.types("due --tsv").splitlines())
    agent.today = "2026-12-09"
    assert "care" in agent.reasons("HC-1029")


def test_a_bad_survey(agent: Agent) -> None:
    """000-5: a low score is red until it is an issue with an owner, and it is in the report."""
    agent.today = "2026-12-01"
    told = agent.types("set marchetti care.survey.score 6")
    assert "That's low: call and listen" in told
    assert agent.sees("due")["HC-1012"]["level"] == "red"
    agent.types('log marchetti --how phone --kind check-in --mood upset --said nobody-came "the yard is still mud"')
    agent.types("issue marchetti survey 6 of 10, yard is mud --wants sod --owner Hal --due fri --severity high")
    assert "survey" not in agent.reasons("HC-1012")
    assert agent.sees("due")["HC-1012"]["level"] != "red"  # it has an owner and a day now
    assert "survey 6 of 10" in agent.types("report")

    agent.today = "2026-12-05"
    assert agent.sees("due")["HC-1012"]["level"] == "red"  # Hal's Friday has passed
    agent.types("issue marchetti 1 --resolved")
    agent.types('log marchetti --how phone --mood happy "sod is down"')
    assert "issue" not in agent.reasons("HC-1012")


def test_a_cancellation(agent: Agent, sample: Path) -> None:
    """004-23, 004-24: the door stays open, the lesson is kept, every clock is silent, and the day to ask again comes."""
    assert agent.sees("due")["LR-1058"]["level"] == "red"
    told = agent.types('cancel nakamura rate --door open --check-back 2027-02-24 --lesson "talk of the lock sooner"')
    assert "They paid $8,000 in deposits" in told
    agent.types("cancel nakamura --refund half")
    assert "LR-1058" not in agent.sees("due")
    assert agent.sees("list --all")["LR-1058"]["level"] == "archived"
    report = agent.types("report week --all")
    assert "talk of the lock sooner" in report
    assert agent.types('find "lock sooner" --tsv').splitlines()[1].split("\t")[4] == "cancelled"
    agent.today = "2027-02-24"
    assert agent.reasons("LR-1058") == ["check-back"]
    agent.types("stage nakamura")
    assert "update" in agent.reasons("LR-1058")


def test_a_broken_file_at_eight_in_the_morning(agent: Agent, sample: Path) -> None:
    """One home typed wrong leaves seven to work with; a file that is not YAML says where, and nothing of hers is touched."""
    good = sample.read_text(encoding="utf-8")
    sample.write_text(good.replace("stage: framing", "stage: framming"), encoding="utf-8")
    page = agent.types("due", code=3)
    assert "THE HARD CALL FIRST\n ! HC-1037 Brandt" in page
    assert "frog\tred\tHC-1037\tBrandt" in agent.parts(code=3)
    assert 'line 29: stage "framming" can\'t be read' in " ".join(page.split())
    assert 'stage: there\'s no stage "framming" - try framing' in agent.types("check", code=1)
    agent.types("log okafor hello")
    agent.types('log brandt --how phone "works all the same"')

    broken = "\tjobs: [\n" + good
    sample.write_text(broken, encoding="utf-8")
    for line in ("due", "list", "show okafor", "find rent", "log brandt hello"):
        told = agent.types(line, code=3)
        assert "backlog.yaml:1:1: error:" in told
        assert "Traceback" not in told
    assert "can't be read" in agent.types("where")
    assert sample.read_text(encoding="utf-8") == broken

    sample.write_text(good, encoding="utf-8")
    assert agent.parts()[1].startswith("frog\tred\tHC-1037")
