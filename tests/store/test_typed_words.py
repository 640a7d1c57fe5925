"""What people really type: no word takes a home away, and everything else of it is read as before."""

from __future__ import annotations

import copy
import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from backlog_cli.dates.values import Moment
from backlog_cli.model import Job
from backlog_cli.rules.change import Append, Change, Put
from backlog_cli.rules.summarize import policy_of, summarize
from backlog_cli.store.load import load
from backlog_cli.store.yaml.patch import apply_changes
from tests.backlogs import backlog_of
from tests.sampling import one_in

DATA = Path(__file__).parent.parent / "data"
SECTION_7 = (DATA / "domain_section7.yaml").read_bytes()
GARBAGE = [
    "meh", "soonish", "2026-13-45", "31/31/31", "8,0,0", "???!", "on the", "purple monkey", "-1", "99999999999", "TBD",
    "n/a", "-",
    "yes", "no", "0", "1e9", "next tuesday", "\u202edrow", "émigré", "a: b", "[x", "x" * 300, "2026", "12:99", "#",
    "@@", "%5", "",
]  # fmt: skip

Path_ = tuple[str | int, ...]


def leaves(data: object, path: Path_ = ()) -> list[Path_]:
    """The paths of every scalar."""
    if isinstance(data, dict):
        return [leaf for key, value in data.items() for leaf in leaves(value, (*path, key))]
    if isinstance(data, list):
        return [leaf for n, value in enumerate(data) for leaf in leaves(value, (*path, n))]
    return [path]


def with_value(data: Any, path: Path_, value: object) -> Any:
    changed = copy.deepcopy(data)
    holder = changed
    for step in path[:-1]:
        holder = holder[step]
    if value is None:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return changed


def text_of(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()


@pytest.mark.parametrize("count", [100, pytest.param(500, marks=pytest.mark.sweep)])
def test_no_scalar_that_is_garbage_takes_its_home_away_or_anything_else_of_it(count: int) -> None:
    good = load(SECTION_7, "backlog.yaml")
    plain: Any = good.source.data
    jobs = good.backlog_file.jobs
    stages = good.backlog_file.settings.stage_names()
    chance = random.Random(2026)
    every = [(n, path) for n, home in enumerate(plain["jobs"]) for path in leaves(home)]
    unreadable = 0
    for n, path in chance.sample(every, min(count, len(every))):
        for garbage in chance.sample(GARBAGE, 3):
            home = with_value(plain["jobs"][n], path, garbage)
            found = load(text_of({**plain, "jobs": [*plain["jobs"][:n], home, *plain["jobs"][n + 1 :]]}), "backlog.yaml")
            is_name = path[0] in ("job", "buyers") and garbage in ("TBD", "n/a", "-", "")
            if (is_name and len(plain["jobs"][n]["buyers"]) == 1) or (path == ("job",) and is_name):
                assert [entry.place for entry in found.bad] == [n]
                continue
            if path == ("job",):
                assert len(found.backlog_file.jobs) == len(jobs)
                continue
            assert found.bad == (), (path, garbage)
            try:
                expected = Job.model_validate(home, context={"stages": stages})
            except ValidationError:
                expected = Job.model_validate(with_value(plain["jobs"][n], path, None), context={"stages": stages})
                assert found.unreadable[n], (path, garbage)
                unreadable += 1
            assert found.backlog_file.jobs[n] == expected, (path, garbage)
            assert found.backlog_file.jobs[:n] == jobs[:n]
            assert found.backlog_file.jobs[n + 1 :] == jobs[n + 1 :]
    assert unreadable > 40  # the garbage is garbage


@one_in(
    4, "value", [[], {}, [[]], {"a": "b"}, ["x", {"y": "z"}], [None], {"": None}, [["a"], ["b"]], {"job": {"job": []}}], ids=repr
)
def test_no_list_or_block_in_a_wrong_place_takes_a_home_away(value: object) -> None:
    plain: Any = load(SECTION_7, "backlog.yaml").source.data
    for n, home in enumerate(plain["jobs"]):
        for key in home.keys() - {"job", "buyers"}:
            found = load(text_of({**plain, "jobs": [{**home, key: value}]}), "backlog.yaml")
            assert found.bad == (), (n, key)
            assert len(found.backlog_file.jobs) == 1


# The cases


def loaded_case(name: str) -> Any:
    return load((DATA / "cases" / f"{name}.yaml").read_bytes(), "backlog.yaml")


def test_word_1_every_word_is_read() -> None:
    found = loaded_case("one-word")
    assert (found.errors, found.bad, found.unreadable) == ((), (), ((), ()))
    first = found.backlog_file.jobs[0]
    talk = first.log[0]
    assert (talk.mood, talk.how, talk.topic, first.lender.product) == ("neutral", "phone", ("windows",), "conv-30")
    assert first.contact.channel == "phone"


def test_word_1b_the_homes_stay_and_say_line_word_and_cure() -> None:
    found = loaded_case("one-word-b")
    assert [job.job for job in found.backlog_file.jobs] == ["31", "32"]
    assert [(what.line, what.text, what.is_vital) for what in found.unreadable[0]] == [
        (6, 'stage "framming"', False),
        (7, 'closing "soonish"', True),
        (11, 'mood "meh"', False),
    ]
    assert found.unreadable[0][0].cure.startswith("try framing, ")
    assert all(what.cure for what in found.unreadable[0])


def test_word_2_is_no_value() -> None:
    found = loaded_case("tbd")
    (job,) = found.backlog_file.jobs
    assert found.problems == ()
    assert (job.closing, job.orientation_date, job.lot) == (None, None, None)


def test_word_3_names_the_comma() -> None:
    found = loaded_case("comma")
    (problem,) = found.problems
    assert problem.is_error
    assert "the comma in 8,000 ends the value here" in problem.what
    assert problem.fix == 'write 8000, or "8,000" in quotes'
    (deposit,) = found.backlog_file.jobs[0].deposits
    assert (deposit.kind, deposit.amount, deposit.due) == ("earnest", None, date(2026, 11, 24))


@pytest.mark.parametrize("amount", ["8,000", "$8,000", "1,200,000", "450,500", "8,00", "12,345,678"])
def test_the_comma_inside_braces_is_named_where_it_took_thousands(amount: str) -> None:
    home = f"{{job: 1, buyers: A, sold_date: 2026-01-01, stage: trim, price: {amount}, lot: 4}}"
    found = load(f"jobs:\n- {home}\n".encode(), "backlog.yaml")
    (job,) = found.backlog_file.jobs
    assert (job.price, job.lot) == ((8, "4") if amount == "8,00" else (None, "4"))
    assert ("the comma in" in found.problems[0].what) is (amount != "8,00")


# Further shapes, ten and more of each kind

HOME = {"job": "1", "buyers": ["Chidi Okafor", "Ana Ito"], "sold_date": "2026-07-18", "stage": "framing"}


def read(home: object, settings: object = None) -> Any:
    found = load(text_of({"settings": settings, "jobs": [home]}), "backlog.yaml")
    assert found.bad == ()
    (job,) = found.backlog_file.jobs
    return found, job, summarize(job, policy_of(found.backlog_file.settings), 1, found.unreadable[0])


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("lot", "TBD"), ("plan", "-"), ("address", "n/a"), ("closing", "TBD"), ("closing", "none"), ("orientation_date", "?"),
        ("lender", "none"), ("realtor", "none"), ("contact", "TBD"), ("hold", "none"), ("needed_by", "n/a"), ("price", "tbd"),
        ("deposits", "none"), ("deposits", "n/a"), ("log", "none"), ("interests", ["-"]), ("personality", "?"), ("pin", "none"),
        ("snooze", "-"), ("escalation_clause", "n/a"), ("permit", "TBD"), ("superintendent", "TBA"), ("cover", "—"),
        ("stages", "n/a"),
        ("insurance_bound", "TBD"), ("notes", "none"), ("included", "none"), ("start_date", "tbd"), ("buffer_days", "-"),
    ],
)  # fmt: skip
def test_no_value_is_none_everywhere(key: str, value: object) -> None:
    found, job, _ = read({**HOME, key: value})
    assert found.problems == ()
    assert job == Job.model_validate(HOME)


def test_a_list_that_has_the_word_keeps_it() -> None:
    _, job, summary = read({**HOME, "lender": {"status": "n/a"}, "log": [{"at": "2026-11-02", "next": "none"}]})
    assert job.lender.status == "n/a"
    assert summary.talks[0].next is not None
    assert summary.talks[0].next.none
    assert read({**HOME, "lender": {"status": "none"}})[1].lender.status == "none"
    assert read({**HOME, "log": [{"at": "2026-11-02", "next": {"what": "none"}}]})[2].talks[0].next.none


@pytest.mark.parametrize(
    ("typed", "day", "how", "text"),
    [
        ("2026-11-20 called about the slab", "2026-11-20", "phone", "called about the slab"),
        ("2026-11-20: called about the slab", "2026-11-20", "phone", "called about the slab"),
        ("2026-11-20 - texted photos", "2026-11-20", "text", "texted photos"),
        ("11/20/26 emailed the plan", "2026-11-20", "email", "emailed the plan"),
        ("Nov 20 2026 met at the model", "2026-11-20", "in-person", "met at the model"),
        ("Nov 20, 2026, zoomed with both", "2026-11-20", "video", "zoomed with both"),
        ("20-Nov-26 they are fine", "2026-11-20", None, "they are fine"),
        ("2026-11-20 17:30 called back", "2026-11-20 17:30", "phone", "called back"),
        ("Fri Nov 20 2026 5:30pm called", "2026-11-20 17:30", "phone", "called"),
        ("called about the slab", None, "phone", "called about the slab"),
        ("Called. Left a message", None, "phone", "Called. Left a message"),
        ("11/20 called", None, None, "11/20 called"),
        ("slab is poured", None, None, "slab is poured"),
        ("2 boards are missing", None, None, "2 boards are missing"),
    ],
)
def test_a_conversation_may_be_one_line(typed: str, day: str | None, how: str | None, text: str) -> None:
    found, job, summary = read({**HOME, "log": [typed]})
    (entry,) = job.log
    assert (entry.at and str(entry.at), entry.how, entry.text) == (day, how, text)
    assert found.errors == ()
    assert len(found.warnings) == (day is None)
    assert len(summary.talks) == (day is not None)
    widened = read({**HOME, "log": [{"text": typed, "mood": "ok"}]})[1].log[0]  # as a writer leaves it
    assert (widened.at, widened.how, widened.text) == (entry.at, entry.how, entry.text)


@pytest.mark.parametrize("word", ["yes", "true", "Yes", "x", "done", "y"])
def test_done_without_a_day_is_done(word: str) -> None:
    home = {
        **HOME,
        "deposits": [{"kind": "earnest", "paid": word}],
        "promises": [{"text": "a", "due": "2026-01-01", "done": word}],
        "lender": {"papers": [{"what": "stubs", "done": word}]},
        "log": [{"at": "2026-11-01", "next": {"what": "call", "date": "2026-11-02", "done": word}}],
    }
    found, _, summary = read(home)
    assert found.problems == ()
    assert summary.deposits[0].is_paid
    assert summary.deposits[0].paid is None
    assert not summary.promises[0].is_open
    assert summary.lender.papers[0].is_done
    assert summary.talks[0].next.is_done_undated


@pytest.mark.parametrize("word", ["no", "false", "not yet", "n", "TBD", ""])
def test_not_done_is_not_done(word: str) -> None:
    home = {**HOME, "deposits": [{"kind": "earnest", "paid": word}], "promises": [{"text": "a", "done": word}]}
    _, _, summary = read(home)
    assert not summary.deposits[0].is_paid
    assert summary.promises[0].is_open


@pytest.mark.parametrize("key", ["told_date", "known_date", "written_date"])
def test_other_completions_need_a_day(key: str) -> None:
    found, _, summary = read({**HOME, "closing": {"contract": "2027-01-01", "shifts": [{"to": "2027-02-01", key: "yes"}]}})
    assert [(what.text, what.is_vital) for what in summary.unreadable] == [(f'{key} "yes"', True)]
    assert len(found.errors) == 1


@pytest.mark.parametrize(
    ("home", "is_vital"),
    [
        ({"closing": "soon"}, True), ({"closing": {"contract": "x"}}, True), ({"closing": {"told": "x"}}, True),
        ({"closing": {"shifts": [{"to": "x"}]}}, True), ({"closing": {"time": "x"}}, False),
        ({"closing": {"shifts": [{"cause_kind": "x"}]}}, False), ({"promises": [{"text": "a", "due": "x"}]}, True),
        ({"promises": [{"text": "a", "by": "x"}]}, False), ({"deposits": [{"due": "x"}]}, True),
        ({"deposits": [{"paid": "x-"}]}, True),
        ({"deposits": [{"kind": "zzz"}]}, False), ({"lender": {"lock_expires": "x"}}, True),
        ({"lender": {"product": "zzz"}}, False),
        ({"start_date": "x"}, False), ({"stage": "zzz"}, False), ({"sold_date": "x"}, False),
        ({"contact": {"local": "x1"}}, False),
    ],
)  # fmt: skip
def test_a_date_that_must_not_be_missed_is_vital(home: dict[str, object], is_vital: bool) -> None:
    found, _, summary = read({**HOME, **home})
    assert [what.is_vital for what in summary.unreadable] == [is_vital], found.problems


@pytest.mark.parametrize(
    ("typed", "who", "others"),
    [
        ("Chidi", ("Chidi Okafor",), ()), ("chidi", ("Chidi Okafor",), ()), ("ANA", ("Ana Ito",), ()),
        (["Ana", "Chidi"], ("Chidi Okafor", "Ana Ito"), ()), ("Chidi Okafor", ("Chidi Okafor",), ()),
        ("chidi okafor", ("Chidi Okafor",), ()), (["Chidi", "Sol Whitaker"], ("Chidi Okafor",), ("Sol Whitaker",)),
        ("Sol", (), ("Sol",)), ("Okafor", (), ("Okafor",)), ("Chidi Ito", (), ("Chidi Ito",)), (" Ana ", ("Ana Ito",), ()),
    ],
)  # fmt: skip
def test_a_first_name_is_enough_where_only_one_fits(typed: object, who: tuple[str, ...], others: tuple[str, ...]) -> None:
    _, _, summary = read({**HOME, "log": [{"at": "2026-11-01", "with": typed}]})
    assert (summary.talks[0].buyers, summary.talks[0].others) == (who, others)


def test_a_first_name_that_two_have_is_nobodys() -> None:
    home = {**HOME, "buyers": ["Ana Ito", "Ana Lee"], "log": [{"at": "2026-11-01", "with": "Ana"}]}
    assert read(home)[2].talks[0].buyers == ()


@pytest.mark.parametrize(("owner", "meant"), [("Hal", "Hal Moreno"), ("hal", "Hal Moreno"), ("Mia", "Mia Low"), ("Zed", "Zed")])
def test_an_owner_goes_by_the_first_name_too(owner: str, meant: str) -> None:
    home = {**HOME, "superintendent": "Hal Moreno", "lender": {"officer": "Mia Low"}, "issues": [{"text": "a", "owner": owner}]}
    assert read(home)[2].issues[0].owner == meant


def test_notes_and_her_own_keys_are_kept() -> None:
    _, _, summary = read(
        {**HOME, "notes": "loves oak", "x_dog": "Rufus", "x_pool": {"size": "big", "tiles": ["a", "b"]}, "x_": None}
    )
    assert summary.notes == ("loves oak",)
    assert summary.own == (("x_dog", "Rufus"), ("x_pool", "size: big; tiles: a, b"), ("x_", ""))
    assert read({**HOME, "notes": ["a", "b"]})[2].notes == ("a", "b")


def test_a_topic_is_any_word() -> None:
    _, _, summary = read({**HOME, "log": [{"at": "2026-11-01", "topic": ["Rates", "windows", "HOA"]}]})
    assert summary.talks[0].topics == ("rate", "windows", "community")


@pytest.mark.parametrize(
    ("typed", "order", "day"),
    [
        ("3/12/26", None, date(2026, 3, 12)), ("3/12/26", "mdy", date(2026, 3, 12)), ("3/12/26", "dmy", date(2026, 12, 3)),
        ("3/12/26", "D M Y", date(2026, 12, 3)), ("13/3/26", "mdy", date(2026, 3, 13)),
        ("Mar 12 2026", "dmy", date(2026, 3, 12)),
    ],
)  # fmt: skip
def test_the_settings_say_what_comes_first_in_a_date(typed: str, order: str | None, day: date) -> None:
    found, job, _ = read(
        {**HOME, "sold_date": typed, "log": [{"at": f"{typed} 5pm"}], "closing": {"told": typed}, "stages": {"framing": typed}},
        {"dates": order},
    )
    assert (job.sold_date, job.log[0].at, job.closing.told.end, job.stages["framing"]) == (day, Moment(day, "17:00"), day, day)
    assert found.unreadable == ((),)


def test_the_settings_hold_what_documents_name() -> None:
    text = b"settings: {buffer_days: 10, tracking_since: 11/1/26, dates: mdy, git: commit}\njobs: []\n"
    policy = load(text, "backlog.yaml").backlog_file.settings.policy()
    assert (policy.buffer_days, policy.tracking_since, policy.dates, policy.git) == (10, date(2026, 11, 1), "mdy", "commit")
    assert load(b"settings: {git: no}\n", "backlog.yaml").backlog_file.settings.policy().git == "off"


# Without a sale date or a stage


def test_a_home_without_sale_date_and_stage_stays() -> None:
    found, _, summary = read({"job": "1", "buyers": "Ana Ito"})
    assert (summary.sold_date, summary.stage, summary.unreadable) == (None, "", ())
    assert [problem.what.split(",")[0] for problem in found.errors] == ["sold_date is missing", "stage is missing"]


# Keys by other names

BY_OTHER_NAMES = """\
jobs:
  - Number: HC-1
    Customer: Ana Ito
    Sold: 2026-07-18
    phase: framing
    super: Hal
    loan: {type: va, lock: 2026-12-31}
    note: likes oak
    calls:
      - {date: 2026-11-01, who: Ana, channel: call, note: hi}
    deposit: {type: emd, sum: 5k, date: 2026-12-01}
"""


def test_keys_go_by_other_names() -> None:
    found = load(BY_OTHER_NAMES.encode(), "backlog.yaml")
    assert found.problems == ()
    (job,) = found.backlog_file.jobs
    assert (job.job, job.buyers[0].name, job.stage, job.superintendent, job.notes) == (
        "HC-1",
        "Ana Ito",
        "framing",
        "Hal",
        ("likes oak",),
    )
    assert job.lender is not None
    assert (job.lender.product, job.lender.lock_expires) == ("va", date(2026, 12, 31))
    assert (job.log[0].with_, job.log[0].how, job.log[0].text) == (("Ana",), "phone", "hi")
    assert (job.deposits[0].kind, job.deposits[0].amount, job.deposits[0].due) == ("earnest", 5000, date(2026, 12, 1))


@pytest.mark.parametrize(
    ("intent", "before", "after"),
    [
        (Put(("stage",), "trim"), "    phase: framing\n", "    phase: trim\n"),
        (Put(("sold_date",), "2026-07-19"), "    Sold: 2026-07-18\n", "    Sold: '2026-07-19'\n"),
        (Put(("lender", "product"), "fha"), "{type: va, lock", "{type: fha, lock"),
        (Put(("lender", "lock_expires"), None), "lock: 2026-12-31}", "lock: null}"),
        (Put(("superintendent",), "Bea"), "super: Hal", "super: Bea"),
        (Append(("notes",), "and pine"), "note: likes oak", "note: [likes oak, and pine]"),
        (Put(("log", 0, "text"), "bye"), "note: hi}", "note: bye}"),
        (Put(("log", 0, "at"), "2026-11-02"), "{date: 2026-11-01", '{date: \'2026-11-02\''),
        (Put(("deposits", 0, "kind"), "options"), "{type: emd", "{type: options"),
        (Put(("deposits", 0, "due"), "none yet"), "date: 2026-12-01}", "date: none yet}"),
    ],
)  # fmt: skip
def test_a_write_goes_under_the_key_that_is_in_the_file(intent: Any, before: str, after: str) -> None:
    source = load(BY_OTHER_NAMES.encode(), "backlog.yaml").source
    text = apply_changes(source, [Change("HC-1", (intent,), "x")]).decode()
    assert text == BY_OTHER_NAMES.replace(before, after)


def test_a_conversation_is_added_to_the_list_that_is_there() -> None:
    source = load(BY_OTHER_NAMES.encode(), "backlog.yaml").source
    text = apply_changes(source, [Change("HC-1", (Append(("log",), {"at": "2026-11-02"}),), "x")]).decode()
    assert "log:" not in text
    assert len(load(text.encode(), "backlog.yaml").backlog_file.jobs[0].log) == 2


def test_a_problem_is_told_at_the_key_that_is_in_the_file() -> None:
    found = load(BY_OTHER_NAMES.replace("2026-07-18", "soon").replace("type: va", "type: zz").encode(), "backlog.yaml")
    assert [(problem.line, problem.column) for problem in found.problems] == [(4, 11), (7, 18)]


@pytest.mark.parametrize(
    "lines", ["    sold: 2026-07-18\n    sold_date: 2026-07-19\n", "    sale_date: 2026-07-19\n    sold: 2026-07-18\n"]
)
def test_two_names_of_one_key_are_told_and_one_is_read(lines: str) -> None:
    found = load(f"jobs:\n  - job: 1\n    buyers: A\n    stage: trim\n{lines}".encode(), "backlog.yaml")
    (problem,) = found.problems
    assert problem.is_error
    assert "mean the same" in problem.what
    assert found.backlog_file.jobs[0].sold_date == date(2026, 7, 19)
    assert len(found.unreadable[0]) == 1


def test_what_could_not_be_read_is_in_the_summaries() -> None:
    found = loaded_case("one-word-b")
    lines = [found.lines[job.job] for job in found.backlog_file.jobs]
    backlog = backlog_of(found.backlog_file, lines, (), 0, found.unreadable)
    assert [summary.unreadable for summary in backlog.jobs] == list(found.unreadable)


@pytest.mark.parametrize(
    "line", ["2026-11-20: called about the slab", "11/20/26: called about the slab", "Nov 20 2026 - called about the slab"]
)
def test_a_day_before_a_colon_is_the_day_of_its_conversation(line: str) -> None:
    text = f"jobs:\n  - job: 1\n    buyers: A\n    sold_date: 2026-07-18\n    stage: trim\n    log:\n      - {line}\n"
    found = load(text.encode(), "backlog.yaml")
    (entry,) = found.backlog_file.jobs[0].log
    assert found.problems == ()
    assert (str(entry.at), entry.how, entry.text) == ("2026-11-20", "phone", "called about the slab")
    after = apply_changes(found.source, [Change("1", (Put(("log", 0, "written_date"), "2026-11-21"),), "x")])
    (again,) = load(after, "backlog.yaml").backlog_file.jobs[0].log
    assert (str(again.at), again.text, str(again.written_date)) == ("2026-11-20", "called about the slab", "2026-11-21")
