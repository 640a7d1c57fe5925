"""Every demand of the trade that a program can serve or aid: its command is run, and its answer or her file looked at."""

from __future__ import annotations

import difflib
import io
import re
import shlex
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from backlog_cli.cli.app import VERBS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


class Demand(NamedTuple):
    """One demand: the command that serves it, run on the sample or on a home of its own, and what must come of it.

    `shows` and `writes` are looked for in this order, whatever stands between them, case and line breaks aside: in the answer,
    and in the lines that are new in the file. A home's own facts have to be what brings the answer: without them it is another.
    """

    words: str
    command: str
    shows: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    home: tuple[str, ...] = ()  # keys of home 1, in place of the sample
    top: tuple[str, ...] = ()  # keys beside `jobs`
    before: tuple[str, ...] = ()  # commands
    typed: str = ""
    today: str = "2026-11-23"


def two_told_moves(*, third: str) -> str:
    """A closing that has moved twice, and once more."""
    return (
        "closing: {contract: 2026-10-30, internal: 2027-01-15, told: 2026-12-11, shifts: ["
        "{from: 2026-10-30, to: 2026-11-20, known_date: 2026-08-20, told_date: 2026-08-20, cause_kind: material}, "
        "{from: 2026-11-20, to: 2026-12-11, known_date: 2026-10-07, told_date: 2026-10-09, cause_kind: labor}, "
        f"{{from: 2026-12-11, to: 2027-01-15, {third}}}]}}"
    )


UNTOLD = "known_date: 2026-11-20, told_date: null, cause_kind: inspection"
CLOSED = ("stage: closed", "stage_since: 2026-10-26")
CLOSED_DATE = "closing: {contract: 2026-10-26, internal: 2026-10-26, told: 2026-10-26, closed_date: 2026-10-26}"

# fmt: off
DEMANDS = {
    "000-1": Demand("a list for today before the mail is opened", "due", ("HC-1037", "HC-1029", "LR-1058", "HC-1044", "LR-1052")),
    "000-2": Demand("seventeen messages before nine", "log - --in", ("3",), typed="41 when are the windows in?\n37 is the rate safe?\n29 which day is the walk?\n", writes=("kind: inbound", "windows", "kind: inbound", "rate", "kind: inbound", "walk")),
    "000-3": Demand("worries about the rates", "due", ("1 Lee", "lock", "Dec 31", "Jan 15"), home=("closing: 2027-01-15", "lender: {name: Birchline, status: conditional, lock_expires: 2026-12-31}")),
    "000-4": Demand("questions about the windows", "ask HC-1041 when do the windows come", ("HC-1041", "Hal Moreno", "when do the windows come"), writes=("ask: when do the windows come", "of: superintendent", "asked: 2026-11-23", "answered: null")),
    "000-5": Demand("a bad survey", "set HC-1012 care.survey.score 3", ("HC-1012", "backlog issue HC-1012"), writes=("score: 3",)),
    "000-6": Demand("the plan is made anew all day", "due", ("HC-1044", "Femi"), hides=("rough-in photos",), before=("done HC-1044 photos",)),
    "000-7": Demand("June, August, now September", "shift HC-1037 2027-02-12 rain", ("4", "Oct 30", "Nov 20", "Dec 11", "Jan 15", "Feb 12"), writes=("from: 2027-01-15", "to: 2027-02-12")),
    "000-8": Demand("a call that does not end well", "draft HC-1037 bad-news", ("Ylva and Tom", "December 11", "January 15", "sorry", "inspect", "together", "November 24")),
    "000-9": Demand("delay, escalation clause, rate", "report risk", ("HC-1037", "delay", "rate at risk", "LR-1049", "escalation clause")),
    "000-10": Demand("an overwhelming number of homes", "list super:moreno level:red", ("HC-1037", "HC-1044", "HC-1029"), hides=("LR-1058", "HC-1041")),
    "000-11": Demand("who eats the time", "report week --all", ("calls and messages", "8 this week", "HC-1044", "1 by us, 1 by them")),
    "000-12": Demand("more hand-holding, and service after", "due --json", ('"update"', "call", "this time", "voice"), home=("stage: permitting", "log: [{at: 2026-10-12, how: phone, kind: update, outcome: reached}, {at: 2026-11-14, how: email, kind: update, outcome: sent}]")),
    "000-13": Demand("hard talks with unhappy buyers", "show HC-1037", ("upset", "I can't pay rent twice")),
    "000-15": Demand("what the hour is worth", "due --json", ('"minutes": 90',)),
    "000-16": Demand("look for trouble", "report risk", ("67", "HC-1037", "22", "LR-1052", "12", "HC-1044")),
    "000-17": Demand("the more you can handle", "report week --all", ("issues: 1 resolved",), home=("issues: [{id: 1, text: a cracked slab, opened: 2026-11-17, owner: Hal, status: open}]",), before=("issue 1 1 --resolved",)),
    "001-0": Demand("permitting and under construction", "report stages", ("selections", "LR-1058", "permitting", "LR-1052", "framing", "HC-1041", "drywall", "HC-1037")),
    "001-1a": Demand("number, buyer, plan, lot, sold", "add 1043 'Bo Day' --plan 'Alder B' --lot 43 --address '1 Elm Ct' --sold 2026-11-20", writes=("job: '1043'", "buyers: [Bo Day]", "lot: '43'", "address: 1 Elm Ct", "plan: Alder B", "sold_date: 2026-11-20")),
    "001-1b": Demand("stages, plot surveys, deposits", "stage LR-1052 released", ("LR-1052", "released"), before=("set LR-1052 plot_survey.received 2026-11-20", "set LR-1058 deposits.2.paid 2026-11-22"), writes=("stage: released", "stage_since: 2026-11-23", "received: 2026-11-20", "paid: 2026-11-22")),
    "001-1c": Demand("start, pre-con, orientation, closing", "shift HC-1029 2026-12-01 --what orientation", ("orientation", "Dec 1"), before=("shift LR-1052 2027-02-01 --what start",), writes=("orientation_date: 2026-12-01", "start_date: 2027-02-01")),
    "001-1d": Demand("loan, Realtor, contingent sales", "set LR-1052 contingencies.1.status released", before=("set HC-1041 lender.product arm", "set HC-1029 realtor 'June Abara'"), writes=("product: arm", "realtor: June Abara", "status: released")),
    "001-1e": Demand("colours help", "show HC-1037", ("red",)),
    "001-1f": Demand("groom it", "check", ("fields to fill in", "LR-1052", "LR-1058", "backlog check --fix expectations")),
    "001-1g": Demand("together with the team", "report job 1", ("slab is poured",), hides=("in hospital",), home=("log: [{at: 2026-11-17, how: phone, text: his mother is in hospital, private: true}, {at: 2026-11-18, how: text, text: slab is poured}]",)),
    "001-2a": Demand("when, who, about what", "log HC-1037 called about the roof --how phone --with Ylva --topic construction --at 'yesterday 17:30'", writes=("at: 2026-11-22 17:30", "with: [Ylva Brandt]", "how: phone", "topic: [construction]", "text: called about the roof")),
    "001-2b": Demand("meet the superintendent each week", "super", ("Bea Lund", "LR-1049", "LR-1052", "Hal Moreno", "HC-1029", "HC-1037", "HC-1044")),
    "001-2c": Demand("what troubles buyer or builder", "super moreno", ("HC-1037", "upset", "HC-1044", "kitchen outlets on wrong wall", "moved before insulation"), hides=("LR-1049",)),
    "001-2d": Demand("feelings up and down", "report", ("negatives", "HC-1037", "upset", "HC-1044", "worried", "positives", "HC-1041", "happy")),
    "001-2e": Demand("what has to be addressed", "report", ("open issues", "HC-1044", "kitchen outlets on wrong wall", "Hal Moreno", "Nov 25")),
    "001-2f": Demand("red on top", "report", ("## red", "HC-1037", "LR-1058", "HC-1044", "HC-1029", "## ")),
    "001-3a": Demand("tell it right away", "due", ("1 Lee", "Dec 11", "Jan 15", "Nov 20", "told"), home=(two_told_moves(third=UNTOLD),)),
    "001-3b": Demand("cause, way through, plan", "shift HC-1041 2027-04-16 windows late --cause material --together 'a walk each week' --plan-b 'a storage unit'", ("HC-1041", "Apr 16"), writes=("from: 2027-03-12", "to: 2027-04-16", "known_date: 2026-11-23", "told_date: null", "cause_kind: material", "cause: windows late", "together: a walk each week", "plan_b: a storage unit")),
    "001-3c": Demand("in person where local", "due", ("Jan 15", "in person"), hides=("no plan yet",), home=(two_told_moves(third=UNTOLD + ", together: a walk each week, plan_b: a storage unit"), "contact: {channel: phone, local: true}")),
    "001-3d": Demand("the builder helps", "set HC-1041 escalation 'Priya Dole'", ("HC-1041", "Priya Dole"), writes=("escalation", "Priya Dole")),
    "001-3e": Demand("eat the frog", "due --json", ('"frog"', "HC-1037", "untold")),
    "001-3f": Demand("stay transparent", "show HC-1037", ("closing on Dec 11", "internal", "Jan 15")),
    "001-4a": Demand("how and when they like it", "show HC-1037", ("phone", "before 09:00")),
    "001-4b": Demand("a group text", "log 1 the roof is on", home=("contact: {local: true}",), writes=("with: [Ann Lee, Bo Lee]", "how: group-text")),
    "001-4c": Demand("ask what they prefer", "check", ("how they like to be reached", "backlog check --fix channel"), home=("contact: {local: true}",)),
    "001-5a": Demand("their passions first", "show HC-1041", ("bass fishing", "robotics club")),
    "001-5b": Demand("driver, relator, analytic", "show HC-1029", ("analytic",)),
    "001-5c": Demand("fewer exclamation marks", "draft HC-1029", ("Grace and Owen", "Renata Vance"), hides=("!",)),
    "001-6a": Demand("once a week, even without news", "due --owed", ("2 days late", "1 Lee", "Nov 14"), home=("contact: phone", "log: [{at: 2026-11-14, how: phone, kind: non-update, outcome: reached}]")),
    "001-6b": Demand("photos by stage", "walk", ("HC-1037", "photo", "the drywall", "HC-1044", "photo", "the wiring")),
    "001-6c": Demand("hidden gems nearby", "draft 1 non-update", ("Mill Pond trail",), home=("lot: '9'",), top=("local_items: [{title: Saturday market, used: [{job: '2', date: 2026-11-09}]}, {title: Mill Pond trail}]",)),
    "001-6d": Demand("put it in writing", "draft HC-1037 written", ("November 17", "call with inspection result", "November 24")),
    "001-6e": Demand("a written record", "report job HC-1037", ("2026-01-24", "2026-08-20", "2026-10-09", "2026-11-17", "I can't pay rent twice", "2026-11-21")),
    "001-6f": Demand("while she is away", "away", ("HC-1012", "HC-1044", "LR-1058", "HC-1041", "LR-1049", "HC-1029")),
    "001-7a": Demand("a video each week", "walk", ("1 Lee", "video"), home=("contact: {channel: email, local: false}",)),
    "001-7b": Demand("open walls on film", "walk", ("HC-1044", "video", "open walls", "home theatre wiring")),
    "001-7c": Demand("the link is kept", "log HC-1041 walked it on film --video-link https://example.com/v/41", writes=("video: https://example.com/v/41",)),
    "001-8a": Demand("teach while you update", "draft HC-1041 update", ("walls, floors and the roof", "green-tinted wood")),
    "001-8b": Demand("as they like it told", "draft HC-1029 update", ("8 to 14 days", "day 8")),
    "001-8c": Demand("understand a delay", "draft HC-1037", ("inspection", "re-inspected"), hides=("Hal",)),
    "001-9a": Demand("why they bought", "draft HC-1041", ("creek-side yard for a fire pit",)),
    "001-9b": Demand("the pool just went in", "draft 1 update", ("the pool",), hides=("the porch",), home=("hot_buttons: [{text: the porch, stage: finals}, {text: the pool, stage: framing}]",)),
    "001-9c": Demand("a life for their kids, in her words", "draft 1 update", ("a yard for the kids",), hides=("the view",), home=("bought_for: [{text: the view, used_date: 2026-11-16}, a yard for the kids]",)),
    "001-10a": Demand("checking in afterwards", "show 1", ("day-30", "today", "call"), home=(*CLOSED, CLOSED_DATE, "care: {done: [day-2, day-7]}"), today="2026-11-25"),
    "001-10b": Demand("before the survey lands", "due", ("1 Lee", "survey"), home=(*CLOSED, CLOSED_DATE, "care: {done: [day-2, day-7, day-30], survey: {expected: 2026-11-26}}")),
    "001-10c": Demand("referrals", "show HC-1012", ("referral",)),
    "001-10d": Demand("the welcome party", "show 1 --all", ("housewarming",), home=(*CLOSED, CLOSED_DATE, "care: {event: {what: housewarming, date: 2026-12-05}}")),
    "001-10e": Demand("testimonials", "show HC-1012", ("testimonial",)),
    "001-11": Demand("fewer cancellations", "report risk", ("HC-1037", "25 upset", "20 pushed 3 times", "12 rate lock", "10 closing 77 days")),
    "002-1": Demand("ahead of it", "due --ahead 14", ("Dec 2", "1 Lee"), home=("contact: {channel: phone, cadence_days: 12}", "log: [{at: 2026-11-20, how: phone, kind: update, outcome: reached, written_date: 2026-11-20}]")),
    "002-2": Demand("he ordered late", "decide 1 --json", ("cabinets", "2027-02-15", "2027-01-04", "2026-12-30"), home=("selections: [{item: cabinets, needed_date: 2027-02-15, lead_days: 42, status: open}]",)),
    "002-3": Demand("several firsts", "calendar dec --json", ("2026-12-10", "Lee", "Fox", "clash"), home=("closing: 2026-12-10",), before=("add 2 'Di Fox' --closing 2026-12-10 --sold 2026-06-02",)),
    "002-4": Demand("he heard three weeks", "show 1", ("closing on Dec 11", "Jan 15", "35 days after"), home=("closing: {contract: 2026-12-11, internal: 2027-01-15, told: 2026-12-11}",)),
    "002-5": Demand("when it is time to order", "decide --all --json", ("structural options", "2026-11-19", "appliances", "2026-11-25", "interior paint", "2026-12-03")),
    "002-6": Demand("when do you need them", "show 1", ("Dec 31", "school"), home=("closing: 2027-01-15", "needed_by: {date: 2026-12-31, reason: school, firm: true}")),
    "002-7": Demand("full blame, and change", "shift HC-1041 2027-04-16 I ordered late --ours", writes=("to: 2027-04-16", "cause: I ordered late", "ours: true")),
    "002-8": Demand("scarce hands", "super", ("1", "closes the same day"), home=("superintendent: Hal", "closing: 2027-01-15"), before=("add 2 'Di Fox' --closing 2027-01-15 --sold 2026-06-02 --superintendent Hal --stage framing",)),
    "002-9": Demand("everybody inside knows", "report handover", ("HC-1037", "I can't pay rent twice", "Hal Moreno", "Harbor & Pine", "HC-1044", "Priya Dole", "rough-in photos")),
    "003-1": Demand("the important before the urgent", "due", ("protect", "HC-1012", "survey")),
    "002-10": Demand("no special efforts unseen", "report week --all", ("special efforts: 1",), home=("issues: [{id: 1, text: a weekend pour, opened: 2026-11-17, owner: Hal, special_effort: true, status: open}]",)),
    "003-2": Demand("on the offensive", "report risk", ("HC-1037", "rate lock", "LR-1052", "contingency", "LR-1058", "get their choice")),
    "003-3": Demand("my own promises too", "promise HC-1041 fri paint codes", ("HC-1041", "paint codes", "Nov 27"), writes=("text: paint codes", "by: me", "to: buyers", "due: 2026-11-27", "status: open")),
    "003-4": Demand("a turnaround that was agreed", "due", ("1 Lee", "3 days"), home=("contact: {channel: email, response: {days: 2, agreed_date: 2026-06-02}}", "log: [{at: 2026-11-20, how: email, kind: inbound, topic: [rate], reply_owed: true}]")),
    "003-5": Demand("not all can be urgent", "due --json", ("too_many_red", "4 of 8")),
    "003-6": Demand("what was tried first", "set HC-1044 issues.1.tried 'a longer cable'", writes=("tried: a longer cable",)),
    "003-7": Demand("set what they expect", "check expectations", ("LR-1058", "cost, delay, contact, escalation")),
    "003-8": Demand("what is wrong and what they want", "issue HC-1041 crack in the slab --wants 'an engineer' --owner Hal --due wed", ("HC-1041", "crack in the slab"), writes=("text: crack in the slab", "wants: an engineer", "owner: Hal", "due: 2026-11-25")),
    "003-10": Demand("somebody else to turn to", "show HC-1044 --all", ("Priya Dole",)),
    "003-11": Demand("thank them for their patience", "draft HC-1044 reassure", ("patience", "kitchen outlets on wrong wall", "moved before insulation"), hides=("November 25",)),
    "003-12": Demand("keep an eye on it", "due", ("1 Lee", "drafty door", "Nov 24", "Hal"), home=("issues: [{id: 1, text: drafty door, opened: 2026-11-16, owner: Hal, due: 2026-11-24, status: open}]",)),
    "003-13": Demand("two weeks later than I thought", "report week --all", ("our promises", "1 late"), home=("promises: [{text: paint codes, by: me, due: 2026-11-17, status: open}]",), before=("done 1 paint",)),
    "004-1": Demand("who promised, who delivers", "promise HC-1041 fri paint codes --needs Hal", ("paint codes",), writes=("text: paint codes", "by: me", "needs: Hal")),
    "004-2": Demand("ask before promising", "super --answers", ("HC-1041", "Tuesday"), before=("ask HC-1041 when do the windows come",), typed="41 windows come Tuesday\n", writes=("ask: when do the windows come", "answered: 2026-11-23", "answer: windows come Tuesday")),
    "004-3": Demand("one open question at a time", "show 1", ("which wall",), home=("questions: [{ask: which wall, of: superintendent, asked: 2026-11-20, answered: null}]",)),
    "004-4": Demand("causes counted", "report slips", ("inspection", "1", "35", "labor", "1", "21", "material", "1", "21")),
    "004-5": Demand("the elephant first", "show 1", ("the road behind the house",), home=("worries: [the road behind the house]",)),
    "004-6": Demand("cost, delay, contact, escalation", "check expectations", ("LR-1052", "delay, escalation")),
    "004-7": Demand("a bumper", "due", ("1 Lee", "they think closing is Dec 11", "now Jan 15"), home=("closing: {contract: 2026-12-11, internal: 2027-01-15, told: 2026-12-11}",)),
    "004-8": Demand("not running from a problem", "due", ("HC-1037", "LR-1058", "4 days late", "HC-1044")),
    "004-9": Demand("own it, then propose", "draft HC-1037 bad-news", ("third time", "together", "November 24")),
    "004-10": Demand("no blame game", "draft 1 bad-news", ("December 11", "crew"), hides=("Hal", "fault", "blame"), home=("superintendent: Hal", two_told_moves(third=UNTOLD.replace("inspection", "labor")))),
    "004-11": Demand("begin with what was agreed", "show HC-1041", ("video of second floor", "Nov 26")),
    "004-12": Demand("end with the next step", "log HC-1041 the roof is on --next 'tue frame walk'", ("frame walk",), writes=("text: the roof is on", "what: frame walk", "date: 2026-11-24")),
    "004-13": Demand("no next step, and why", "log HC-1041 they want to think --next none", writes=("text: they want to think", "next: none")),
    "004-14": Demand("their own words", "log HC-1041 called --said 'we are so glad'", writes=("said: we are so glad",)),
    "004-15": Demand("no way out", "draft HC-1041 confirm", ("video of second floor", "November 26"), hides=("?", "if you", "let me know")),
    "004-16": Demand("be there in time", "due", ("10:00", "frame walk", "15:30", "paint choice"), home=("appointments: [{at: 2026-11-23 15:30, what: paint choice}, {at: 2026-11-23 10:00, what: frame walk}]",)),
    "004-17": Demand("what for, and how long", "meet HC-1041 dec 1 10:00 frame walk --minutes 30", ("frame walk", "Dec 1", "10:00"), writes=("at: 2026-12-01 10:00", "what: frame walk", "minutes: 30")),
    "004-18": Demand("words everybody understands", "draft 1 confirm", ("punch list",), home=("log: [{at: 2026-11-20, how: phone, kind: update, outcome: reached, next: {what: punch list, date: 2026-11-27, agreed: true}}]",)),
    "004-21": Demand("ten good stories for one lost", "report week --all", ("delighted", "testimonials", "1 cancellation")),
    "004-22": Demand("a hello that asks for nothing", "draft HC-1044 check-in", ("Femi and Ruth", "hello", "No need to write back"), hides=("?",)),
    "004-23": Demand("maybe not right now", "show 1", ("check back", "Nov 23", "call"), home=("stage: cancelled", "cancelled: {date: 2026-08-15, reason: rate, door: open, check_back: 2026-11-23}")),
    "004-24": Demand("what it taught", "cancel LR-1049 rate --lesson 'lock talk came too late' --door open --check-back 2027-03-01", ("LR-1049",), writes=("stage: cancelled", "reason: rate", "lesson: lock talk came too late", "door: open", "check_back: 2027-03-01")),
    "004-25": Demand("handed on with grace", "report handover", ("HC-1029", "Whitfield", "HC-1041", "video of second floor", "Sol Whitaker", "LR-1058", "structural options", "Nov 19")),
}
# fmt: on
# The demands that are human virtues: no program can serve them.
HUMAN = {"000-14", "001-7d", "001-12", "003-9", "004-19", "004-20", "004-26"}
ARTICLES = {"000": 17, "001": 12, "002": 10, "003": 13, "004": 26}  # the last number of each


def backlog_of(home: Sequence[str], top: Sequence[str] = ()) -> str:
    """A file with one home: an ordinary one but for these keys."""
    usual = (
        "job: '1'",
        "buyers: [Ann Lee, Bo Lee]",
        "sold_date: 2026-06-01",
        "stage: framing",
        "contact: {channel: phone, when: evenings}",
    )
    lender = "lender: {status: conditional}"
    keys = {line.partition(":")[0]: line for line in (*usual, lender, *home)}
    return "\n".join((*top, "jobs:", "  - " + "\n    ".join(keys.values()), ""))


def are_in_order(words: Sequence[str], text: str) -> bool:
    """Whether each of these stands in the text, behind the one before."""
    pattern = ".*?".join(re.escape(" ".join(word.casefold().split())) for word in words)
    return re.search(pattern, " ".join(text.casefold().split())) is not None


@pytest.fixture
def answer_of(
    home: Path, run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch
) -> Callable[[Demand], tuple[int, str]]:
    """The exit code and the answer of the command of a demand, once what comes before it was done."""

    def answered(demand: Demand) -> tuple[int, str]:
        for command in demand.before:
            code, _, err = run(*shlex.split(command), today=demand.today)
            assert code == 0, (command, err)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(demand.typed.encode()), encoding="utf-8"))
        code, out, err = run(*shlex.split(demand.command), today=demand.today)
        return code, f"{out}\n{err}"

    return answered


@pytest.mark.parametrize("demand", DEMANDS.values(), ids=DEMANDS)
def test_each_demand_is_served_by_its_command(
    demand: Demand, sample: Path, answer_of: Callable[[Demand], tuple[int, str]]
) -> None:
    if demand.home:
        sample.write_text(backlog_of(demand.home, demand.top), encoding="utf-8")
    before = sample.read_text("utf-8").splitlines()
    code, answer = answer_of(demand)
    assert code == 0, answer
    assert are_in_order(demand.shows, answer), answer
    assert [word for word in demand.hides if word.casefold() in answer.casefold()] == []
    differences = list(difflib.ndiff(before, sample.read_text("utf-8").splitlines()))
    new = "\n".join(line[2:] for line in differences if line.startswith("+ "))
    assert are_in_order(demand.writes, new), new
    assert bool(demand.writes or demand.before) or not new


ANSWERED_FROM_FACTS = {name: demand for name, demand in DEMANDS.items() if demand.home and demand.shows and not demand.writes}


@pytest.mark.parametrize("demand", ANSWERED_FROM_FACTS.values(), ids=ANSWERED_FROM_FACTS)
def test_the_facts_bring_the_answer(demand: Demand, sample: Path, answer_of: Callable[[Demand], tuple[int, str]]) -> None:
    """On a home without them the same command answers something else."""
    sample.write_text(backlog_of(()), encoding="utf-8")
    _, answer = answer_of(demand._replace(before=()))
    assert not are_in_order(demand.shows, answer), answer


def test_every_demand_has_a_command_and_something_to_look_for() -> None:
    verbs = {verb.name for verb in VERBS}
    for name, demand in DEMANDS.items():
        assert demand.command.split()[0] in verbs, name
        assert demand.shows or demand.writes, name


def test_no_demand_is_left_out() -> None:
    """Their numbers run through; some have letters."""
    numbers: dict[str, set[int]] = {article: set() for article in ARTICLES}
    for demand in (*DEMANDS, *HUMAN):
        article, _, number = demand.partition("-")
        numbers[article].add(int(re.sub("[a-z]", "", number)))
    for article, last in ARTICLES.items():
        assert numbers[article] >= set(range(1, last + 1)), article
    assert len(DEMANDS) == 108
    assert not HUMAN & set(DEMANDS)
