"""A backlog of any size, made up from a seed: homes as an agent keeps them, each with so many conversations."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING

from backlog_cli.terms import DEFAULT_STAGES

if TYPE_CHECKING:
    from collections.abc import Iterator

# The day on which every measured command plays, ours and the peers'.
TODAY = date(2026, 11, 23)
SEED = 2026

_STAGES = tuple(stage for stage in DEFAULT_STAGES if stage.name != "closed")
_STARTED = next(n for n, stage in enumerate(_STAGES) if stage.name == "foundation")
_FIRM = next(n for n, stage in enumerate(_STAGES) if stage.name == "drywall")

_FIRST = (
    *("Chidi", "Amara", "Ylva", "Tom", "Grace", "Owen", "Femi", "Ruth", "Kenji", "Lucy", "Nils", "Paola", "Inés", "Marlon"),
    *("Anh", "Linh", "Søren", "Maya", "Jorge", "Helen", "Priya", "Dev", "Nadia", "Louis", "Tess", "Amos", "Wen", "Carla"),
)
_LAST = (
    *("Okafor", "Brandt", "Whitfield", "Adeyemi", "Nakamura", "Sorensen", "Marchetti", "Castellanos", "Poole", "Nguyen"),
    *("Whitaker", "Lund", "Moreno", "Abara", "Reyes", "Vance", "Kowalski", "Haddad", "Petrov", "Dole", "Ortiz", "Fontaine"),
)
_COMMUNITIES = (("HC", "Heron Creek", "Hal Moreno"), ("LR", "Larkspur Ridge", "Bea Lund"), ("TP", "Tall Pines", "Ike Boone"))
_PLANS = ("Alder A", "Alder B", "Birch B", "Cedar A", "Cedar B", "Dogwood", "Elm A", "Elm C")
_LENDERS = ("Birchline Home Loans", "Harbor & Pine Mortgage", "Sable Creek Bank")
_WHEN = ("evenings", "before 09:00", "weekdays after 17:00", "Saturday", "lunch", "any")
_LIKES = ("bass fishing", "salsa nights", "daughter's robotics club", "trail running", "crime dramas", "sourdough")
_REASONS = ("creek-side yard for a fire pit", "room for his mother", "ten minutes from her shift", "a shop in the garage")
_STEPS = ("video of the second floor", "call with the inspection result", "send the cabinet samples", "walk the lot together")
_CAUSES = ("weather", "permit", "inspection", "material", "labor")
_SAID = ("I can't pay rent twice", "we love the window over the sink", "when will the driveway be poured?", "is the rate safe?")
_SENTENCES = (
    "First floor is framed and the stairs are in.",
    "Sent the picture from the kitchen corner; they found the window over the sink right away.",
    "Rain held the slab back by two days, the crew is booked again for Tuesday morning.",
    "The inspector came and had two small notes, a strap in the garage and a missing nail plate.",
    "They asked whether the outlets on the island can move to the other side, I promised an answer.",
    "Nothing new on site this week, the work hides between the studs, and next week is drywall.",
    "Windows are on the truck and due by the end of the week.",
    "Their lease ends in the month of the closing; they may stay from month to month.",
    "Talked through the rate lock and how long it still runs.",
    "Counters are measured, twelve working days until they come back cut.",
    "They will bring his parents along on Saturday to see the view from upstairs.",
    "Paint is done in the bedrooms, and the color looks as it did on the sample.",
    "Told them what the crew does tomorrow and what they will see when they drive by.",
)


def backlog(homes: int, conversations: int, *, seed: int = SEED) -> str:
    """The text of a backlog file of so many homes, each with so many conversations. The same for the same three numbers."""
    chance = Random(f"{seed} {homes} {conversations}")
    return "".join((_OPENING, *("".join(_home(n, conversations, chance)) for n in range(1, homes + 1))))


_OPENING = """\
# Homes sold and not closed yet; made up, all of them.

settings:
  agent: Renata Vance
  cadence_days: 7       # every buyer hears from me once a week
  worst_days: 14
  reply_days: 1

jobs:
"""


def job_number(place: int) -> str:
    """The number of the home at that place of the file, counted from 1."""
    return f"{_COMMUNITIES[place % len(_COMMUNITIES)][0]}-{place:05}"


def _home(place: int, conversations: int, chance: Random) -> Iterator[str]:
    _, community, superintendent = _COMMUNITIES[place % len(_COMMUNITIES)]
    stage = chance.randrange(len(_STAGES))
    since = TODAY - timedelta(chance.randrange(_STAGES[stage].days))
    started = since - timedelta(sum(step.days for step in _STAGES[_STARTED:stage]))
    buyers = _buyers(chance)
    talks = _talks(conversations, buyers, chance)
    begun = since - timedelta(sum(step.days for step in _STAGES[:stage]))
    sold = min([begun, *(day - timedelta(2) for day, _ in talks)])
    yield f'\n  - job: {job_number(place)}\n    community: {community}\n    lot: "{place}"\n    address: {place} {community} Ln\n'
    yield f"    plan: {chance.choice(_PLANS)}\n    superintendent: {superintendent}\n    buyers:\n"
    yield from (f"      - name: {name}\n        phone: 555-{chance.randrange(10000):04}\n" for name in buyers)
    yield f"    sold_date: {sold}\n    stage: {_STAGES[stage].name}\n    stage_since: {since}\n"
    if stage >= _STARTED:
        yield f"    stage_seen: {max(since, TODAY - timedelta(chance.randrange(6)))}\n    start_date: {started}\n"
        yield f"    plot_survey:\n      received: {started - timedelta(9)}\n    precon_date: {started - timedelta(5)}\n"
    yield from _closing(stage, sold, chance)
    yield from _lender(sold, chance)
    yield f"    contact:\n      channel: {chance.choice(('phone', 'text', 'group-text', 'email'))}\n"
    yield f"      when: {chance.choice(_WHEN)}\n      local: {chance.choice(('true', 'true', 'false'))}\n"
    yield "    expectations: [cost, delay, contact, escalation]\n"
    yield f"    personality: {chance.choice(('driver', 'relator', 'analytic', 'socializer'))}\n"
    yield f"    interests:\n      - {chance.choice(_LIKES)}    # ask about it\n"
    yield f"    bought_for:\n      - {chance.choice(_REASONS)}\n"
    if chance.random() < 0.1:
        due = TODAY + timedelta(chance.randrange(-2, 9))
        yield f"    promises:\n      - text: pictures of the rooms\n        by: me\n        due: {due}\n        status: open\n"
    yield "    log:\n"
    yield from (text for _, text in talks)


def _buyers(chance: Random) -> list[str]:
    last = chance.choice(_LAST)
    return [f"{first} {last}" for first in chance.sample(_FIRST, chance.choice((1, 2, 2)))]


def _closing(stage: int, sold: date, chance: Random) -> Iterator[str]:
    day = _weekday(TODAY + timedelta(sum(step.days for step in _STAGES[stage:])))
    told = day if stage >= _FIRM else f"{day:%Y-%m}" if stage >= _STARTED else f"{day.year}-Q{(day.month + 2) // 3}"
    yield f"    closing:\n      contract: {day}\n      internal: {day}    # not for them\n      told: {told}\n"
    if chance.random() < 0.3:
        known = sold + (TODAY - sold) / 2
        yield f"      shifts:\n        - from: {_weekday(day - timedelta(21))}\n          to: {day}\n"
        yield f"          known_date: {known}\n          told_date: {known}\n          cause_kind: {chance.choice(_CAUSES)}\n"
        yield "          together: weekly walk\n          plan_b: month-to-month lease\n"


def _weekday(day: date) -> date:
    return day - timedelta(max(0, day.weekday() - 4))


def _lender(sold: date, chance: Random) -> Iterator[str]:
    applied = min(TODAY, sold + timedelta(6))
    yield f"    lender:\n      name: {chance.choice(_LENDERS)}\n      product: {chance.choice(('conv-30', 'fha', 'va'))}\n"
    yield f"      status: conditional\n      applied_date: {applied}\n"


def _talks(conversations: int, buyers: list[str], chance: Random) -> list[tuple[date, str]]:
    """The days and texts of the conversations, the oldest first."""
    day = TODAY - timedelta(chance.choice((0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 6, 7, 9)))
    talks = []
    for n in range(conversations):
        talks.append((day, "".join(_talk(day, buyers, chance, is_last=n == 0))))
        day -= timedelta(chance.randrange(4, 8))
    return talks[::-1]


def _talk(day: date, buyers: list[str], chance: Random, *, is_last: bool) -> Iterator[str]:
    how = chance.choice(("phone", "text", "group-text", "email", "in-person"))
    is_live = how in ("phone", "in-person")
    yield f"      - at: {day}\n        with: [{chance.choice(buyers)}]\n        how: {how}\n        kind: update\n"
    if chance.random() < 0.8:
        yield f"        mood: {chance.choice(('happy', 'happy', 'neutral', 'neutral', 'neutral', 'delighted', 'worried'))}\n"
    if chance.random() < 0.1:
        yield "        text: |\n"
        yield from (f"          {line}\n" for line in chance.sample(_SENTENCES, 2))
    else:
        yield f"        text: {chance.choice(_SENTENCES)}\n"
    if chance.random() < 0.1:
        yield f'        said: "{chance.choice(_SAID)}"\n'
    if is_live:
        yield f"        written_date: {day}\n"
    if is_last and chance.random() < 0.5:
        step = day + timedelta(chance.randrange(3, 12))
        yield f"        next:\n          what: {chance.choice(_STEPS)}\n          date: {step}\n          agreed: true\n"
