"""The verbs `add` and `set` from words to file: any field by its name, and refusals that say what works."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backlog_cli.store.load import load

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from backlog_cli.model import Job

NOTHING = "Nothing was changed."


def home_in(path: Path, number: str) -> Job:
    return next(job for job in load(path.read_bytes(), path.name).backlog_file.jobs if job.job == number)


# add


def test_every_field_is_an_option_and_nothing_needs_quotes(sample: Path, run: Callable[..., Any]) -> None:
    words = (
        "add 2401 Kim Lee and Ana Lee --sold jun 1 --lot 14 --address 3 Elm St --closing mar 19 --phone 555-0141 "
        "--email kim@example.org --lender Sable Creek Bank --lender.officer Ann Poe --product fha --super Hal Moreno "
        "--stage framing --since nov 2 --deposit earnest 8000 dec 1 --deposit options 4k jan 9 --interests chess, golf "
        "--note the dog bites, mind it --x_dog Rex --agent Sol Whitaker --price 412.5k"
    )
    answer = run(*words.split())
    assert (answer.code, answer.err) == (0, "")
    home = home_in(sample, "2401")
    assert [(buyer.name, buyer.phone, buyer.email) for buyer in home.buyers] == [
        ("Kim Lee", "555-0141", "kim@example.org"),
        ("Ana Lee", None, None),
    ]
    assert (home.lot, home.address, home.stage, str(home.stage_since)) == ("14", "3 Elm St", "framing", "2026-11-02")
    assert home.closing is not None
    assert (str(home.closing.contract), str(home.closing.told)) == ("2027-03-19", "2027-03-19")
    assert home.lender is not None
    assert (home.lender.name, home.lender.officer, home.lender.product) == ("Sable Creek Bank", "Ann Poe", "fha")
    assert [(deposit.kind, deposit.amount) for deposit in home.deposits] == [("earnest", 8000), ("options", 4000)]
    assert (home.interests, home.notes, home.price) == (("chess", "golf"), ("the dog bites, mind it",), 412500)
    assert home.realtor is not None
    assert home.realtor.name == "Sol Whitaker"
    assert "x_dog: Rex" in sample.read_text(encoding="utf-8")


def test_a_new_home_has_no_invented_day_and_stands_at_contract(sample: Path, run: Callable[..., Any]) -> None:
    assert run("add", "2401", "Kim Lee", "--sold", "jun 1").code == 0
    home = home_in(sample, "2401")
    assert (home.stage, home.stage_since) == ("contract", None)


def test_each_buyer_gets_a_phone_in_their_order(sample: Path, run: Callable[..., Any]) -> None:
    run("add", "2401", "Kim Lee, Ana Lee", "--sold", "jun 1", "--phone", "1", "--phone", "2", "--email", "a@b.c, d@e.f")
    assert [(buyer.phone, buyer.email) for buyer in home_in(sample, "2401").buyers] == [("1", "a@b.c"), ("2", "d@e.f")]


def test_the_day_the_file_began_is_noted_once(home: Path, run: Callable[..., Any]) -> None:
    path = home / "backlog.yaml"
    path.write_text("", encoding="utf-8")
    assert run("add", "1", "Kim Lee", "--sold", "jun 1").code == 0
    assert load(path.read_bytes(), path.name).backlog_file.settings.tracking_since is not None
    once = path.read_text(encoding="utf-8")
    assert run("add", "2", "Bo Lee", "--sold", "jun 1", "--today", "2026-11-30").code == 0
    assert once.split("jobs:")[0] == path.read_text(encoding="utf-8").split("jobs:")[0]
    assert "tracking_since: 2026-11-23" in once


def test_an_empty_file_begins_the_day_it_is_made_and_the_sample_does_not(home: Path, run: Callable[..., Any]) -> None:
    assert run("init").code == 0
    assert "tracking_since: 2026-11-23 " in (home / "backlog.yaml").read_text(encoding="utf-8")
    assert run("init", "--sample", "--file", "other.yaml").code == 0
    assert "tracking_since" not in (home / "other.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("add", "the job number"),
        ("add 77", "the buyer's name after the number"),
        ("add 77 Kim Lee", "--sold is missing: add it with a date, such as --sold jun 1"),
        ("add 77 Kim Lee --sold=", "--sold is missing"),
        ("add 77 Kim Lee --sold", "--sold needs a value"),
        ("add 77 Kim Lee --sold feb 30", "--sold: there's no Feb 30"),
        ("add 77 Kim Lee --sold may 3 2030", "this needs today or an earlier day"),
        ("add 77 Kim Lee --sold jun 1 --stage framming", 'Did you mean "framing"'),
        ("add 77 Kim Lee --sold jun 1 --lott 4", "there's no option --lott here. Did you mean --lot?"),
        ("add 77 Kim Lee --sold jun 1 --price lots", "--price: "),
        ("add 77 Kim Lee --sold jun 1 --deposit earnst 80", 'Did you mean "earnest"'),
        ("add 77 Kim Lee --sold jun 1 --phone 1 --phone 2", "2 of --phone for 1 buyer"),
        ("add 77 Kim Lee --sold jun 1 --closing mar 1 2036", "over three years ahead. If that's right, add --yes."),
        ("add 77 Kim Lee --sold jun 1 --closing 2026-05-01", "before the day of the sale"),
        ("add 77 Kim Lee --sold jun 1 --x_dog", "--x_dog needs a value"),
        ("add 77 Kim Lee 555-0141 --sold jun 1", "put it after --phone, as in --phone 555-0141"),
        ("add 77 Kim Lee kim@lee.org --sold jun 1", "put it after --email"),
        ("add hc-1041 Kim Lee --sold jun 1", "job HC-1041 is already in the file: Okafor"),
        ("add 77, Kim --sold jun 1", "cannot be a job number"),
    ],
)
def test_a_home_that_cannot_be_added_says_what_to_type(sample: Path, run: Callable[..., Any], words: str, says: str) -> None:
    before = sample.read_bytes()
    answer = run(*words.split())
    assert answer.code == 2
    assert says in answer.err
    assert NOTHING in answer.err
    assert sample.read_bytes() == before


def test_a_page_of_notes_is_entered_and_nothing_is_red_but_what_is(home: Path, run: Callable[..., Any]) -> None:
    assert run("init").code == 0
    for line in (
        "add 2401 Kim and Ana Lee --lot 14 --sold june 1 --closing march 19 --phone 555-0141 --stage framing",
        "add 2402 Bo Ray --lot 15 --sold 6/12 --closing 4/2 --lender Sable Creek --product fha --stage permits",
        "add 2403 Cy Young --sold 7/4 --product cash",
        "add 2404 Di Webb --sold nov 20 --closing 2027-08-13 --email di@example.org --channel email",
        "add 2405 Ed and Flo Marsh --sold 3/3 --stage drywall --closing jan 29 --super Hal",
        "add 2406 Gus Hahn --sold may 5 --stage slab --lot 20 --community Heron Creek",
        "add 2407 Ida Joss --sold 8/8 --stage rough-ins --lot 21 --plan Alder B --price 399k",
        "add 2408 Jo Kerr --sold sep 1 --agent Sol Whitaker --contact text",
        "add 2409 Lu Moss --sold oct 2 --contingency home-to-sell expires jan 15",
        "add 2410 Nan Orr --sold oct 9 --deposit options 12k jan 5 --closing aug 20",
        "add 2411 Pat Quin --sold 10/30 --interests chess, golf --when evenings",
        "add 2412 Ray Sims --sold nov 2 --note knows the mayor",
    ):
        answer = run(*line.split())
        assert (answer.code, answer.err) == (0, ""), line
    listed = run("list").out
    assert listed.splitlines()[-1] == "12 homes"
    assert "\n ! " not in listed
    assert run("check").code == 0


# set


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("deposits.new earnest 8000 dec 1", 'deposits now also has "earnest", 8000, due Tue Dec 1 (in 8 days).'),
        ("deposits new earnest 8000 dec 1", 'deposits now also has "earnest", 8000'),
        ("lender status ctc", 'lender.status is now "ctc".'),
        ("lock mar 24", "lender.lock_expires is now Wed Mar 24 2027"),
        ("phone 555-0141", 'buyers.1.phone (Chidi Okafor) is now "555-0141".'),
        ("buyers.2.phone 555-0142", 'buyers.2.phone (Amara Okafor) is now "555-0142".'),
        ("buyers.amara.phone 555-0142", 'buyers.2.phone (Amara Okafor) is now "555-0142".'),
        ("notes the dog bites", 'notes now also has "the dog bites".'),
        ("interests -", "interests is now empty."),
        ("plan none", "plan is now empty."),
        ("stages framing nov 12", "stages.framing is now Thu Nov 12 (11 days ago)."),
        ("x_dog Rex", 'x_dog is now "Rex".'),
        ("price 412.5k", "price is now 412500."),
        ("stage drywall", "`backlog stage HC-1041 drywall` notes the day, too."),
    ],
)
def test_a_field_is_set_by_the_words_people_type(sample: Path, run: Callable[..., Any], words: str, says: str) -> None:
    before = sample.read_bytes()
    answer = run("set", "41", *words.split())
    assert (answer.code, answer.err) == (0, "")
    assert says in " ".join(answer.out.split())
    assert run("undo").code == 0
    assert sample.read_bytes() == before


def test_a_second_note_goes_under_the_first(sample: Path, run: Callable[..., Any]) -> None:
    for note in ("the dog bites", "call the mother", "paid in full, by check"):
        assert run("set", "41", "notes", *note.split()).code == 0
    assert home_in(sample, "HC-1041").notes == ("the dog bites", "call the mother", "paid in full, by check")
    assert run("set", "41", "notes", "-").code == 0
    assert home_in(sample, "HC-1041").notes == ()


@pytest.mark.parametrize(
    ("before", "words", "after"),
    [
        ("lender: Birchline", "lender.lock_expires dec 31", "lender:\n      name: Birchline\n      lock_expires: 2026-12-31\n"),
        ("closing: 2027-03-19", "closing.told 2027-03", "closing:\n      contract: 2027-03-19\n      internal: 2027-03-19\n"),
        ("contact: text", "contact.when evenings", "contact:\n      channel: text\n      when: evenings\n"),
        ("needed_by: 2026-12-31", "needed_by.reason lease", "needed_by:\n      date: 2026-12-31\n      reason: lease\n"),
        ("realtor: Sol", "realtor.phone 5", "realtor:\n      name: Sol\n      phone: '5'\n"),
        ("notes: one", "notes two", "notes: [one, two]\n"),
        ("interests: chess", "interests golf", "interests: [chess, golf]\n"),
        ("bought_for: a yard", "bought_for a view", "bought_for: [a yard, a view]\n"),
        ("hold: weather", "hold.since nov 9", "hold:\n      what: weather\n      since: 2026-11-09\n"),
        ("escalation: Priya", "escalation.phone 5", "escalation:\n      name: Priya\n      phone: '5'\n"),
    ],
)
def test_a_short_form_is_widened_in_place(home: Path, run: Callable[..., Any], before: str, words: str, after: str) -> None:
    path = home / "backlog.yaml"
    head = "jobs:\n  - job: A1\n    buyers: Kim Lee\n    sold_date: 2026-06-01\n    stage: framing\n    "
    path.write_text(f"{head}{before}\n", encoding="utf-8")
    assert run("set", "A1", *words.split()).code == 0
    assert after in path.read_text(encoding="utf-8").removeprefix(head)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("lendr x", 'Did you mean "lender"'),
        ("mood happy", "backlog log JOB"),
        ("lender none", "lender has several parts; name the one you mean: lender.name"),
        ("closing dec 1", "To move it and keep the old one: backlog shift HC-1041 DATE why."),
        ("deposits.1.paid today", "there's no number 1; there are none"),
        ("buyers.3.phone 5", "there's no number 3; there are 2"),
        ("buyers.jo.phone 5", 'not one of buyers, or more than one, goes by "jo". There are:\n  buyers.1  Chidi Okafor'),
        ("deposits.earnest.paid today", "deposits is empty. Add one: backlog set HC-1041 deposits.new"),
        ("price lots", "price: "),
        ("lock feb 30", "there's no Feb 30"),
        ("stage framming", 'Did you mean "framing"'),
        ("log.new x", "log has its own command: backlog log."),
        ("promises.new feb 30 paint", "there's no Feb 30"),
    ],
)
def test_what_cannot_be_set_is_refused_with_what_can(sample: Path, run: Callable[..., Any], words: str, says: str) -> None:
    before = sample.read_bytes()
    answer = run("set", "41", *words.split())
    assert answer.code == 2
    assert says in answer.err
    assert NOTHING in answer.err
    assert sample.read_bytes() == before


def test_what_is_empty_already_is_not_written(sample: Path, run: Callable[..., Any]) -> None:
    before = sample.read_bytes()
    for field in ("hold", "x_dog", "interests.1"):
        assert run("set", "1058", field, "none").code in (0, 2)
    assert run("set", "41", "hold", "-").out == "It says that already. Nothing was changed.\n"
    assert sample.read_bytes() == before


def test_a_list_of_blocks_is_not_emptied_at_one_word(sample: Path, run: Callable[..., Any]) -> None:
    answer = run("set", "1058", "deposits", "none")
    assert answer.code == 2
    assert "deposits has 2 of them. Empty a field of one (deposits.1.kind)" in answer.err


# Words that went away, and words from elsewhere


@pytest.mark.parametrize(
    ("word", "verb"),
    [
        ("pipeline", "backlog report stages"),
        ("timeline", "backlog report timeline"),
        ("risk", "backlog report risk"),
        ("reopen", "backlog stage"),
        ("delete", "backlog cancel"),
        ("remove", "backlog cancel"),
        ("call", "backlog log"),
        ("text", "backlog log"),
        ("note", "backlog set"),
        ("new", "backlog add"),
        ("search", "backlog find"),
        ("status", "backlog due"),
        ("today", "backlog due"),
        ("move", "backlog shift"),
        ("help", "backlog --help"),
        ("version", "backlog --version"),
    ],
)
def test_a_word_from_elsewhere_is_answered_with_the_verb_that_does_it(
    sample: Path, run: Callable[..., Any], word: str, verb: str
) -> None:
    answer = run(word, "41")
    assert answer.code == 2
    assert f"`{verb}" in answer.err


def test_undo_list_names_the_verb_that_lists(sample: Path, run: Callable[..., Any]) -> None:
    answer = run("undo", "--list")
    assert answer.code == 2
    assert "backlog history" in answer.err
