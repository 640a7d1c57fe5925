"""The keys of the file: their order, their short forms, and the blocks that reach the rules just as the file has them."""

from datetime import date
from functools import cache
from typing import Annotated, Any, NamedTuple, get_args, get_type_hints


class Key(NamedTuple):
    """What documents say of one key: a sentence, and for a block how it looks on one line, all of its keys filled in.

    `is_past` marks a day on which something was done: `set` takes "friday" for the last one, not the next.
    """

    says: str
    example: str = ""
    is_past: bool = False


# A block that is written here needs no other place: `model.py` makes what is read from it, `summarize` puts it into
# every `JobSummary.blocks`, and the cache keeps it. Its facts are text, days, whole numbers, and yes or no.


class Escalation(NamedTuple):
    """Whom the buyers can turn to besides you, named to them up front (003-10)."""

    name: Annotated[str | None, Key("The person's name.")] = None
    phone: Annotated[str | None, Key("The person's number.")] = None
    told_date: Annotated[date | None, Key("The day the buyers were told who to call.", is_past=True)] = None


class PlotSurvey(NamedTuple):
    """The survey that shows where the house sits on its lot (001-1b)."""

    ordered: Annotated[date | None, Key("The day the survey was ordered.", is_past=True)] = None
    received: Annotated[date | None, Key("The day the survey came back.", is_past=True)] = None
    approved: Annotated[date | None, Key("The day the survey was approved.", is_past=True)] = None


class Blocks(NamedTuple):
    """Those blocks of one job, each under its key; None where the file has none."""

    escalation: Annotated[
        Escalation | None,
        Key(
            "Who they can call besides you: the name, or name, phone, told_date.",
            example="escalation: {name: Priya Dole, phone: 555-0110, told_date: 2026-06-01}",
        ),
    ] = None
    plot_survey: Annotated[
        PlotSurvey | None,
        Key(
            "The plot survey: ordered, received, approved.",
            example="plot_survey: {ordered: 2026-09-21, received: 2026-10-02}",
        ),
    ] = None


def declarations(block: type[NamedTuple]) -> dict[str, tuple[Any, Key]]:
    """Return every key of `block` with the kind of its value (a block, or `date | None` and the like) and its description."""
    hints = get_type_hints(block, include_extras=True)
    return {name: (get_args(hint)[0], get_args(hint)[1]) for name, hint in hints.items()}


@cache
def block_kinds() -> dict[str, type[NamedTuple]]:
    """Return the kind of each block in `Blocks`, by its key."""
    return {name: get_args(kind)[0] for name, (kind, _) in declarations(Blocks).items()}


# Short forms the file accepts: the key, and where its scalar goes when it has to become a mapping.
# `closing: 2027-03-19` means contract, internal and told alike.
SHORT_FORMS: dict[str, tuple[str, ...]] = {
    "closing": ("contract", "internal", "told"),
    "contact": ("channel",),
    "lender": ("name",),
    "hold": ("what",),
    "escalation": ("name",),
    "pin": ("level",),
    "snooze": ("until",),
    "survey": ("expected",),
    "realtor": ("name",),
    "needed_by": ("date",),
    "next": ("what",),
    "log": ("text",),
    "escalation_clause": (),
    "bought_for": ("text",),
    "hot_buttons": ("text",),
    "buyers": ("name",),
    "event": ("what",),
    "appraisal": ("done",),
    "papers": ("what",),
    "selections": ("item",),
    "change_requests": ("what",),
    "contingencies": ("kind",),
    "promises": ("text",),
    "issues": ("text",),
    "questions": ("ask",),
    "local_items": ("title",),
}

OWN_PREFIX = "x_"  # keys that begin so are the agent's own: kept and never judged

# Shorter names that `set`, `add` and `list --columns` take for a field, besides the ends of dotted names and KEY_SYNONYMS.
FIELD_NAMES: dict[str, str] = {
    "phone": "buyers.1.phone",
    "email": "buyers.1.email",
    "since": "stage_since",
    "seen": "stage_seen",
    "super": "superintendent",
    "told": "closing.told",
    "contract": "closing.contract",
    "lock": "lender.lock_expires",
    "needed": "needed_by",
    "options": "options_total",
}
# The fields that `add --help` shows, in this order; every other one is an option of `add`, too.
ADD_FIELDS: tuple[str, ...] = (
    "sold_date",
    "lot",
    "address",
    "community",
    "plan",
    "price",
    "stage",
    "stage_since",
    "start_date",
    "superintendent",
    "closing",
    "closing.told",
    "phone",
    "email",
    "contact.channel",
    "contact.when",
    "contact.local",
    "lender",
    "lender.product",
    "lender.status",
    "lender.lock_expires",
    "realtor",
    "deposits",
    "contingencies",
    "personality",
    "interests",
    "bought_for",
    "notes",
)
# Ends of dotted names that say too little by themselves.
VAGUE_NAMES = frozenset(
    {"name", "names", "days", "ok", "number", "status", "told_date", "agreed_date", "asked", "expected", "received"}
    | {"approved", "place", "time", "level", "response"}
)

# A job's keys in the order of docs/file-format.md: a key that a command adds goes behind the one above it here.
JOB_KEYS: tuple[str, ...] = (
    "job",
    "buyers",
    "community",
    "lot",
    "block",
    "address",
    "plan",
    "elevation",
    "swing",
    "price",
    "options_total",
    "origin",
    "sold_date",
    "accepted_date",
    "stage",
    "stage_since",
    "stage_seen",
    "stages",
    "superintendent",
    "cover",
    "hold",
    "permit",
    "released_date",
    "start_date",
    "plot_survey",
    "precon_date",
    "predrywall_date",
    "qa_date",
    "orientation_date",
    "closing",
    "title_contact",
    "needed_by",
    "buffer_days",
    "lender",
    "insurance_bound",
    "utilities_moved",
    "deposits",
    "selections",
    "change_requests",
    "contingencies",
    "escalation_clause",
    "included",
    "realtor",
    "contact",
    "escalation",
    "expectations",
    "personality",
    "interests",
    "milestones",
    "bought_for",
    "hot_buttons",
    "after_closing_work",
    "worries",
    "log",
    "promises",
    "issues",
    "questions",
    "appointments",
    "conflicts",
    "pin",
    "snooze",
    "care",
    "cancelled",
    "notes",
)
# Lists whose entries say who wrote them where it wasn't the agent, each with the key for it: `by` of a promise is who made it,
# and of an issue, in many files, the day it's due.
WRITER_KEYS: dict[tuple[str, ...], str] = {
    ("log",): "by",
    ("closing", "shifts"): "by",
    ("deposits",): "by",
    ("change_requests",): "by",
    ("promises",): "noted_by",
    ("issues",): "noted_by",
    ("questions",): "by",
    ("appointments",): "by",
}
# What else the list of homes is called by, at the top of the file.
JOBS_NAMES = frozenset({"job", "home", "homes", "house", "houses", "sales", "buyers", "customers", "clients", "backlog"})
FILE_KEYS: tuple[str, ...] = ("version", "settings", "away", "local_items", "conflicts", "jobs")

# Every key of each block of the file, by the key that leads to it, with the names that people type for it instead. A key goes
# by its singular and plural, with `_date` or without, in any case, with blanks and hyphens (`canonical_key`).
KEY_SYNONYMS: dict[str, dict[str, str]] = {
    "jobs": {
        **dict.fromkeys(JOB_KEYS, ""),
        "job": "number, job_number, job_no, job#, home, home_number, job_id",
        "buyers": "customer, customers, client, clients, purchaser, purchasers, homebuyer, homeowner, buyer_name, "
        "buyer_names, "
        "customer_name, owner",
        "community": "subdivision, neighborhood, neighbourhood, development, project",
        "lot": "lot_number, lot_no, lot#, homesite, home_site",
        "address": "street, street_address, lot_address, home_address, property, property_address",
        "plan": "floor_plan, floorplan, plan_name, model, home_plan, house_plan",
        "swing": "garage, garage_side",
        "price": "sale_price, sales_price, purchase_price, base_price, contract_price, total_price",
        "options_total": "options, upgrades, options_price",
        "sold_date": "sale_date, date_sold, sales_date, contract_date, purchase_date, signed, sold_on, date_of_sale",
        "stage": "phase, construction_stage, construction_phase, current_stage",
        "stage_since": "since, in_stage_since, stage_start",
        "stage_seen": "seen, last_seen, last_walked, walked",
        "superintendent": "super, supt, builder_rep, site_manager, construction_manager, project_manager, field_manager, pm",
        "hold": "on_hold, waiting",
        "permit": "building_permit",
        "start_date": "construction_start, dig_date",
        "precon_date": "pre_con, preconstruction, pre_construction, precon_meeting, preconstruction_meeting, pre_con_date",
        "predrywall_date": "pre_drywall, predrywall_walk, pre_drywall_walk, frame_walk, pre_drywall_date",
        "qa_date": "quality_walk, qa_walk, quality_assurance",
        "orientation_date": "walkthrough, walk_through, final_walk, homeowner_orientation, nho, walkthrough_date",
        "closing": "close, close_date, settlement, coe, close_of_escrow, est_closing, estimated_closing, projected_closing",
        "title_contact": "title, title_company, escrow_officer, closer",
        "needed_by": "move_in_by, must_move_by, need_by, needs_by",
        "lender": "loan, mortgage, bank, financing, mortgage_company, loan_company, lender_name",
        "insurance_bound": "insurance, homeowners_insurance, hoi",
        "utilities_moved": "utilities",
        "selections": "choices, design_selections",
        "change_requests": "change_orders, changes, co",
        "contingencies": "contingent, contingent_on, conditions",
        "included": "includes, included_items",
        "realtor": "agent, realtor_name, buyer_agent, buyers_agent, agent_name, coop_agent, broker, co_op",
        "contact": "contact_preference, preferred_contact, reach, contact_by, contact_method, prefers",
        "interests": "hobbies, likes",
        "bought_for": "why_bought, why_they_bought, reasons, bought_because, why",
        "hot_buttons": "hot_topics",
        "worries": "concerns, fears",
        "log": "conversations, calls, conversation, contacts, history, activity, talks, call_log, communications, updates",
        "promises": "commitments, todo, to_do, todos",
        "issues": "problems, concerns_open, complaints",
        "appointments": "appts, meetings, appt",
        "cancelled": "canceled, cancellation, cancel",
        "notes": "comments, comment, remarks, memo, private_notes, my_notes",
    },
    "buyers": {"name": "full_name, buyer, buyer_name", "phone": "cell, mobile, telephone, tel, cell_phone, "
    "phone_number, number",
               "email": "mail, e_mail, email_address", "role": "type"},
    "hold": {"what": "reason, why, cause", "since": "from, start, began", "until": "to, end, through"},
    "permit": {"submitted": "applied, sent", "issued": "approved, granted, received", "number": "permit_number, no"},
    "plot_survey": {"ordered": "", "received": "done, back", "approved": ""},
    "closing": {
        "contract": "contract_closing, in_contract, per_contract",
        "internal": "forecast, projected, builder, our_date, internal_closing, estimated, builder_date",
        "told": "told_buyers, told_buyer, promised, quoted, buyers_told",
        "closed_date": "actual, closed_on, actual_date",
        "place": "location, where, at",
        "time": "hour, clock, closing_time",
        "shifts": "moves, changes, delays, pushes",
    },
    "shifts": {
        "what": "which",
        "from": "old, was, old_date",
        "to": "new, now, new_date",
        "known_date": "knew, we_knew",
        "told_date": "told_buyers, told_on",
        "told_how": "how, how_told",
        "cause_kind": "kind, type, cause_type",
        "cause": "reason, why",
        "ours": "our_fault, our_mistake",
        "owned_date": "",
        "together": "plan",
        "plan_b": "backup, planb, backup_plan",
        "change": "",
        "written_date": "in_writing",
        "amendment_date": "amended, addendum",
        "by": "noted_by, logged_by",
    },
    "needed_by": {"date": "day, by, when, needed", "reason": "why, what, because", "firm": "hard, must"},
    "lender": {
        "name": "lender, bank, company, mortgage_company",
        "officer": "loan_officer, lo, contact, person",
        "phone": "cell, mobile, telephone, tel, phone_number",
        "product": "type, loan_type, program, loan, loan_product, loan_program, kind",
        "status": "loan_status, state, progress",
        "preapproved_date": "pre_approved, pre_approval, preapproval, pre_approved_date",
        "applied_date": "application, application_date",
        "approved_date": "approval, approval_date, loan_approval",
        "lock_expires": "lock, rate_lock, lock_date, lock_expiration, lock_exp, lock_until, locked_until, lock_ends, "
        "lock_expiration_date, "
        "rate_lock_expires, rate_lock_expiration",
        "lock_kind": "lock_type",
        "credit_docs_date": "credit_docs, credit_papers, credit_report",
        "appraisal": "",
        "papers": "documents, docs, paperwork, conditions",
    },
    "appraisal": {"ordered": "", "done": "received, completed, complete, in", "ok": "passed, okay, good"},
    "papers": {"what": "paper, item, name, document", "due": "deadline, needed_by, by", "done": "received, sent, in"},
    "deposits": {"kind": "type, what, name, for, deposit", "amount": "sum, money, value, total, dollars",
                 "due": "deadline, date, due_on", "paid": "received, paid_on, collected", "by": "noted_by, logged_by"},
    "selections": {
        "item": "what, name, selection, choice",
        "stage": "",
        "needed_date": "needed_by, needed_on_site",
        "lead_days": "lead_time, lead",
        "order_by": "order, order_date",
        "decide_by": "due, deadline, by, decision_by, due_by",
        "decided": "chosen, done, selected, decided_on",
        "status": "state",
    },
    "change_requests": {
        "what": "request, text, change, item, description",
        "asked": "requested, asked_on",
        "answer_by": "due, deadline",
        "cost_told": "cost, price, quote",
        "status": "state",
        "by": "noted_by, logged_by",
    },
    "contingencies": {
        "kind": "type, what, contingency",
        "listed_date": "on_market, listed_on",
        "expires": "expiration, deadline, due, until, expiration_date, ends, end_date",
        "released_date": "removed, satisfied, cleared, lifted",
        "notice_until": "notice, kick_out, kickout",
        "status": "state",
        "note": "comment, comments, text",
    },
    "escalation_clause": {"cap": "max, maximum, limit", "told": "explained"},
    "realtor": {"name": "realtor, agent, agent_name", "phone": "cell, mobile, telephone, tel, number, phone_number",
                "wants_updates": "updates, copy, cc"},
    "contact": {
        "channel": "preferred, method, how, prefers, by, via, way, preference",
        "when": "time, best_time, times, hours, best, day",
        "avoid": "not, do_not, dont, never, avoids",
        "time_zone": "timezone, tz, zone",
        "local": "is_local, nearby, in_town",
        "language": "speaks",
        "response": "reply",
        "cadence_days": "cadence, every, frequency, days",
        "worst_days": "worst",
    },
    "response": {"days": "reply_days, within", "urgent_channel": "urgent, emergency", "agreed_date": ""},
    "escalation": {"name": "person, who, contact", "phone": "cell, mobile, telephone, tel, number", "told_date": "told_buyers"},
    "bought_for": {"text": "what, reason, why", "used_date": "used_on, last_used"},
    "hot_buttons": {"text": "what, button", "stage": "when"},
    "log": {
        "at": "date, day, when, on, date_time, datetime, timestamp",
        "with": "who, people, attendees, spoke_with, person, talked_to, contact, buyer",
        "how": "channel, via, method, medium, way",
        "kind": "type, category",
        "topic": "subject, about, re, regarding",
        "text": "note, notes, summary, comment, comments, details, what, message, entry, log, description, body",
        "said": "quote, they_said, their_words, buyer_said",
        "outcome": "result, status",
        "mood": "feeling, feelings, sentiment, attitude, tone, feels",
        "photos": "pics, pictures, pic, picture, images",
        "video": "video_link, link",
        "local_item": "local_tip, tip",
        "minutes": "duration, mins, length, min",
        "written_date": "recap, in_writing, recap_sent, followed_up",
        "reply_owed": "needs_reply, owed, reply_needed",
        "private": "confidential",
        "by": "agent, logged_by, noted_by",
        "next": "next_step, follow_up, followup, next_steps, next_action",
    },
    "next": {"what": "text, step, action, next, note, todo", "date": "due, day, when, by, on", "agreed": "ok",
             "done": "completed"},
    "promises": {
        "text": "what, promise, note, description, item",
        "by": "who, from, promised_by, owner",
        "to": "whom, for",
        "made": "date, promised, made_on, asked",
        "due": "deadline, by_when, when, by_date, due_by, due_on",
        "needs": "depends_on, waiting_on, who_delivers",
        "done": "completed, delivered, kept, done_on, finished",
        "status": "state",
        "cause_kind": "cause, reason, why_late",
        "noted_by": "logged_by",
    },
    "issues": {
        "id": "number, no",
        "text": "issue, what, problem, description, note, title",
        "wants": "want, they_want, expects",
        "side": "whose",
        "severity": "priority, urgency, level",
        "opened": "date, reported, open, since",
        "owner": "assigned, assigned_to, who, responsible",
        "tried": "",
        "due": "deadline, fix_by, due_by, by",
        "reassured_date": "reassured",
        "special_effort": "",
        "status": "state",
        "noted_by": "logged_by",
    },
    "questions": {"ask": "question, text, what", "of": "who, to, whom, for", "asked": "date, asked_on", "answered": "answered_on",
                  "answer": "reply, response", "by": "noted_by, logged_by"},
    "appointments": {
        "at": "date, when, time, day, date_time, datetime, on",
        "minutes": "duration, mins, length",
        "what": "type, kind, text, title, name, appointment, subject",
        "where": "location, place",
        "with": "who, attendees, people",
        "purpose": "why, goal, reason",
        "confirmed": "",
        "by": "noted_by, logged_by",
    },
    "conflicts": {
        "key": "field, path, what",
        "kept": "ours, mine, here",
        "other": "theirs, there",
        "at": "date, day, when, merged",
        "by": "who",
        "from": "copy, source, file",
        "settled": "done, resolved, decided",
    },
    "pin": {"level": "color, colour, pin", "reason": "why, note", "until": "to, end, through"},
    "snooze": {"until": "to, date, end, till", "reason": "why, note"},
    "care": {
        "done": "check_ins, checkins, checked_in",
        "survey": "",
        "testimonial": "review",
        "referral": "",
        "event": "party",
        "warranty_items": "warranty, punch_items",
    },
    "survey": {"expected": "due, date, arrives", "score": "rating, result, grade"},
    "referral": {"asked": "", "names": "name, who, people"},
    "event": {"what": "name, kind, type", "date": "day, when, on"},
    "cancelled": {
        "date": "day, on, when, cancelled, canceled, cancel_date",
        "reason": "why, cause",
        "refund": "refunded",
        "lesson": "learned, lessons_learned",
        "door": "",
        "check_back": "check_back_on, follow_up",
        "done": "checked_back, completed",
    },
    "settings": {
        **dict.fromkeys(
            ("reply_days", "firm_stage", "buffer_days", "pace", "days_off", "amendments", "check_in_days", "stages", "lead_days"),
            "",
        ),
        "agent": "name, my_name, agent_name, me",
        "cadence_days": "cadence, update_days, days_between_updates",
        "worst_days": "silence_days",
        "dates": "date_order, date_format",
        "tracking_since": "started, began, since",
        "git": "use_git, version_control",
    },
    "away": {
        "from": "start, begin, first, first_day, start_date",
        "to": "end, until, through, last, last_day, end_date, back",
        "cover": "covers, covered_by, who, backup",
        "buyers_told": "told_buyers, told",
        "autoreply_set": "auto_reply, autoreply, out_of_office",
    },
    "local_items": {"title": "name, tip, what, text", "kind": "type, category", "used": ""},
    "used": {"job": "home, number", "date": "day, on"},
}  # fmt: skip


@cache
def key_names(block: str) -> dict[str, str]:
    """Return the key of a block that each typed name means, by the name in small letters with underlines."""
    keys = KEY_SYNONYMS[block]
    table = {synonym.strip(): key for key, typed in keys.items() for synonym in typed.split(",") if synonym.strip()}
    for name, key in [*table.items(), *((key, key) for key in keys)]:
        bare = name.removesuffix("_date")
        for other in (bare, f"{bare}_date", f"{name}s", name.removesuffix("s") if len(name) > 3 else name):
            table.setdefault(other, key)
    return table | {key: key for key in keys}


@cache
def canonical_key(block: str, typed: str) -> str | None:
    """Return the key that `typed` means in the block of that name, itself or a name for it; None where it means none."""
    if block not in KEY_SYNONYMS or typed.startswith("x_"):
        return None
    names = key_names(block)
    word = "_".join(typed.casefold().replace("_", " ").replace("-", " ").split())
    return names.get(typed) or names.get(word)


@cache
def known_keys(block: str) -> frozenset[str]:
    """Return the keys of a block as documents spell them; empty for one whose keys are the agent's own."""
    return frozenset(KEY_SYNONYMS.get(block, ()))
