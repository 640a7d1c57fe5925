"""From text to models: what is read, what it is called, where it stands, and that nothing but our own errors comes out."""

from __future__ import annotations

import gc
import json
import random
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backlog_cli import model, terms
from backlog_cli.dates.values import Moment, Period
from backlog_cli.errors import BadFile
from backlog_cli.store import file_problems
from backlog_cli.store import load as module
from backlog_cli.store.checks.finding import path_words
from backlog_cli.store.load import LoadedFile, iter_jobs, load, load_converted, load_sections, load_source, load_without_jobs
from backlog_cli.store.yaml.problems import format_problem
from backlog_cli.store.yaml.source import read_source
from backlog_cli.terms import (
    CancelReason,
    CauseKind,
    Channel,
    ContingencyKind,
    DepositKind,
    Door,
    HoldCause,
    LoanProduct,
    LoanStatus,
    Mood,
    MovedDate,
    Outcome,
    Personality,
    Precision,
    SelectionStatus,
    Severity,
    Side,
    TalkKind,
    Topic,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backlog_cli.rules.summary import Unreadable

SECTION_7 = (Path(__file__).parent.parent / "data" / "domain_section7.yaml").read_bytes()
JOB = "{job: 1, buyers: [Ada Good, Bo Badd], sold_date: 2026-03-10, stage: framing"


def read(text: str) -> LoadedFile:
    return load(text.encode(), "backlog.yaml")


def the_job(rest: str = "") -> model.Job:
    """The job of a file whose only job says `rest` too."""
    found = read(f"jobs:\n- {JOB}{', ' if rest else ''}{rest}}}\n")
    assert found.problems == ()
    return found.backlog_file.jobs[0]


# The trade's sample, as printed


@pytest.fixture(scope="module")
def sample() -> dict[str, model.Job]:
    return {job.job: job for job in load(SECTION_7, "backlog.yaml").backlog_file.jobs}


def test_the_sample_of_the_trade_is_read_without_a_word() -> None:
    found = load(SECTION_7, "backlog.yaml")
    assert found.problems == ()
    assert found.bad == ()
    assert list(found.lines.items()) == [
        ("HC-1041", 4), ("HC-1037", 8), ("LR-1052", 13), ("HC-1029", 17), ("LR-1058", 20), ("HC-1044", 24), ("HC-1012", 29),
        ("LR-1049", 32), ("HC-1033", 35),
    ]  # fmt: skip
    assert list(found.places.values()) == list(range(9))
    assert found.errors == found.warnings == ()


def test_the_top_of_the_sample_is_read() -> None:
    backlog = load(SECTION_7, "backlog.yaml").backlog_file
    assert backlog.settings == model.Settings(agent="Renata Vance", cadence_days=7, worst_days=14, reply_days=1)
    assert backlog.away == (
        model.AwayEntry(
            from_=date(2026, 11, 25), to=date(2026, 11, 29), cover="Dana Reyes", buyers_told=False, autoreply_set=False
        ),
    )
    assert backlog.local_items == ()
    assert backlog.version == 1


PLOT_SURVEY: Any = model.Job.blocks()["plot_survey"]  # made from `keys.py`


def test_a_job_of_the_sample_is_read_field_by_field(sample: dict[str, model.Job]) -> None:
    assert sample["HC-1041"] == model.Job(
        job="HC-1041",
        lot="41",
        address="118 Heron Creek Ln",
        plan="Alder B",
        superintendent="Hal Moreno",
        buyers=(model.Buyer(name="Chidi Okafor"), model.Buyer(name="Amara Okafor")),
        sold_date=date(2026, 7, 18),
        stage="framing",
        stage_since=date(2026, 11, 12),
        start_date=date(2026, 10, 19),
        plot_survey=PLOT_SURVEY(received=date(2026, 10, 2)),
        precon_date=Moment(date(2026, 10, 15)),
        closing=model.Closing(
            contract=date(2027, 3, 19),
            internal=date(2027, 3, 12),
            told=Period("2027-03", date(2027, 3, 1), date(2027, 3, 31), Precision.MONTH),
        ),
        lender=model.Lender(
            name="Birchline Home Loans",
            product=LoanProduct.FHA,
            status=LoanStatus.CONDITIONAL,
            credit_docs_date=date(2026, 8, 30),
        ),
        realtor=model.Realtor(name="Sol Whitaker", wants_updates=True),
        contact=model.Contact(channel=Channel.GROUP_TEXT, when="weekdays after 17:00", local=True),
        personality=Personality.RELATOR,
        interests=("bass fishing", "daughter's robotics club"),
        bought_for=(model.BoughtFor(text="creek-side yard for a fire pit"), model.BoughtFor(text="room for his mother")),
        log=(
            model.LogEntry(
                at=Moment(date(2026, 11, 19)),
                with_=("Chidi Okafor", "Amara Okafor"),
                how=Channel.GROUP_TEXT,
                kind=TalkKind.UPDATE,
                outcome=Outcome.SENT,
                mood=Mood.HAPPY,
                photos=("first-floor framing",),
                next=model.Next(what="video of second floor", date=date(2026, 11, 26), agreed=True),
            ),
        ),
    )


def test_the_shifts_of_the_sample_are_read(sample: dict[str, model.Job]) -> None:
    closing = sample["HC-1037"].closing
    assert closing is not None
    first, second, third = closing.shifts
    assert first == model.Shift(
        what=MovedDate.CLOSING,
        from_=date(2026, 10, 30),
        to=date(2026, 11, 20),
        known_date=date(2026, 8, 20),
        told_date=date(2026, 8, 20),
        cause_kind=CauseKind.MATERIAL,
        together="weekly walk",
        plan_b="month-to-month lease",
    )
    assert (second.cause_kind, second.told_date) == (CauseKind.LABOR, date(2026, 10, 9))
    assert (third.to, third.told_date, third.together, third.plan_b) == (date(2027, 1, 15), None, None, None)
    assert "told_date" in third.model_fields_set
    assert "amendment_date" not in third.model_fields_set
    assert sample["HC-1037"].log[0].said == "I can't pay rent twice"


def test_the_other_blocks_of_the_sample_are_read(sample: dict[str, model.Job]) -> None:
    contingency = sample["LR-1052"].contingencies[0]
    assert (contingency.kind, contingency.expires) == (ContingencyKind.HOME_TO_SELL, date(2026, 11, 30))
    assert sample["LR-1052"].buyers[0].name == "Inés Castellanos"
    assert sample["LR-1052"].contact == model.Contact(channel=Channel.PHONE, avoid=("text",), when="evenings", local=True)
    assert sample["LR-1058"].deposits[1] == model.Deposit(kind=DepositKind.OPTIONS, amount=11400, due=date(2026, 11, 24))
    assert sample["LR-1058"].selections[1].status is SelectionStatus.APPOINTMENT
    assert sample["LR-1058"].lender == model.Lender(status=LoanStatus.NONE)
    assert sample["HC-1044"].log[1].topic == (Topic.RATE,)
    assert sample["HC-1044"].log[1].reply_owed is True
    issue = sample["HC-1044"].issues[0]
    assert (issue.id, issue.side, issue.severity) == ("1", Side.BUILDER, Severity.HIGH)
    assert sample["HC-1044"].after_closing_work == ("home theatre wiring", "garage outlets")
    assert sample["HC-1012"].care == model.Care(
        done=(2, 7),
        survey=model.Survey(expected=date(2026, 11, 30)),
        testimonial=terms.Testimonial.NOT_ASKED,
        referral=model.Referral(asked=False),
        event=model.Event(what="housewarming", date=date(2026, 12, 5)),
    )
    assert sample["LR-1049"].hold == model.Hold(what=HoldCause.WEATHER, since=date(2026, 11, 16))
    assert sample["LR-1049"].escalation_clause == model.EscalationClause()
    assert sample["LR-1049"].lender == model.Lender(product=LoanProduct.CASH, status=LoanStatus.N_A)
    assert sample["HC-1029"].orientation_date is None
    assert sample["HC-1033"].cancelled == model.Cancellation(
        date=date(2026, 9, 15),
        reason=CancelReason.RATE,
        lesson="lock talk came too late",
        door=Door.OPEN,
        check_back=date(2027, 3, 1),
    )


# Other files that are good


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "# my homes\n",
        "jobs:\n",
        "jobs: []\n",
        "jobs: ~\n",
        "settings:\njobs:\n",
        "version: 1\n",
        "version: '1'\n",
        "\ufeff",
    ],
)
def test_a_file_without_jobs_is_an_empty_backlog(text: str) -> None:
    found = read(text)
    assert found.backlog_file.jobs == ()
    assert not found.problems
    assert not found.bad
    assert found.backlog_file.settings == model.Settings()


@pytest.mark.parametrize(
    "text",
    [
        f"jobs:\n- {JOB}}}\n",
        f"\ufeffjobs:\r\n  - {JOB}}}\r\n",
        f"jobs: [{JOB}}}]",
        "jobs:\n  - job: 1\n    buyers:\n    - Ada Good\n    - name: Bo Badd\n    sold_date: 2026-3-10\n    stage: Framing",
        json.dumps({"jobs": [{"job": "1", "buyers": ["Ada Good", "Bo Badd"], "sold_date": "2026-03-10", "stage": "framing"}]}),
        f"x_base: &b {JOB}}}\njobs:\n  - *b\n",
        "x_base: &b {stage: framing, sold_date: 2026-03-10}\njobs:\n  - <<: *b\n    job: '1'\n    buyers: [Ada Good, Bo Badd]\n",
    ],
    ids=["block", "bom and crlf", "flow", "indentless", "json", "alias", "merge"],
)
def test_a_job_is_the_same_in_every_layout(text: str) -> None:
    found = read(text)
    assert found.backlog_file.jobs == (the_job(),)
    assert found.problems == ()


def test_lines_are_those_of_the_file() -> None:
    found = read(
        f"# homes\r\n\r\nsettings: {{agent: A}}\r\njobs:\r\n  # one\r\n  - {JOB}}}\r\n"
        f"\r\n  -\r\n    {JOB.replace('1', '2', 1)}}}\r\n"
    )
    assert found.lines == {"1": 6, "2": 9}
    assert found.places == {"1": 0, "2": 1}


def test_places_count_the_jobs_that_were_left_out() -> None:
    found = read(f"jobs:\n- {{job: 1, lot: 4}}\n-\n- {JOB.replace('1', '2', 1)}}}\n")
    assert found.places == {"2": 2}
    assert found.lines == {"2": 4}
    assert [
        (left.section, left.place, left.label, left.job, left.buyer, left.line, left.last_line, left.lines) for left in found.bad
    ] == [("jobs", 0, "1", "1", "", 2, 2, (2,))]


def test_a_bad_job_says_from_which_line_to_which_it_goes() -> None:
    found = read(f"jobs:\n  - job: 2\n    buyers: Ana\n    stage: trim\n\n    sold_date: x\n    # the end\n\n  - {JOB}}}\n")
    assert [(left.line, left.last_line, left.lines) for left in found.damaged] == [(2, 6, (6,))]
    assert found.bad == ()


@pytest.mark.parametrize(
    ("job", "label"),
    [
        ("{job: '', buyers: Inés de la Cruz}", "de la Cruz"),
        ("{buyers: [{name: Ana Lee}, {name: Bo Lee}]}", "Lee"),
        ("{job: HC-7}", "HC-7"),
        ("{buyers: Ana Lee}", "Lee"),
        ("{lot: 4}", "no. 1 of the file"),
        ("{job: [1], buyers: [[x]]}", "no. 1 of the file"),
        ("nonsense", "no. 1 of the file"),
    ],
)
def test_a_bad_job_is_called_by_what_can_be_made_out(job: str, label: str) -> None:
    found = read(f"jobs:\n- {job}\n")
    assert [left.label for left in found.bad] == [label]
    assert {problem.job for problem in found.problems} == {label}


def test_keys_of_ones_own_are_never_judged() -> None:
    text = (
        "x_top: {a: [1]}\nsettings: {x_mine: 1}\njobs:\n- "
        + JOB
        + ", x_ssn: 123-45-6789, x_: , log: [{at: 2026-05-01, x_a: b}], closing: {x_b: {c: d}}}\n"
    )
    assert read(text).problems == ()


def test_text_is_kept_as_typed() -> None:
    job = the_job(
        "lot: 012, block: No, plan: 4.10, address: 12:30, elevation: 1_000, "
        "community: '~', swing: On, cover: =, title_contact: 'null'"
    )
    assert (job.lot, job.block, job.plan, job.address, job.elevation) == ("012", "No", "4.10", "12:30", "1_000")
    assert (job.community, job.swing, job.cover, job.title_contact) == ("~", "On", "=", "null")


def test_an_amendment_left_empty_is_told_from_one_left_out() -> None:
    closing = the_job("closing: {shifts: [{to: 2027-01-01, amendment_date: }, {to: 2027-02-01}]}").closing
    assert closing is not None
    assert ["amendment_date" in shift.model_fields_set for shift in closing.shifts] == [True, False]


def test_stages_of_ones_own_are_known() -> None:
    found = read(
        "settings: {stages: [slab, walls, keys], firm_stage: walls}\njobs:\n- "
        + JOB.replace("framing", "Walls")
        + ", stages: {slab: 2026-04-01}}\n"
    )
    assert found.problems == ()
    assert found.backlog_file.jobs[0].stage == "walls"


def test_closed_and_cancelled_stand_outside_every_table_of_stages() -> None:
    assert read("jobs:\n- " + JOB.replace("framing", "cancelled") + "}\n").problems == ()
    assert (
        read("settings: {stages: [slab], firm_stage: slab}\njobs:\n- " + JOB.replace("framing", "closed") + "}\n").problems == ()
    )


def test_problems_know_their_job_and_its_place() -> None:
    found = read(f"jobs:\n- {JOB}}}\n- {JOB.replace('1', '2', 1)}, zzz: 1}}\n")
    assert [(problem.job, problem.place, problem.length) for problem in found.problems] == [("2 Good", 1, 3)]


@pytest.mark.parametrize("was_on", [True, False])
@pytest.mark.parametrize("text", ["jobs: []\n", "jobs: [\n"])
def test_the_collector_of_garbage_is_left_as_it_was(text: str, was_on: bool) -> None:
    try:
        gc.enable() if was_on else gc.disable()
        with pytest.raises(BadFile) if "]" not in text else _nothing():
            read(text)
        assert gc.isenabled() is was_on
    finally:
        gc.enable()


class _nothing:  # noqa: N801 - reads like a word beside pytest.raises
    def __enter__(self) -> None: ...
    def __exit__(self, *error: object) -> None: ...


def test_a_source_that_was_read_already_gives_the_same() -> None:
    source = read_source(SECTION_7, "backlog.yaml")
    found, whole = load_source(source), load(SECTION_7, "backlog.yaml")
    assert found.backlog_file.jobs == ()
    assert tuple(iter_jobs(source, found.places)) == whole.backlog_file.jobs
    assert load_sections(source) == found.backlog_file == whole.backlog_file.model_copy(update={"jobs": ()})
    for name in ("lines", "places", "problems", "bad", "damaged", "unreadable"):
        assert getattr(found, name) == getattr(whole, name), name


@pytest.mark.parametrize(
    ("before", "after", "kept"),
    [
        ("jobs:\n- {job: A}\n- {job: B}\n", "# more\njobs:\n- {job: B}\n- {job: A}\n- {job: C}\n", [1, 0, None]),
        ("jobs:\n- {job: A, lot: 1}\n- {job: B}\n", "jobs:\n- {job: A, lot: 2}\n- {job: B}\n", [None, 1]),
        ("jobs:\n- {job: A, lot: 1}\n", "jobs:\n- {lot: 1, job: A}\n", [None]),  # the order of its keys is seen in answers
        # The same lines, and a star that points to something else.
        ("x_a: &a 1\njobs:\n- {job: A, lot: *a}\n", "x_a: &a 2\njobs:\n- {job: A, lot: *a}\n", [None]),
        ("x_a: &a 1\njobs:\n- {job: A, lot: *a}\n", "x_b: 3\nx_a: &a 1\njobs:\n- {job: A, lot: *a}\n", [0]),
        ("jobs:\n- {job: A}\n- {job: A}\n", "jobs:\n- {job: A}\n- {job: A}\n", [1, 1]),
        ("jobs:\n- {job: [1]}\n- word\n", "jobs:\n- {job: [1]}\n- word\n", [None, None]),
        ("settings: {agent: R}\n", "jobs:\n- {job: A}\n", [None]),
        ("jobs: {A: 1}\n", "jobs:\n- {job: A}\n", [None]),
    ],
)
def test_a_home_that_two_readings_have_is_held_once(before: str, after: str, kept: list[int | None]) -> None:
    try:
        first = read_source(before.encode(), "backlog.yaml")
    except BadFile:
        return
    second = read_source(after.encode(), "backlog.yaml", like=first)
    assert second.data == read_source(after.encode(), "backlog.yaml").data
    old, new = first.data.get("jobs") or [], second.data["jobs"]
    assert isinstance(old, list)
    assert isinstance(new, list)
    assert [next((n for n, one in enumerate(old) if one is home and home is not None), None) for home in new] == [
        place if place is None or isinstance(new[at], dict) else None for at, place in enumerate(kept)
    ]
    found = load_without_jobs(after.encode(), "backlog.yaml", like=first)
    assert found.problems == load(after.encode(), "backlog.yaml").problems


def test_an_alias_that_brings_a_private_number_is_found_where_it_is_used() -> None:
    found = read(f"x_note: &n 'ssn 123-45-6789'\njobs:\n- {JOB}}}\n- {JOB.replace('1', '2', 1)}, worries: *n}}\n")
    assert [(problem.job, problem.severity) for problem in found.problems] == [("2 Good", "error")]


def test_a_private_number_between_two_jobs_is_found_in_the_right_one() -> None:
    jobs = [JOB.replace("1", str(n), 1) for n in range(1, 6)]
    jobs[2] += ", worries: café 123-45-6789"
    found = read("jobs:\n" + "".join(f"# note é 999\n- {job}}}\n" for job in jobs))
    assert [(problem.job, problem.line) for problem in found.problems] == [("3 Good", 7)]


# Whatever is typed


def _checked(data: bytes) -> None:
    """Load, and say whatever is to be said; nothing but our own error may come out."""
    try:
        found = load(data, "backlog.yaml")
    except BadFile as error:
        assert error.message
        return
    shown = [format_problem(problem, found.source.text, "backlog.yaml") for problem in found.problems]
    assert all("pydantic" not in one and "http" not in one for one in shown)
    assert all(problem.line >= 1 and problem.column >= 1 for problem in found.problems)
    spoilt = {left.place for left in found.bad if left.section == "jobs"}
    assert not spoilt & set(found.places.values())
    assert len(found.places) == len(found.backlog_file.jobs)


_WORDS = st.sampled_from(
    [
        "2026-11-19",
        "2027-Q2",
        "2026-13-45",
        "true",
        "none",
        "framing",
        "phone",
        "1,200",
        "Ada Good",
        "closed",
        "123-45-6789",
        "-",
        "",
        "9" * 30,
    ]
)
_SCALARS = st.one_of(st.none(), _WORDS, st.text(max_size=8))
_PARTS: list[type[model.FileBlock]] = [*model.FileBlock.__subclasses__(), model.Job]
_KEYS = sorted({key for part in _PARTS for key in part.blocks()})


def _trees(keys: Sequence[str]) -> st.SearchStrategy[Any]:
    return st.recursive(
        _SCALARS,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(keys) | st.text(max_size=4), inner, max_size=4)
        ),
        max_leaves=12,
    )


@st.composite
def _files(draw: st.DrawFn) -> dict[str, Any]:
    needed = {"job": "1", "buyers": "Ada Good", "sold_date": "2026-03-10", "stage": "framing"}
    jobs = []
    for number in range(draw(st.integers(0, 3))):
        job: dict[str, Any] = {**needed, "job": str(number)} if draw(st.booleans()) else {}
        for key in draw(st.lists(st.sampled_from(_KEYS), max_size=5)):
            block = model.Job.blocks().get(key)
            keys = list(block.blocks()) if block else _KEYS
            job[key] = draw(st.dictionaries(st.sampled_from(keys), _trees(_KEYS), max_size=4) | _trees(keys))
        jobs.append(job)
    file: dict[str, Any] = {"jobs": draw(st.just(jobs) | _trees(_KEYS))}
    for key in draw(st.lists(st.sampled_from(["settings", "away", "local_items", "version", "x_a", "lots"]), max_size=2)):
        file[key] = draw(_trees(_KEYS))
    return file


def _surrogates_out(text: str) -> bytes:
    return text.encode("utf-8", "replace")


@settings(max_examples=30, deadline=None)
@given(_files())
def test_any_tree_is_read_or_answered_in_our_own_words(file: dict[str, Any]) -> None:
    _checked(_surrogates_out(json.dumps(file, ensure_ascii=False)))


_ODD_WORDS = [
    "2026-11-19",
    "2027-Q2",
    "2026-13-45",
    "true",
    "none",
    "framing",
    "phone",
    "1,200",
    "Ada Good",
    "closed",
    "",
    "\x1b[31m",
]


def _odd_tree(chance: random.Random, keys: Sequence[str], depth: int = 0) -> Any:
    kind = chance.randrange(3 if depth < 4 else 1)
    if kind == 0:
        return chance.choice([None, *_ODD_WORDS])
    if kind == 1:
        return [_odd_tree(chance, keys, depth + 1) for _ in range(chance.randrange(4))]
    return {chance.choice(keys): _odd_tree(chance, chance.choice([keys, _KEYS]), depth + 1) for _ in range(chance.randrange(5))}


def _odd_file(chance: random.Random) -> dict[str, Any]:
    jobs = []
    for number in range(chance.randrange(4)):
        job: dict[str, Any] = {"job": str(number), "buyers": "Ada Good", "sold_date": "2026-03-10", "stage": "framing"}
        for key in chance.sample(list(model.Job.blocks()), chance.randrange(6)):
            block = model.Job.blocks()[key]
            job[key] = _odd_tree(chance, list(block.blocks()) if block else _KEYS)
        jobs.append(job)
    tops = {
        key: _odd_tree(chance, _KEYS) for key in chance.sample(["settings", "away", "local_items", "version", "x_a", "lots"], 2)
    }
    return {"jobs": jobs} | (tops if chance.random() < 0.2 else {})


@pytest.mark.sweep
@pytest.mark.parametrize("seed", range(4))
def test_any_tree_of_very_many_is_read_or_answered_in_our_own_words(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(2_500):
        _checked(json.dumps(_odd_file(chance)).encode())


_SNIPPETS = [
    b"-",
    b":",
    b": ",
    b"\n",
    b"\t",
    b"[",
    b"]",
    b"{",
    b"}",
    b"&a ",
    b"*a",
    b"#",
    b" #",
    b"'",
    b'"',
    b"!",
    b"\x00",
    b"\xff",
    b"\xc3",
    b"null",
    b"<<: ",
]


def _mutated(chance: random.Random, data: bytes) -> bytes:
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(data))
        kind = chance.randrange(5)
        if kind == 0:
            data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
        elif kind == 1:
            data = data[:at] + data[at + chance.randint(1, 60) :]
        elif kind == 2:
            data = data[:at] + chance.choice(_SNIPPETS) + data[at:]
        elif kind == 3:
            other = chance.randrange(len(data))
            data = data[:at] + data[other : other + chance.randint(1, 80)] + data[at:]
        else:
            data = data[:at]
        data = data or b"x"
    return data


def test_a_damaged_file_is_read_or_refused_and_nothing_else() -> None:
    chance = random.Random(7)
    for _ in range(300):
        _checked(_mutated(chance, SECTION_7))


@pytest.mark.sweep
@pytest.mark.parametrize("seed", range(8))  # in parts, so that all cores share them
def test_twenty_thousand_damaged_files_are_read_or_refused_and_nothing_else(seed: int) -> None:
    chance = random.Random(2026 + seed)
    for _ in range(2_500):
        _checked(_mutated(chance, SECTION_7))


def test_what_is_missing_or_of_another_version_is_an_error() -> None:
    found = read("jobs:\n- {job: 1, buyers: [B], stage: trim}\n- {job: 2, sold_date: 2024-01-02, stage: trim}\n")
    assert [job.job for job in found.backlog_file.jobs] == ["1"]
    assert [(problem.line, problem.is_error, problem.what) for problem in found.problems] == [
        (2, True, "sold_date is missing, so nothing counts from the sale"),
        (3, True, "buyers is missing"),
    ]
    assert found.errors == found.problems
    assert found.warnings == ()
    with pytest.raises(BadFile, match="version"):
        read("version: 99\njobs: []\n")


def test_five_other_lines_are_named_and_no_more() -> None:
    home = "- {job: 7, buyers: [B], sold_date: 2024-01-02, stage: trim}\n"
    for count in (2, 5, 6, 7, 12):
        found = read("jobs:\n" + home * count)
        assert len({job.job for job in found.backlog_file.jobs}) == count  # each has a name of its own
        first = found.problems[0].what
        named = [n for n in range(3, count + 2) if re.search(rf"\b{n}\b", first.replace("job 7", ""))]
        assert named == list(range(3, count + 2))[:5] if count <= 6 else len(named) in (5, 6)


def test_a_setting_that_cannot_be_read_has_its_default() -> None:
    found = read("settings: {cadence_days: often, worst_days: 20}\njobs:\n- " + JOB + "}\n")
    assert [(problem.line, problem.column, problem.is_error) for problem in found.problems] == [(1, 26, True)]
    policy = found.backlog_file.settings.policy()
    assert (policy.cadence_days, policy.worst_days) == (7, 20)
    assert len(found.backlog_file.jobs) == 1


def test_a_file_of_a_newer_layout_says_so() -> None:
    with pytest.raises(BadFile, match=r"this file was made by a newer backlog \(version 2\) - bring backlog up to date"):
        read("version: 2\njobs: []\n")


@pytest.mark.parametrize(("count", "also"), [(6, "line 9 and line 10"), (7, "line 9, line 10 and 1 more")])
def test_of_many_homes_of_one_number_five_others_are_named(count: int, also: str) -> None:
    found = read("jobs:\n" + f"\n\n- {JOB}}}" * 2 + f"\n- {JOB}}}" * (count - 2) + "\n")
    assert "used by another open home too, on" in found.problems[0].what
    assert found.problems[0].what.endswith(also)


def test_a_thousand_mistakes_are_those_of_one_file() -> None:
    assert (file_problems.MAX_ERRORS, file_problems.MAX_PROBLEMS, module.MAX_NAMED) == (1_000, 1_000, 5)


def test_homes_can_be_turned_into_something_smaller_while_they_are_read() -> None:
    told: list[model.Settings] = []

    def turn(found: model.Settings) -> Callable[[model.Job, int, tuple[Unreadable, ...]], tuple[str, int]]:
        told.append(found)
        return lambda job, line, _unreadable: (job.job, line)

    data = f"settings: {{agent: Renata}}\njobs:\n- {JOB}}}\n- {{job: 2}}\n- {JOB.replace('1', '3', 1)}}}\n".encode()
    found, turned = load_converted(data, "backlog.yaml", turn)
    assert turned == (("1", 3), ("3", 5))
    assert [settings.agent for settings in told] == ["Renata"]
    assert (found.backlog_file.jobs, [bad.job for bad in found.bad]) == ((), ["2"])
    assert found.problems == load(data, "backlog.yaml").problems


def test_no_sentence_of_a_library_reaches_the_agent() -> None:
    class Counted(model.FileBlock):
        count: int

    errors, made = module.validate_block({"count": "many"}, Counted, ("jobs", 0))
    assert made is None
    assert [(error.path, error.what, error.fix) for error in errors] == [
        (("jobs", 0, "count"), f"{path_words(('jobs', 0, 'count'))}: this cannot be read", "write it as the README shows")
    ]


def test_places_that_are_not_there_end_at_what_is_around_them() -> None:
    data = {"jobs": [{"job": "1", "log": ["a"]}, "x"]}
    for path, found in (
        (("jobs", 0, "log", 0), "a"),
        (("jobs", 0, "log", 1), ["a"]),
        (("jobs", 0, "lot", "x"), data["jobs"][0]),
        (("jobs", 1, "lot"), "x"),
        (("away", 0), data),
    ):
        assert file_problems.value_at(data, path) == found


@pytest.mark.parametrize("was_on", [True, False])
def test_nobody_looks_for_garbage_while_a_file_is_read(was_on: bool) -> None:
    (gc.enable if was_on else gc.disable)()
    try:
        text = f"jobs:\n- {JOB}}}\n".encode()
        _, turned = module.load_converted(text, "backlog.yaml", lambda _settings: lambda _job, _line, _unreadable: gc.isenabled())
        assert turned == (False,)
        assert gc.isenabled() is was_on
    finally:
        gc.enable()
