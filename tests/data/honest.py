"""Backlogs as an agent who keeps up has them: a few late, most on time, written as hands write. Seeded, so always the same.

`python -m tests.data.honest` writes `honest_12.yaml`, `honest_25.yaml` and `honest_45.yaml` beside this file again.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
FIRST_MORNING = date(2026, 11, 30)  # a Monday
SIZES = (12, 25, 45)

# Stage, days in it as planned; the order a home goes through.
STAGES = {
    "contract": 10,
    "selections": 21,
    "permitting": 35,
    "released": 21,
    "foundation": 18,
    "framing": 18,
    "dry-in": 10,
    "rough-ins": 16,
    "pre-drywall": 8,
    "drywall": 14,
    "trim": 18,
    "flooring": 12,
    "finals": 14,
    "punch": 8,
    "orientation": 10,
    "closing": 4,
}
FIRST_NAMES = [
    "Maria",
    "James",
    "Priya",
    "Wei",
    "Dana",
    "Luis",
    "Hannah",
    "Omar",
    "Grace",
    "Tyler",
    "Aisha",
    "Ben",
    "Chloe",
    "Diego",
    "Emma",
    "Farah",
    "Gabe",
    "Helen",
    "Ivan",
    "Jill",
    "Ken",
    "Lena",
    "Marcus",
    "Nina",
    "Oscar",
    "Paula",
    "Quinn",
    "Rosa",
    "Sam",
    "Tara",
    "Uma",
    "Victor",
    "Wendy",
    "Xavier",
    "Yolanda",
    "Zach",
    "Amir",
    "Bianca",
    "Carlos",
    "Denise",
    "Elliot",
    "Fiona",
]
FAMILY_NAMES = [
    "Alvarez",
    "Bennett",
    "Chowdhury",
    "Dawson",
    "Eriksen",
    "Fuentes",
    "Goldberg",
    "Hayes",
    "Ibrahim",
    "Jankowski",
    "Kowalski",
    "Lindqvist",
    "McAllister",
    "Novak",
    "O'Rourke",
    "Petrov",
    "Quigley",
    "Ramirez",
    "Sandoval",
    "Thibodeaux",
    "Underwood",
    "Van Houten",
    "Whitaker",
    "Xiong",
    "Yamamoto",
    "Zielinski",
    "de la Cruz",
    "Abernathy",
    "Boateng",
    "Castillo",
    "Delgado",
    "Espinoza",
    "Fitzgerald",
    "Greenwood",
    "Hollis",
    "Ingram",
    "Jefferson",
    "Keller",
    "Lombardi",
    "Mbeki",
    "Nakagawa",
    "Ostrowski",
    "Pruitt",
    "Ridley",
    "St. James",
]
PLANS = ("Alder", "Birch", "Cedar", "Dogwood", "Elm")
COMMUNITIES = (("Heron Creek", "HC", "Heron Creek Ln", "Hal Moreno"), ("Larkspur Ridge", "LR", "Larkspur Ct", "Bea Lund"))
LENDERS = ("Birchline Home Loans", "Harbor & Pine Mortgage", "Sable Creek Bank")
UPDATES = (
    "walked the home, sent pictures",
    "crew was there all week, on track",
    "nothing new to see, told them so",
    "inspection passed",
    "told them what comes next week",
    "materials delivered",
)
QUESTIONS = (
    ("when do the windows come", "construction"),
    ("asked about the rate again", "rate"),
    ("can we see the house on Saturday", "date"),
    ("which paint for the den", "selections"),
)
STEPS = ("call with the inspection result", "send pictures of the kitchen", "call about the cabinets", "send the warranty book")
PROMISES = ("paint codes", "copy of the plat", "name of the HOA manager", "pictures of the lot", "list of fence companies")


def honest_backlog(homes: int, *, seed: int, day: date = FIRST_MORNING) -> str:
    """Return the text of a backlog of so many homes as it is on the morning of `day`; a tenth of them closed this fall."""
    rng = random.Random(seed)
    families = rng.sample(FAMILY_NAMES, k=min(homes, len(FAMILY_NAMES)))
    closed = max(1, homes // 10)
    jobs = [_home(rng, number, families[number % len(families)], day, is_closed=number < closed) for number in range(homes)]
    settings = {"agent": "Jenna Cole", "cadence_days": 7}
    _add_trouble(rng, jobs, day)
    document = {"settings": settings, "jobs": jobs}
    return yaml.dump(document, Dumper=_PlainDumper, sort_keys=False, allow_unicode=True, width=110, default_flow_style=None)


class _PlainDumper(yaml.SafeDumper):
    """Writes a day that stands in two places twice, as hands do."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the signature of the base class
        return True


def _add_trouble(rng: random.Random, jobs: list[dict[str, Any]], day: date) -> None:
    """One home in four has something that an honest file has: a slip not told, a late promise, a word of her own."""
    opened = [job for job in jobs if job["stage"] != "closed"]
    troubled = rng.sample(opened, k=max(4, len(opened) // 4))
    for number, job in enumerate(troubled):
        TROUBLES[number % len(TROUBLES)](job, day)


def _slip_untold(job: dict[str, Any], day: date) -> None:
    closing = job["closing"]
    first, later = closing["internal"], closing["internal"] + timedelta(days=24)
    shift = {"from": first, "to": later, "known_date": day - timedelta(days=1), "told_date": None, "cause_kind": "material"}
    job["closing"] = closing | {"internal": later, "told": first, "shifts": [*closing.get("shifts", ()), shift]}


def _upset_by_email(job: dict[str, Any], day: date) -> None:
    job["log"].append({"at": day - timedelta(days=2), "how": "email", "mood": "upset", "said": "nobody tells us anything"})


def _late_promise(job: dict[str, Any], day: date) -> None:
    job["promises"] = [{"text": "call the town about the fence", "by": "me", "due": day - timedelta(days=2), "status": "open"}]


def _waiting_question(job: dict[str, Any], day: date) -> None:
    job["log"].append({"at": day - timedelta(days=1), "how": "email", "kind": "inbound", "text": "is the tile in yet?"})


def _words_of_her_own(job: dict[str, Any], day: date) -> None:
    job["log"].append({"at": day - timedelta(days=3), "how": "call", "mood": "ok", "topic": "fence", "written_date": day})
    job["notes"] = "twins start school in August"
    job["orientation_date"] = job.get("orientation_date", "TBD")


def _kitchen_issue(job: dict[str, Any], day: date) -> None:
    issue: dict[str, Any] = {
        "id": 1,
        "text": "wrong knobs in the kitchen",
        "wants": "the brass ones",
        "owner": job["superintendent"],
    }
    job["issues"] = [
        issue | {"opened": day - timedelta(days=1), "due": day + timedelta(days=4), "reassured_date": day - timedelta(days=1)}
    ]


TROUBLES = (_slip_untold, _waiting_question, _words_of_her_own, _late_promise, _upset_by_email, _kitchen_issue)


def _home(rng: random.Random, number: int, family: str, day: date, *, is_closed: bool) -> dict[str, Any]:
    community, prefix, street, superintendent = COMMUNITIES[number % 2]
    names = [f"{rng.choice(FIRST_NAMES)} {family}" for _ in range(rng.choice((1, 2, 2)))]
    stage = "closed" if is_closed else rng.choices(list(STAGES), weights=list(STAGES.values()))[0]
    home: dict[str, Any] = {
        "job": f"{prefix}-{2000 + number * 3}",
        "lot": str(number * 2 + 1),
        "community": community,
        "address": f"{100 + number * 4} {street}",
        "plan": f"{rng.choice(PLANS)} {rng.choice('ABC')}",
        "superintendent": superintendent,
        "buyers": [{"name": name, "phone": f"555-{rng.randrange(100, 9999):04d}"} for name in dict.fromkeys(names)],
    }
    home |= _closed_home(rng, day) if is_closed else _open_home(rng, stage, day, len(home["buyers"]))
    return home


def _closed_home(rng: random.Random, day: date) -> dict[str, Any]:
    closed = day - timedelta(days=rng.randrange(3, 80))
    passed = [n for n in (2, 7, 30, 60) if closed + timedelta(days=n) < day]
    survey = closed + timedelta(days=35)
    score = rng.choice((9, 10, 10, 8, 6)) if survey <= day else None
    return {
        "sold_date": closed - timedelta(days=230),
        "stage": "closed",
        "stage_since": closed,
        "closing": {"contract": closed, "internal": closed, "told": closed, "closed_date": closed},
        "contact": {"channel": "text"},
        "care": {"done": [f"day-{n}" for n in passed], "survey": {"expected": survey, "score": score}},
        "log": [{"at": max(closed, day - timedelta(days=5)), "how": "text", "kind": "check-in", "mood": "happy"}],
    }


def _open_home(rng: random.Random, stage: str, day: date, buyers: int) -> dict[str, Any]:
    names = list(STAGES)
    before = sum(STAGES[name] for name in names[: names.index(stage)])
    spent = rng.randrange(1, STAGES[stage] + 1)
    sold = day - timedelta(days=before + spent)
    left = sum(STAGES[name] for name in names[names.index(stage) :]) - spent
    closing = day + timedelta(days=left + 3)
    closing += timedelta(days=(7 - closing.weekday()) % 7 if closing.weekday() > 4 else 0)
    days = (closing - day).days
    home: dict[str, Any] = {
        "sold_date": sold,
        "stage": stage,
        "stage_since": day - timedelta(days=spent),
        "stage_seen": day - timedelta(days=rng.randrange(1, 7)),
    }
    if before >= 66:
        home["start_date"] = sold + timedelta(days=80)
        home["precon_date"] = sold + timedelta(days=72)
    home["closing"] = _closing(rng, stage, sold, closing)
    if days <= 24:
        home["orientation_date"] = max(closing - timedelta(days=6), day + timedelta(days=1))
    home["lender"] = _lender(rng, sold, closing, day)
    channel = rng.choice(("text", "phone", "email", "group-text" if buyers > 1 else "text"))
    home["contact"] = {"channel": channel} | ({"local": True} if rng.random() < 0.7 else {})
    if rng.random() < 0.5:
        due = sold + timedelta(days=30)
        home["deposits"] = [
            {"kind": "options", "amount": 1000 * rng.randrange(4, 15), "due": due, "paid": due if due <= day else None}
        ]
    if stage in ("contract", "selections"):
        home["selections"] = [{"item": "design center", "decide_by": sold + timedelta(days=35), "status": "appointment"}]
    if rng.random() < 0.25:
        home["promises"] = [
            {"text": rng.choice(PROMISES), "by": "me", "due": day + timedelta(days=rng.randrange(0, 8)), "status": "open"}
        ]
    home["log"] = _conversations(rng, sold, day, channel)
    return home


def _closing(rng: random.Random, stage: str, sold: date, closing: date) -> Any:
    is_firm = list(STAGES).index(stage) >= list(STAGES).index("drywall")
    is_early = list(STAGES).index(stage) < list(STAGES).index("foundation")
    told: Any = closing if is_firm else f"{closing.year}-Q{(closing.month + 2) // 3}" if is_early else f"{closing:%Y-%m}"
    if rng.random() < 0.3 and (closing - sold).days > 120:
        first = closing - timedelta(days=21)
        known = sold + timedelta(days=60)
        shift = {
            "from": first,
            "to": closing,
            "known_date": known,
            "told_date": known,
            "cause_kind": rng.choice(("weather", "permit", "inspection", "labor")),
            "together": "weekly call",
            "plan_b": "month-to-month lease",
        }
        return {"contract": first, "internal": closing, "told": told, "shifts": [shift]}
    return {"contract": closing, "internal": closing, "told": told}


def _lender(rng: random.Random, sold: date, closing: date, day: date) -> dict[str, Any]:
    if rng.random() < 0.1:
        return {"product": "cash"}
    days = (closing - day).days
    status = "ctc" if days <= 8 else "conditional" if days <= 35 else "applied"
    if (day - sold).days <= 4:
        status = "pre-approved"
    lender: dict[str, Any] = {
        "name": rng.choice(LENDERS),
        "product": rng.choice(("conv-30", "fha", "va", "conv-30")),
        "status": status,
    }
    if days <= 45:
        lender |= {"lock_expires": closing + timedelta(days=rng.randrange(6, 20))}
    return lender


def _conversations(rng: random.Random, sold: date, day: date, channel: str) -> list[dict[str, Any]]:
    """Weekly updates up to a few days ago, live talks followed up in writing; one home in nine is a week late."""
    last = rng.choices((1, 2, 3, 4, 5, 6, 7, 9), weights=(2, 3, 3, 3, 3, 2, 1, 1))[0]
    at = day - timedelta(days=last)
    entries: list[dict[str, Any]] = []
    while at >= sold and len(entries) < 6:
        how = channel if rng.random() < 0.8 else "phone"
        entry: dict[str, Any] = {"at": at, "how": how, "text": rng.choice(UPDATES)}
        if rng.random() < 0.5:
            entry["mood"] = rng.choices(("happy", "neutral", "delighted", "worried"), weights=(4, 5, 1, 1))[0]
        if how in ("phone", "video"):
            entry["written_date"] = at
        entries.append(entry)
        at -= timedelta(days=rng.randrange(5, 8))
    entries.reverse()
    if entries and rng.random() < 0.3:
        entries[-1]["next"] = {"what": rng.choice(STEPS), "date": day + timedelta(days=rng.randrange(0, 6)), "agreed": True}
    if rng.random() < 0.12:
        text, topic = rng.choice(QUESTIONS)
        entries.append({"at": day - timedelta(days=1), "how": "text", "kind": "inbound", "topic": [topic], "text": text})
    return entries


def main() -> None:
    """Write the three files."""
    for homes in SIZES:
        (FOLDER / f"honest_{homes}.yaml").write_text(honest_backlog(homes, seed=homes), encoding="utf-8")


if __name__ == "__main__":
    main()
