"""Files with something wrong in them: where each is wrong, and words that have to be said about it.

`FILES` cannot be read at all, of `SETTINGS` one thing is read as left out, of `JOBS` too; of `LEFT_OUT` one home is left out, of
`KEPT` nothing is. The tests take this module by `runpy`.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass

from tests.wording import DID_YOU_MEAN

GOOD = """\
jobs:
  - job: 1001
    buyers: Ada Good
    sold_date: 2026-03-10
    stage: framing
"""  # the bad part of each file below begins on line 6


@dataclass(frozen=True)
class Bad:
    """A file, where its problem stands (`line:column`), and what has to be said about it."""

    name: str
    text: str | bytes
    place: str
    said: tuple[str, ...]

    def __str__(self) -> str:
        return self.name


def bad_job(name: str, rest: str, place: str, *said: str) -> Bad:
    """A good job and one more, whose lines `rest` replace or follow what a job has to have."""
    needed = {"buyers": "buyers: Bo Badd", "sold_date": "sold_date: 2026-04-01", "stage": "stage: trim", "job": "job: 1002"}
    lines = rest.splitlines()
    there = {line.split(":")[0].strip() for line in lines if not line.startswith(" ")}
    lines = [line for key, line in needed.items() if key not in there] + lines
    return Bad(name, GOOD + "  - " + "\n    ".join(lines) + "\n", place, said)


# The file as a whole

MISTYPED = [
    Bad("a tab as indentation", "jobs:\n\t- job: 1\n", "2:1", ("tab", "spaces")),
    Bad("a tab in the middle of the indentation", GOOD + "  \tlot: 1\n", "6:3", ("tab",)),
    Bad("a line that is indented wrongly", GOOD + "   lot: 12\n", "6:4", ("indent",)),
    Bad("a dash without its blank", GOOD + "  -job: 1002\n", "6:3", ("dash",)),
    Bad("a colon without its blank", GOOD + "    lot:12\n", "6:5", ("colon",)),
    Bad("an unclosed quote", GOOD + '    plan: "Alder B\n    lot: 12\n', "6:11", ("quote",)),
    Bad("a colon inside a note", GOOD + "    worries: call: 5pm\n", "6:18", ("quotes", '"call: 5pm"')),
    Bad("a star before a word", GOOD + "    plan: *urgent*\n", "6:11", ("star", "quotes")),
    Bad("an ampersand before a word", GOOD + "    plan: & Sons\n", "6:11", ("quotes",)),
    Bad("an at sign before a word", GOOD + "    plan: @mike\n", "6:11", ("quotes", '"@mike"')),
    Bad("a percent sign before a word", GOOD + "    plan: %5\n", "6:11", ("quotes",)),
    Bad("an exclamation mark before a word", GOOD + "    plan: !now\n", "6:11", ("quotes",)),
    Bad("a backquote before a word", GOOD + "    plan: `x`\n", "6:11", ("quotes",)),
    Bad("a non-breaking blank as indentation", GOOD + "\u00a0\u00a0\u00a0\u00a0lot: 12\n", "6:1", ("U+00A0", "space")),
    Bad("a full-width blank as indentation", GOOD + "    \u3000lot: 12\n", "6:5", ("U+3000", "space")),
    Bad("a second document", GOOD + "---\njobs: []\n", "6:1", ("second document", "keep one")),
    Bad(
        "marks of a merge conflict",
        GOOD + "<<<<<<< HEAD\n    lot: 12\n=======\n    lot: 13\n>>>>>>> b\n",
        "6:1",
        ("merge", "delete the marks"),
    ),
]
FOREIGN = [
    Bad("a web page", "<!DOCTYPE html>\n<html><body>Not found</body></html>\n", "", ("web page",)),
    Bad("a gzip archive", gzip.compress(GOOD.encode()), "", ("gzip",)),
    Bad(
        "an alias bomb",
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(
            f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}, *{a}]\n"
            for a, b in zip("abcdefgh", "bcdefghi", strict=True)
        ),
        "6:",
        ("star",),
    ),
    Bad("something that points to itself", "jobs: &j\n  - job: 1\n    log: *j\n", "3:10", ("star",)),
    Bad("a hundred levels", "jobs: " + "[" * 100 + "]" * 100 + "\n", "1:", ("levels deep",)),
    Bad("a tag that would run code", GOOD + "    plan: !!python/object/apply:os.system [ls]\n", "6:11", ("exclamation mark",)),
    Bad("a tag of another type", GOOD + "    photo: !!binary aGk=\n", "6:12", ("exclamation mark",)),
    Bad("zero bytes", GOOD.encode() + b"\x00" * 40, "", ("line 6", "power cut")),
    Bad("bytes that are not text", GOOD.encode() + b"    plan: Caf\xe9\n", "6:14", ("UTF-8",)),
    Bad("text of two bytes a letter", GOOD.encode("utf-16"), "", ("UTF-16", "UTF-8")),
]
MISPLACED = [
    Bad("a newer version", "version: 999\n" + GOOD, "1:10", ("made by a newer backlog", "bring backlog up to date")),
    Bad("a version in words", "version: two\n" + GOOD, "1:10", ('"two" is not a version', "write version: 1")),
    Bad("version zero", "version: 0\n" + GOOD, "1:10", ("write version: 1",)),
    Bad("a list as the whole file", "- job: 1\n- job: 2\n", "1:1", ("list", "jobs:")),
    Bad("a sentence as the whole file", "Dear Bo, the windows came\n", "1:1", ("not a backlog",)),
    Bad("jobs in one word", "jobs: none yet\n", "1:7", ("not a list of homes", "dash")),
    Bad("one job without its dash", "jobs:\n  job: 1\n  buyers: Bo Badd\n", "2:3", ("not a list of homes", "dash")),
    Bad("settings twice", "settings: {agent: A}\nsettings: {agent: B}\n" + GOOD, "2:1", ("lines 1 and 2",)),
]
FILES = [*MISTYPED, *FOREIGN, *MISPLACED]

# The settings

SETTINGS = [
    Bad("one setting twice", "settings:\n  agent: A\n  agent: B\n" + GOOD, "3:3", ("lines 2 and 3", "keep one")),
    Bad(
        "a cadence in words",
        "settings:\n  cadence_days: weekly\n" + GOOD,
        "2:17",
        ("settings.cadence_days", '"weekly" is not a whole number', "such as 7"),
    ),
    Bad("a cadence of nothing", "settings: {cadence_days: 0}\n" + GOOD, "1:26", ("0 days", "from 1 to 3650")),
    Bad(
        "settings as a list", "settings:\n  - cadence_days: 7\n" + GOOD, "2:5", ("settings", "a list found", "settings: {agent:")
    ),
    Bad(
        "a firm stage that is none",
        "settings: {firm_stage: drywal}\n" + GOOD,
        "1:24",
        ('no stage "drywal"', f'{DID_YOU_MEAN} "drywall"?'),
    ),
    Bad(
        "a stage twice",
        "settings:\n  stages:\n    - framing\n    - {name: framing}\n" + GOOD,
        "4:14",
        ('"framing" is there twice', "take one"),
    ),
    Bad(
        "a day off that is not a day",
        "settings: {days_off: [2026-12-25, xmas]}\n" + GOOD,
        "1:35",
        ("days_off", '"xmas" is not a date'),
    ),
    Bad(
        "a lead time in words",
        "settings: {lead_days: {windows: long}}\n" + GOOD,
        "1:33",
        ("lead_days.windows", '"long" is not a whole number'),
    ),
    Bad("an order of dates that is none", "settings: {dates: ymd}\n" + GOOD, "1:19", ('"ymd"', "try mdy or dmy")),
]

# One job

BAD_DATES = [
    bad_job("a day that does not exist", "closing: 2026-02-30", "10:14", "closing: there's no Feb 30", "ends on 2026-02-28"),
    bad_job("a date with slashes that is no day", "sold_date: 13/14/26", "9:16", "there is no day 13/14/26"),
    bad_job("a day in words that is no day", "sold_date: Feb 30 2026", "9:16", "there's no Feb 30", "ends on 2026-02-28"),
    bad_job("a word where a day is meant", "closing: soonish", "10:14", 'closing: "soonish" is not a date'),
    bad_job("a date in words", "sold_date: June 1st", "9:16", "sold_date", "no year"),
    bad_job("a year of two digits", "sold_date: 26-06-01", "9:16", "two-digit year"),
    bad_job("a date as seconds", "sold_date: 1764028800", "9:16", "is a number, not a date"),
    bad_job("a date without dashes", "sold_date: 20260601", "9:16", "write 2026-06-01"),
    bad_job("a year long gone", "sold_date: 0206-06-01", "9:16", "outside 2000 to 2100"),
    bad_job("a year far away", "closing: {contract: 9999-06-01}", "10:25", "closing.contract", "outside 2000 to 2100"),
    bad_job("a month where a day is meant", "closing: 2027-03", "10:14", "closing: {told: 2027-03}"),
    bad_job("a told week that does not exist", "closing: {told: 2027-W60}", "10:21", "closing.told", "no week 60"),
]
BAD_KEYS = [
    bad_job("a job number like an option", "job: -5", "9:10", 'cannot begin with "-"'),
    bad_job("a job number with an escape", 'job: "10\\e[31m"', "9:10", "invisible character"),
    bad_job("a stage that is none", "stage: framming", "9:12", 'there\'s no stage "framming"', "try framing, "),
    bad_job("two names of one key", "lot: 1\nhomesite: 2", "11:5", '"homesite" and "lot" mean the same', "keep one"),
    bad_job("a key twice", "lot: 1\nlot: 2", "11:5", '"lot" is there twice, on lines 10 and 11', "keep one"),
    bad_job("a key twice in a block", "closing:\n  told: 2027-03\n  told: 2027-04", "12:7", '"told" is there twice', "keep one"),
    bad_job("a list where text is meant", "plan: [a, b]", "10:11", "plan: a list found where plain text is meant", "one line"),
    bad_job("a block where text is meant", "address: {street: x}", "10:14", "address: a group of keys found"),
    bad_job("text where a block is meant", "permit: issued", "10:13", '"issued" found', "permit: {submitted: 2026-08-03"),
    bad_job("a list where a block is meant", "lender: [Birchline]", "10:13", "a list found", "lender: {name: Birchline"),
]
BAD_VALUES = [
    bad_job("a conversation that is a list", "log: [[called]]", "10:11", "log 1", "log: [{at: 2026-11-19"),
    bad_job("a channel that is none", "contact: fone", "10:14", 'contact.channel: "fone"', "try phone, "),
    bad_job("a mood that is none", "log:\n  - {at: 2026-05-01, mood: meh}", "11:32", 'log 1, mood: "meh" is not a mood', "try "),
    bad_job(
        "a cause that is none",
        "closing: {shifts: [{to: 2027-01-01, cause_kind: wether}]}",
        "10:53",
        "closing.shifts 1, cause_kind",
        "try weather, ",
    ),
    bad_job("a price in words", "price: a lot", "10:12", "price", "write 8000, 8,000, $8,000 or 8.5k"),
    bad_job(
        "a comma that ends an amount",
        "deposits: [{kind: earnest, amount: 8,000, due: 2026-11-24}]",
        "10:40",
        "deposits 1, amount: the comma in 8,000 ends the value here",
        'write 8000, or "8,000" in quotes',
    ),
    bad_job("an amount with a wrong comma", "deposits:\n  - amount: 1,20", "11:17", "deposits 1, amount", "write 8000"),
    bad_job("a yes in other words", "contact: {local: sometimes}", "10:22", "contact.local", "write true or false"),
    bad_job("a time alone where a day is meant", 'orientation_date: "10:00"', "10:23", "has no day"),
    bad_job("a closing time of the twelve-hour clock", "closing: {time: 13pm}", "10:21", "24 hours"),
    bad_job("days in words", "buffer_days: two weeks", "10:18", "is not a whole number"),
    bad_job("a score of a hundred", "care: {survey: {score: 95}}", "10:28", "out of 10"),
    bad_job("a check-in without its day", "care: {done: [soon]}", "10:19", "write day-2"),
    bad_job("a stage date that is none", "stages: {framing: soon}", "10:23", "stages.framing", '"soon" is not a date'),
    bad_job("a green pin", "pin: {level: green}", "10:18", "pin.level", "try red or amber"),
]
JOBS = [*BAD_DATES, *BAD_KEYS, *BAD_VALUES]

# A home without its number or its buyers

LEFT_OUT = [
    bad_job("no job number", "job:", "9:9", "the job number is empty", "job: HC-1041"),
    bad_job("a job number that is a list", "job: [1002]", "9:10", "a list found where plain text is meant"),
    bad_job("nobody bought it", "buyers: []", "9:13", "no buyer is named", "buyers: [Chidi Okafor"),
    bad_job("a buyer without a name", "buyers:\n  - phone: 555-0100", "10:9", "buyers 1: name is missing", "name: Chidi Okafor"),
    Bad("a job in one word", GOOD + "  - 1002\n", "6:5", ('"1002" found', "write it as {job: HC-1041")),
    Bad("a job that is a list", GOOD + "  - [1002]\n", "6:5", ("a list found", "write it as {job: HC-1041")),
    Bad(
        "a job without buyers",
        GOOD + "  - {job: 1002, sold_date: 2026-04-01, stage: trim}\n",
        "6:5",
        ("buyers is missing", "who bought the home"),
    ),
    Bad(
        "a job without its number",
        GOOD + "  - {buyers: Bo Badd, sold_date: 2026-04-01, stage: trim}\n",
        "6:5",
        ("job Badd: job is missing", "job: HC-1041"),
    ),
    bad_job("a buyer who is not known yet", "buyers: TBD", "9:13", "buyers is missing", "who bought the home"),
    bad_job("a number that is not known yet", "job: TBD", "9:10", "the job number is empty"),
]

# What keeps the job: contradictions are errors, doubts are warnings

KEPT = [
    (
        "error",
        Bad(
            "a job without its day of sale",
            GOOD + "  - {job: 1002, buyers: Bo Badd, stage: trim}\n",
            "6:5",
            ("sold_date is missing", "sold_date: 2026-07-18"),
        ),
    ),
    (
        "error",
        Bad(
            "a job without a stage",
            GOOD + "  - {job: 1002, buyers: Bo Badd, sold_date: 2026-04-01}\n",
            "6:5",
            ("stage is missing", "stage: framing"),
        ),
    ),
    ("error", bad_job("an empty stage", "stage:", "9:11", "stage is missing", "stage: framing")),
    ("error", bad_job("a sale on a day not known yet", "sold_date: TBD", "9:16", "sold_date is missing")),
    (
        "error",
        bad_job(
            "closing before sold",
            "closing: 2026-02-01",
            "10:14",
            "closing is before sold",
            "(sold 2026-04-01)",
            f"{DID_YOU_MEAN} 2027-02-01?",
        ),
    ),
    (
        "error",
        bad_job(
            "closing before sold in the same year",
            "sold_date: 2026-01-10\nclosing: {contract: 2025-06-01}",
            "10:25",
            "closing.contract is before sold",
            f"{DID_YOU_MEAN} 2026-06-01?",
        ),
    ),
    (
        "error",
        bad_job(
            "a told month before sold",
            "closing: {told: 2026-02}",
            "10:21",
            "closing.told is before sold",
            f"{DID_YOU_MEAN} 2027-02?",
        ),
    ),
    (
        "error",
        bad_job(
            "closed before sold",
            "closing: {closed_date: 2026-03-31}",
            "10:28",
            "closing.closed_date is before sold",
            f"{DID_YOU_MEAN} 2027-03-31?",
        ),
    ),
    ("error", bad_job("a leap day before sold", "sold_date: 2024-03-01\nclosing: 2024-02-29", "10:14", "closing is before sold")),
    (
        "error",
        bad_job(
            "a social-security number",
            "worries: his number is 123-45-6789",
            "10:14",
            "worries: this looks like a social-security number",
            "take it out",
        ),
    ),
    (
        "error",
        bad_job(
            "a card number",
            "log: [{at: 2026-05-01, text: visa 4111 1111 1111 1111}]",
            "10:34",
            "log 1, text: this looks like a card number",
        ),
    ),
    (
        "error",
        bad_job(
            "an account number",
            "lender: {officer: Mia account no. 123456789}",
            "10:23",
            "lender.officer: this looks like an account number",
        ),
    ),
    ("error", bad_job("a credit score", "worries: [credit score is 640]", "10:15", "worries 1: this looks like a credit score")),
    ("warning", bad_job("a key that is misspelt", "lendr: Birchline", "10:5", f'unknown key "lendr"; {DID_YOU_MEAN} "lender"?')),
    ("warning", bad_job("a key nobody knows", "zzz: 1", "10:5", 'unknown key "zzz"', "x_")),
    ("warning", bad_job("a key in the wrong block", "lock_expires: 2026-12-31", "10:5", 'it belongs under "lender"')),
    (
        "warning",
        bad_job(
            "a key that slipped too far in",
            "closing:\n  contract: 2027-01-01\n  superintendent: Hal",
            "12:7",
            "closing: unknown key",
            "belongs to the job itself",
        ),
    ),
    (
        "warning",
        bad_job(
            "a state of the home",
            "status: framing",
            "10:5",
            f'unknown key "status"; {DID_YOU_MEAN} "stage"?',
        ),
    ),
    (
        "warning",
        bad_job(
            "a closing eleven years off", "closing: 2037-06-01", "10:14", "more than 10 years after sold", "look at the year"
        ),
    ),
    (
        "warning",
        bad_job(
            "a conversation without a day",
            "log:\n  - text: called",
            "11:9",
            "log 1: this conversation has no day",
            "at: 2026-11-19",
        ),
    ),
    (
        "warning",
        bad_job(
            "an appointment without a day",
            "appointments: [{what: walk}]",
            "10:20",
            "this appointment has no day",
            "at: 2026-12-01 10:00",
        ),
    ),
    (
        "warning",
        bad_job(
            "half a buyer's name",
            "log: [{at: 2026-05-01, with: Badd}]",
            "10:34",
            f'"Badd" is not a buyer of this home; {DID_YOU_MEAN} "Bo Badd"?',
        ),
    ),
    ("warning", bad_job("a misspelt buyer", "log: [{at: 2026-05-01, with: [Bo Bad]}]", "10:34", f'{DID_YOU_MEAN} "Bo Badd"?')),
    (
        "warning",
        bad_job(
            "a talk with a stranger", "log: [{at: 2026-05-01, with: Zed Young}]", "10:34", "none of these are buyers", "Bo Badd"
        ),
    ),
    (
        "warning",
        bad_job(
            "a past stage nobody knows",
            "stages: {framming: 2026-05-01}",
            "10:14",
            f'there\'s no stage "framming"; {DID_YOU_MEAN} "framing"?',
        ),
    ),
    (
        "warning",
        bad_job(
            "a selection for a stage nobody knows",
            "selections: [{item: x, stage: gazebo}]",
            "10:35",
            'there\'s no stage "gazebo"',
            "use one of",
        ),
    ),
    (
        "warning",
        bad_job(
            "a hot button for a stage nobody knows", "hot_buttons: [{text: x, stage: trimm}]", "10:36", f'{DID_YOU_MEAN} "trim"?'
        ),
    ),
    ("warning", bad_job("a lot cut off by its #", "address: Lot #12", "10:18", 'everything after " #" is a comment', "quotes")),
    ("warning", Bad("a dash with nothing behind it", GOOD + "  -\n", "6:4", ("no job after this dash", "remove the dash"))),
    (
        "warning",
        Bad(
            "a top-level key nobody knows",
            "setings: {agent: A}\n" + GOOD,
            "1:1",
            (f'unknown key "setings"; {DID_YOU_MEAN} "settings"?',),
        ),
    ),
    (
        "warning",
        Bad(
            "a job's key at the top",
            GOOD + "sold_date: 2026-01-01\n",
            "6:1",
            ('unknown key "sold_date" - it belongs under "jobs"',),
        ),
    ),
    (
        "warning",
        Bad(
            "stages of one's own without a firm one", "settings: {stages: [slab, framing]}\n" + GOOD, "1:20", ("add firm_stage",)
        ),
    ),
    (
        "error",
        Bad(
            "away ends before it begins",
            "away: {from: 2026-11-29, to: 2026-11-25}\n" + GOOD,
            "1:30",
            ("away 1: the last day away is before the first (2026-11-29)", "swap"),
        ),
    ),
]
