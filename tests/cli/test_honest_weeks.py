"""Three honest backlogs, played for two weeks of real days: every page is true, and a day's work empties it.

`PAGES=folder pytest -m sweep tests/cli/test_honest_weeks.py` leaves every morning's page there, to be read.
"""

from __future__ import annotations

import json
import os
import random
import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.data.honest import FIRST_MORNING, FOLDER, SIZES, honest_backlog

if TYPE_CHECKING:
    from collections.abc import Callable

NOBODY = "Nobody is waiting for you today."
QUESTIONS = ("when do the windows come", "is the rate still good", "can we stop by on Sunday", "who do we call about the fence")
MOODS = ("happy", "neutral", "neutral", "delighted", "worried")
# What ends each kind of duty, as she types it after the verb and the home. `{day}` is in a week, `{n}` the duty's number.
ENDINGS: dict[str, tuple[tuple[str, ...], ...]] = {
    "untold": (("log", "told them, they took it well", "--told", "--phone", "--together", "weekly call", "--plan-b", "hotel"),),
    "told-bare": (("set", "closing.shifts.{last}.plan_b", "storage"),),
    "closing-passed": (("close", "today"),),
    "ctc": (("set", "lender.status", "ctc"),),
    "orientation": (("set", "orientation_date", "{day}"),),
    "rate-lock": (("set", "lender.lock_expires", "2027-12-31"),),
    "appraisal": (("set", "lender.appraisal.done", "today"),),
    "contingency": (("done", "{n}"),),
    "deposit": (("done", "{n}"),),
    "loan-application": (("set", "lender.status", "applied"),),
    "decision": (("done", "{n}"),),
    "precon": (("set", "precon_date", "{day}"),),
    "promise": (("done", "{n}"),),
    "promise-other": (("done", "{n}"),),
    "inbound": (("log", "answered", "--text"),),
    "mood": (("log", "talked it over", "--phone", "--mood", "neutral"), ("log", "what we agreed", "--email")),
    "issue": (("issue", "1", "--resolved"),),
    "next-step": (("log", "did as agreed", "--text", "--next", "{day} call with news"),),
    "survey": (("set", "care.survey.score", "9"),),
    "care": (("log", "settling in well", "--phone", "--kind", "check-in"), ("log", "nice to hear you", "--text")),
    "update": (("log", "the week's update"),),
    "written": (("log", "as we said on the phone", "--email"),),
    "stage-time": (("stage", "next"),),
}


class Salesperson:
    """Plays one backlog: what happens to it each day, what she reads in the morning, and what she types."""

    def __init__(self, path: Path, run: Callable[..., Any], seed: int) -> None:
        self.path, self.run, self.random = path, run, random.Random(seed)
        self.day = FIRST_MORNING

    def types(self, *words: str) -> str:
        """What the program answers; it must accept every line."""
        found = self.run(*words, today=str(self.day))
        assert found.code == 0, (words, found.out, found.err)
        return str(found.out)

    def sees(self, *words: str) -> dict[str, Any]:
        """The document of a reading verb."""
        document: dict[str, Any] = json.loads(self.types(*words, "--json"))
        return document

    def lives(self) -> None:
        """What the day brings: questions, a slip, a stage that is done, a closing."""
        jobs = [job for job in self.sees("list")["jobs"] if job["stage"] not in ("closed", "cancelled")]
        for job in self.random.sample(jobs, k=len(jobs) // 12):
            self.types("log", job["job"], self.random.choice(QUESTIONS), "--in", "--text")
        for job in self.random.sample(jobs, k=len(jobs) // 20):
            if job["stage"] not in ("orientation", "closing"):
                self.types("stage", job["job"], "next")
        if self.random.random() < len(jobs) / 100:
            built = [job for job in jobs if job["stage"] in ("framing", "permitting", "rough-ins", "drywall")]
            job = self.random.choice(built or jobs)
            self.types("shift", job["job"], "+3w", "windows late", "--cause", "material")

    def works(self, *, is_diligent: bool) -> None:
        """Does what the page asks for, but a fifth of the weekly updates wait for tomorrow unless she is diligent."""
        for _ in range(8):
            duties = self.due_duties()
            if not is_diligent:
                duties = [duty for duty in duties if duty["rule"] != "update" or self.random.random() < 0.8]
            if not duties:
                return
            first_of = {duty["job"]: duty for duty in reversed(duties)}
            for duty in first_of.values():
                self.ends(duty)
            if not is_diligent and all(duty["rule"] == "update" for duty in duties):
                return

    def due_duties(self) -> list[dict[str, Any]]:
        """Every duty whose day has come, of whatever home, as the page has them."""
        page = self.sees("due")
        above = {page["frog"], *page["focus"]}
        reasons = [
            {"job": job["job"], **reason}
            for job in page["jobs"]
            if job["key"] in above
            for reason in job["reasons"]
            if reason["level"] in ("red", "amber") and reason["day"] and reason["day"] <= str(self.day)
        ]
        owed = [duty for duty in page["owed"] if duty["day"] <= str(self.day)]
        return [duty for duty in (*reasons, *page["today"], *owed) if duty["rule"] in ENDINGS]

    def ends(self, duty: dict[str, Any]) -> None:
        """Types what ends it."""
        day = str(self.day + timedelta(days=7))
        shifts = self.sees("show", duty["job"])["job"]["closing"] if duty["rule"] == "told-bare" else None
        last = str(len(shifts["shifts"])) if shifts else "1"
        for verb, *words in ENDINGS[duty["rule"]]:
            number = duty.get("n") or 1
            filled = [word.format(day=day, n=number, last=last) for word in words]
            self.types(verb, duty["job"], *filled)


def _play(person: Salesperson, pages: Path | None) -> list[tuple[date, str, dict[str, Any]]]:
    mornings = []
    for n in range(14):
        person.day = FIRST_MORNING + timedelta(days=n)
        if person.day.weekday() < 5:
            person.lives()
        text, document = person.types("due"), person.sees("due")
        if pages is not None:
            pages.mkdir(parents=True, exist_ok=True)
            (pages / f"{person.path.stem}_{person.day}.txt").write_text(text + "\n" + person.types("due", "--owed"))
        mornings.append((person.day, text, document))
        if person.day.weekday() < 5:
            person.works(is_diligent=person.day.weekday() == 4)
            if person.day.weekday() == 4:
                (pages / f"{person.path.stem}_{person.day}_evening.txt").write_text(person.types("due")) if pages else None
                evening = person.sees("due")
                assert person.due_duties() == []
                assert evening["nobody_waiting"] == (not evening["appointments"])
    return mornings


def test_the_files_are_what_the_seed_makes() -> None:
    for homes in SIZES:
        assert (FOLDER / f"honest_{homes}.yaml").read_text(encoding="utf-8") == honest_backlog(homes, seed=homes)


@pytest.mark.parametrize("homes", [12, pytest.param(25, marks=pytest.mark.sweep), pytest.param(45, marks=pytest.mark.sweep)])
def test_two_honest_weeks(homes: int, home: Path, run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Red stays rare, the page says nobody waits exactly when nobody does, no line is wider than the screen."""
    path = home / f"honest_{homes}.yaml"
    shutil.copy(FOLDER / path.name, path)
    monkeypatch.setenv("BACKLOG_FILE", str(path))
    monkeypatch.setenv("COLUMNS", "80")
    person = Salesperson(path, run, seed=homes)
    pages = Path(os.environ["PAGES"]) if "PAGES" in os.environ else None
    for day, text, document in _play(person, pages):
        assert max(map(len, text.splitlines())) <= 80, day
        live = live_homes(document)
        assert sum(job["level"] == "red" for job in live) * 5 <= len(live), day
        assert document["nobody_waiting"] == (NOBODY in text), day


def live_homes(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The homes of a page that are not archived."""
    return [job for job in document["jobs"] if job["level"] != "archived"]
