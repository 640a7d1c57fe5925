"""What was typed and which home it means."""

from __future__ import annotations

from datetime import date

import pytest

from backlog_cli.errors import NoSuchJob, UsageError
from backlog_cli.rules.job_lookup import AmbiguousJob, name_line, resolve_choice, resolve_job, split_names
from backlog_cli.rules.summary import Buyer, JobSummary


def home(
    job: str,
    *names: str,
    lot: str | None = None,
    stage: str = "framing",
    address: str | None = None,
    sold: date = date(2026, 1, 1),
) -> JobSummary:
    buyers = tuple(Buyer(name) for name in names)
    return JobSummary(job=job, buyers=buyers, stage=stage, sold_date=sold, lot=lot, address=address)


JOBS = (
    home("HC-1041", "Chidi Okafor", "Amara Okafor", lot="41", address="118 Heron Creek Ln"),
    home("HC-0044", "Ruth Adeyemi-Clarke", lot="44"),
    home("LR-1052", "Inés Castellanos", lot="12"),
    home("HC-1012", "Paola Marchetti", lot="12", stage="closed"),
    home("A-77", "Ko Ito", lot="1041"),
    home("B-77", "Ana Garcia", "Li Ito-Garcia", lot="012A"),
    home("HC-1033", "Marlon Poole", lot="33", stage="cancelled"),
)


@pytest.mark.parametrize(
    ("typed", "job"),
    [
        ("HC-1041", "HC-1041"),
        ("hc-1041", "HC-1041"),
        ("1041", "HC-1041"),  # the number beats lot 1041
        ("lot1041", "A-77"),
        ("44", "HC-0044"),
        ("0044", "HC-0044"),
        ("lot44", "HC-0044"),
        ("l44", "HC-0044"),
        ("41", "HC-1041"),
        ("12", "LR-1052"),  # the open home before the closed one
        ("1012", "HC-1012"),
        ("okafor", "HC-1041"),
        ("OKA", "HC-1041"),
        ("okaf", "HC-1041"),
        ("ínes.castellanos", "LR-1052"),
        ("castellanos", "LR-1052"),
        ("CASTELLANÓS", "LR-1052"),
        ("chidi.okafor", "HC-1041"),
        ("adeyemi", "HC-0044"),
        ("garcia", "B-77"),
        ("marchetti", "HC-1012"),
        ("poole", "HC-1033"),
        ("12a", "B-77"),
        ("hc-1033@2026-01-01", "HC-1033"),
        ("1033@2026-01-01", "HC-1033"),
    ],
)
@pytest.mark.parametrize("reading", [True, False])
def test_each_way_to_name_a_home(typed: str, job: str, *, reading: bool) -> None:
    assert resolve_job(typed, JOBS, reading=reading).job == job


SALES = (
    home("HC-1033", "Marlon Poole", stage="cancelled", sold=date(2026, 2, 8)),
    home("HC-1033", "Ana Lee", stage="cancelled", sold=date(2026, 5, 1)),
    home("HC-1033", "Ko Ito", sold=date(2026, 11, 10)),
)


@pytest.mark.parametrize(
    ("typed", "sold"),
    [
        ("1033@2026-02-08", date(2026, 2, 8)),
        ("HC-1033@2026-05-01", date(2026, 5, 1)),
        ("hc-1033@2026-11-10", date(2026, 11, 10)),
        ("1033", date(2026, 11, 10)),  # every command means the open one
    ],
)
def test_a_number_sold_several_times_is_named_by_its_sale_date(typed: str, sold: date) -> None:
    assert resolve_job(typed, SALES, reading=False).sold_date == sold


@pytest.mark.parametrize("typed", ["1033@2026-02-09", "1033@", "1033@feb 8", "1034@2026-02-08", "@2026-02-08"])
def test_only_the_very_day_of_a_sale_names_it(typed: str) -> None:
    with pytest.raises(NoSuchJob):
        resolve_job(typed, SALES, reading=False)


def test_ended_sales_of_one_number_are_offered_by_their_keys() -> None:
    with pytest.raises(AmbiguousJob) as several:
        resolve_job("1033", SALES[:2], reading=False)
    assert "  HC-1033@2026-02-08 Poole\n  HC-1033@2026-05-01 Lee" in several.value.message


@pytest.mark.parametrize(
    ("typed", "lot"),
    [("lot012a", "12A"), ("l12A", "012a"), ("LOT 7", "007"), ("lota7", "A7"), ("lot-a7", "-A7"), ("000", "0"), ("b12", None)],
)
def test_a_lot_goes_by_its_number_and_letter(typed: str, lot: str | None) -> None:
    jobs = (home("X", "Ko Ito", lot=lot or "B12"), home("Y", "Ana Ito"))
    if lot is None:  # without "lot" in front, letters first are a name
        with pytest.raises(NoSuchJob):
            resolve_job(typed, jobs, reading=False)
    else:
        assert resolve_job(typed, jobs, reading=False).job == "X"


@pytest.mark.parametrize("typed", ["118heron", "118.heron", "heron"])
def test_the_address_names_a_home_for_reading_only(typed: str) -> None:
    assert resolve_job(typed, JOBS, reading=True).job == "HC-1041"
    with pytest.raises(NoSuchJob):
        resolve_job(typed, JOBS, reading=False)


def test_three_letters_of_an_address_or_a_surname_are_the_least() -> None:
    for typed, job in (("ron", "HC-1041"), ("poo", "HC-1033")):
        assert resolve_job(typed, JOBS, reading=True).job == job
        with pytest.raises(NoSuchJob):
            resolve_job(typed[:2], JOBS, reading=True)


def test_a_home_is_told_from_the_others_by_number_name_lot_and_address() -> None:
    assert name_line(JOBS[0]) == "HC-1041 Okafor lot 41, 118 Heron Creek Ln"
    assert name_line(home("9", "Cher")) == "9 Cher"


@pytest.mark.parametrize("typed", ["ok", "o", "", " ", "nobody", "9999", "lot99", "hidi"])
def test_what_names_nobody_is_refused(typed: str) -> None:
    with pytest.raises(NoSuchJob) as refused:
        resolve_job(typed, JOBS, reading=False)
    assert refused.value.exit_code == 4


def test_a_near_miss_offers_the_name_and_is_never_acted_on() -> None:
    with pytest.raises(NoSuchJob, match="HC-1041 Okafor lot 41") as refused:
        resolve_job("okfor", JOBS, reading=False)
    assert not isinstance(refused.value, AmbiguousJob)


def test_several_hits_are_listed_and_none_is_taken() -> None:
    with pytest.raises(AmbiguousJob) as several:
        resolve_job("77", JOBS, reading=False)
    assert [summary.job for summary in several.value.candidates] == ["A-77", "B-77"]
    assert "B-77 Garcia / Ito-Garcia lot 012A" in several.value.message


def test_a_beginning_that_fits_two_homes_is_not_unique() -> None:
    jobs = (home("1", "A Garcia"), home("2", "B Garland"))
    with pytest.raises(AmbiguousJob):
        resolve_job("gar", jobs, reading=False)
    assert resolve_job("garc", jobs, reading=False).job == "1"


def test_an_exact_surname_beats_a_longer_one() -> None:
    jobs = (home("1", "A Lee"), home("2", "B Leeson"))
    assert resolve_job("lee", jobs, reading=False).job == "1"


def test_the_dot_is_the_last_home_and_nothing_else() -> None:
    assert resolve_job(".", JOBS, reading=False, last="B-77").job == "B-77"
    for last in (None, "gone"):
        with pytest.raises(NoSuchJob, match="last showed or changed"):
            resolve_job(".", JOBS, reading=False, last=last)


def test_a_list_names_each_home_once_in_the_order_typed() -> None:
    assert split_names("44, okafor,44") == ("44", "okafor")
    for broken in ("44,,41", ",44", "44,", "", ","):
        with pytest.raises(NoSuchJob):
            split_names(broken)


def test_an_empty_file_says_so() -> None:
    with pytest.raises(NoSuchJob, match="no jobs yet"):
        resolve_job("41", (), reading=True)


NAMED = tuple(
    home(str(1000 + n), *names, lot=str(n))
    for n, names in enumerate(
        (
            ("Robert Smith Jr.",),
            ("Carl Jones III",),
            ("Chris van der Berg", "Deborah Lind"),
            ("Nora O’Neill",),
            ("Ana de la Cruz", "Luis de la Cruz"),
            ("Bo St. James",),
            ("Omar Al-Amin",),
            ("Femi Adeyemi-Clarke", "Ruth Adeyemi-Clarke"),
            ("The Garcia Family Trust",),
            ("Heron Holdings LLC",),
            ("Jane Doe, M.D.",),
            ("Estate of Maria Lopez",),
            ("Inés Castellanos",),
            ('Anthony "Tony" Dimarco',),
            ("Kim Vo",),
        )
    )
)
TYPED = [
    ("smith", 0), ("SMITH", 0), ("smi", 0), ("robert.smith", 0), ("smith.robert", 0), ("robert", 0), ("Robert Smith Jr.", 0),
    ("jones", 1), ("jon", 1), ("carl", 1), ("van der berg", 2), ("vanderberg", 2), ("van-der-berg", 2), ("berg", 2),
    ("vander", 2), ("ber", 2), ("chris", 2), ("deborah", 2), ("lind", 2), ("oneill", 3), ("o'neill", 3), ("o’neill", 3),
    ("o neill", 3), ("O'NEI", 3), ("de la cruz", 4), ("cruz", 4), ("delacruz", 4), ("luis", 4), ("st james", 5),
    ("st.james", 5), ("james", 5), ("al-amin", 6), ("alamin", 6), ("amin", 6), ("adeyemi", 7), ("clarke", 7), ("clar", 7),
    ("adeyemi clarke", 7), ("garcia", 8), ("the garcia family trust", 8), ("garcia family", 8), ("heron", 9),
    ("heron holdings", 9), ("holdings", 9), ("doe", 10), ("lopez", 11), ("maria", 11), ("ines", 12), ("INÉS", 12),
    ("castellános", 12), ("tony", 13), ("dimarco", 13), ("vo", 14),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "place"), TYPED, ids=[typed for typed, _ in TYPED])
def test_each_way_to_type_a_name_finds_its_home(typed: str, place: int) -> None:
    assert resolve_job(typed, NAMED, reading=False) == NAMED[place]


@pytest.mark.parametrize("typed", ["smiht", "jonse", "onell", "debora", "garzia", "castelanos"])
def test_what_nobody_is_called_gets_the_nearest_name(typed: str) -> None:
    with pytest.raises(NoSuchJob, match="Did you mean:\n  10"):
        resolve_job(typed, NAMED, reading=True)


def test_two_open_homes_that_fit_are_never_chosen_between() -> None:
    """By family name, by a part of it, by beginning, and by first name."""
    jobs = (home("1", "Ana Berg"), home("2", "Ana van der Berg"), home("3", "Liv Bergman"), home("4", "Bo van der Meer"))
    assert resolve_job("berg", jobs, reading=False).job == "1"  # that is her whole family name
    for typed, fits in (("ana", "12"), ("van", "24"), ("ber", "123"), ("berg", "23")):
        with pytest.raises(AmbiguousJob) as several:
            resolve_job(typed, jobs[1:] if typed == "berg" else jobs, reading=False)
        assert "".join(summary.job for summary in several.value.candidates) == fits


def test_a_first_name_is_the_last_thing_tried() -> None:
    jobs = (home("1", "Kelly Vo"), home("2", "Ana Kelly"))
    assert resolve_job("kelly", jobs, reading=False).job == "2"
    ended = (jobs[0], jobs[1]._replace(stage="closed"))
    with pytest.raises(AmbiguousJob):  # neither is clearly the one that is meant
        resolve_job("kelly", ended, reading=False)
    with pytest.raises(NoSuchJob, match="Did you mean:\n  1 Vo"):
        resolve_job("kelly", (jobs[0]._replace(stage="closed"),), reading=False)


def test_names_that_look_odd_do_not_break_the_search() -> None:
    odd = JOBS[0]._replace(buyers=(Buyer("  "), Buyer("李 明"), Buyer("O'Neil")), lot="")
    assert resolve_job("明", (odd,), reading=False).job == "HC-1041"
    assert resolve_job("o'neil", (odd,), reading=False).job == "HC-1041"


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("phone", "phone"),
        ("PH", "phone"),
        ("group", "group-text"),
        ("Group Text", "group-text"),
        ("group_t", "group-text"),
        ("t", "text"),
    ],
)
def test_a_vocabulary_takes_the_only_beginning(typed: str, word: str) -> None:
    assert resolve_choice(typed, ["phone", "text", "group-text", "portal"], "channel") == word


@pytest.mark.parametrize(
    ("typed", "says"), [("p", "phone or portal"), ("fone", 'mean "phone"'), ("", "Try phone"), ("zz", "Try phone")]
)
def test_a_vocabulary_never_guesses(typed: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        resolve_choice(typed, ["phone", "text", "group-text", "portal"], "channel")
