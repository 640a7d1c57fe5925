"""Every demand of the trade that a program can serve or aid, with the command that does and the test that holds it to it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from backlog_cli.cli.app import VERBS

TESTS = Path(__file__).parent


class Served(NamedTuple):
    """One demand: what is asked for, the command that serves it, and the test, as `room::what_it_says`."""

    words: str
    command: str
    test: str


SERVED = {
    "000-1": Served("a list for today before the mail is opened", "due", "rules/due/test_morning::the_focus_holds_five_and_counts_the_rest"),
    "000-2": Served("seventeen messages before nine", "log --in", "rules/clocks/test_contact::each_waiting_message_is_named"),
    "000-3": Served("worries about rates", "due", "rules/clocks/test_loan::the_lock_outlasts_closing_by_five_days"),
    "000-4": Served("questions about the windows", "ask", "cli/commands/test_daily::a_question_and_a_meeting"),
    "000-5": Served("a bad survey", "set", "cli/commands/test_closing::a_low_score_asks_for_an_issue"),
    "000-6": Served("the plan is made anew all day", "due", "rules/test_verdicts::the_days_after_bring_what_they_must"),
    "000-7": Served("June, August, now September", "shift", "cli/commands/test_daily::the_third_push_is_counted_and_the_history_told"),
    "000-8": Served("a call that does not end well", "draft bad-news", "rules/letters/test_draft::bad_news_whole"),
    "000-9": Served("delay, escalation clause, rate", "report risk", "rules/reports/test_cancellation::three_flags_are_shown_for_hard_times"),
    "000-10": Served("an overwhelming number of homes", "list", "rules/due/test_selection::homes_are_chosen_by_every_term"),
    "000-11": Served("who eats the time", "report", "rules/reports/test_week::touches_are_counted_and_who_eats_the_time_comes_first"),
    "000-12": Served(
        "more hand-holding, and service after", "due", "rules/clocks/test_contact::quiet_weeks_want_a_live_word_every_second_week"
    ),
    "000-13": Served("hard talks with unhappy buyers", "show", "rules/test_urgency::the_hardest_call_comes_first"),
    "000-15": Served("what the hour is worth", "due", "rules/due/test_morning::the_minutes_of_the_list_add_up"),
    "000-16": Served("look for trouble", "report risk", "rules/reports/test_cancellation::the_most_at_risk_comes_first_then_the_soonest_closing"),
    "000-17": Served("the more you can handle", "report", "rules/reports/test_week::resolved_issues_and_special_efforts_are_counted"),
    "001-0": Served("permitting and under construction", "list", "rules/reports/test_stages::every_stage_stands_in_order_and_the_counts_sum_to_the_open_homes"),
    "001-1a": Served("number, buyer, plan, lot, sold", "add", "rules/changes/test_home::a_new_home_with_all_that_is_known"),
    "001-1b": Served("stages, plot surveys, deposits", "stage", "rules/clocks/test_loan::a_deposit_falls_due"),
    "001-1c": Served("start, pre-con, orientation, closing", "shift", "cli/commands/test_daily::other_dates_move_too"),
    "001-1d": Served("loan, Realtor, contingent sales", "set", "cli/commands/test_daily::set_understands_each_kind_of_field"),
    "001-1e": Served("colours help", "list", "views/terminal/test_morning_page::colour_adds_nothing_but_colour"),
    "001-1f": Served("groom it", "check", "rules/cleanup/test_findings::what_is_groomed"),
    "001-1g": Served("together with the team", "report job", "rules/reports/test_office_copy::a_private_conversation_keeps_its_day_and_nothing_else"),
    "001-2a": Served("when, who, about what", "log", "rules/changes/test_log::left_out_words_are_now_all_buyers_their_channel_an_update"),
    "001-2b": Served("meet the superintendent each week", "super", "rules/meetings/test_superintendent::there_is_a_sheet_for_each_superintendent_in_lot_order"),
    "001-2c": Served("what troubles buyer or builder", "super", "rules/meetings/test_superintendent::issues_are_his_buyers_concerns"),
    "001-2d": Served("feelings up and down", "report", "rules/reports/test_week::feelings_are_counted_up_and_down_the_lowest_first"),
    "001-2e": Served("what has to be addressed", "report", "rules/reports/test_week::an_ask_has_an_owner_and_a_day_and_the_grave_come_first"),
    "001-2f": Served("red on top", "report", "rules/reports/test_week::red_homes_come_with_their_reasons_and_without_sums"),
    "001-3a": Served("tell it right away", "due", "rules/clocks/test_closing::news_is_told_on_the_day_it_is_known"),
    "001-3b": Served("cause, way through, plan", "shift", "rules/clocks/test_closing::news_is_told_with_cause_way_through_and_plan_b"),
    "001-3c": Served("in person where local", "due", "rules/clocks/test_closing::bad_news_goes_in_person_to_locals_with_a_plan"),
    "001-3d": Served("the builder helps", "set", "rules/clocks/test_promises::whom_else_to_turn_to_is_noted_until_told"),
    "001-3e": Served("eat the frog", "due", "rules/test_verdicts::the_hard_call_is_the_third_push_that_nobody_told"),
    "001-3f": Served("stay transparent", "show", "views/terminal/test_cards::what_may_be_said_and_what_not_stand_apart"),
    "001-4a": Served("how and when they like it", "show", "views/terminal/test_morning_page::reaching_them_stands_beside_the_reason"),
    "001-4b": Served("a group text", "log", "rules/test_summary::the_channel_and_the_phone_of_a_household"),
    "001-4c": Served("ask what they prefer", "check", "rules/cleanup/test_findings::what_is_groomed"),
    "001-5a": Served("their passions first", "show", "views/terminal/test_cards::a_card_with_all_there_is_to_know"),
    "001-5b": Served("driver, relator, analytic", "show", "views/terminal/test_cards::every_kind_of_person_has_a_manner"),
    "001-5c": Served("fewer exclamation marks", "draft", "rules/letters/test_draft::an_analytic_reads_days_and_no_exclamation_mark"),
    "001-6a": Served("once a week, even without news", "due", "rules/clocks/test_contact::an_update_is_owed_a_week_after_the_last_real_word"),
    "001-6b": Served("photos by stage", "walk", "rules/meetings/test_walk::every_stage_knows_its_pictures"),
    "001-6c": Served("hidden gems nearby", "draft", "rules/letters/test_draft::a_tip_they_have_not_had_the_least_used_first"),
    "001-6d": Served("put it in writing", "draft written", "rules/clocks/test_contact::a_live_word_is_owed_in_writing"),
    "001-6e": Served("a written record", "report job", "rules/reports/test_job_record::the_record_tells_every_day_in_order_and_what_was_said"),
    "001-6f": Served("while she is away", "away", "cli/commands/test_away::the_samples_trip_moves_five_updates_to_dana"),
    "001-7a": Served("a video each week", "walk", "rules/meetings/test_walk::who_cannot_come_by_gets_a_video_each_week"),
    "001-7b": Served("open walls on film", "walk", "rules/meetings/test_walk::open_walls_are_filmed_before_they_close"),
    "001-7c": Served("the link is kept", "log --video", "rules/changes/test_log::every_word_finds_its_key"),
    "001-8a": Served("teach while you update", "draft", "rules/letters/test_draft::an_update_whole"),
    "001-8b": Served("as they like it told", "draft", "rules/letters/test_draft::the_stage_is_told_as_long_as_they_like_it"),
    "001-8c": Served("understand a delay", "draft", "rules/letters/test_draft::every_kind_of_cause_is_explained_and_nobody_is_blamed"),
    "001-9a": Served("why they bought", "draft", "rules/letters/test_draft::a_reason_never_used_comes_before_one_that_rested"),
    "001-9b": Served("the pool just went in", "draft", "rules/letters/test_draft::what_this_stage_has_to_show_comes_first"),
    "001-9c": Served("a life for their kids, in her words", "draft", "rules/letters/test_draft::a_reason_used_lately_rests"),
    "001-10a": Served("checking in afterwards", "due", "rules/clocks/test_care::the_latest_check_in_and_the_next"),
    "001-10b": Served("before the survey lands", "due", "rules/clocks/test_care::the_survey_is_expected"),
    "001-10c": Served("referrals", "show", "rules/due/test_countdown::what_a_closed_home_was_not_asked_yet_is_told_until_it_was"),
    "001-10d": Served("the welcome party", "show", "rules/due/test_countdown::what_a_closed_home_was_not_asked_yet_is_told_until_it_was"),
    "001-10e": Served("testimonials", "show", "cli/commands/test_closing::show_names_what_a_closed_homes_buyers_were_not_asked"),
    "001-11": Served("fewer cancellations", "report risk", "rules/test_risk::each_part_of_the_risk"),
    "002-1": Served("ahead of it", "due --ahead", "rules/due/test_morning::updates_are_owed_now_and_in_the_next_week_earliest_first"),
    "002-2": Served("he ordered late", "decide", "rules/due/test_decisions::the_order_goes_out_a_lead_time_before_and_the_choice_five_days_before_that"),
    "002-3": Served("several firsts", "calendar", "rules/meetings/test_calendar::two_visits_to_come_on_one_day_are_a_clash"),
    "002-4": Served("he heard three weeks", "show", "rules/clocks/test_closing::what_was_told_holds_until_the_closing_date"),
    "002-5": Served("when it is time to order", "decide --all", "rules/due/test_decisions::the_coming_weeks_over_all_homes_stand_in_the_order_of_their_days"),
    "002-6": Served("when do you need them", "decide", "rules/due/test_schedule::the_day_they_need_it_counts_before_a_later_closing"),
    "002-7": Served("full blame, and change", "shift --ours", "rules/changes/test_shift::the_blame_is_taken_in_front_of_them_not_before"),
    "002-8": Served("scarce hands", "super", "rules/changes/test_collisions::a_crowded_day_is_one_line"),
    "002-9": Served("everybody inside knows", "report handover", "rules/reports/test_job_record::a_hand_over_tells_what_the_next_agent_needs"),
    "002-10": Served("no special efforts unseen", "report", "rules/reports/test_week::resolved_issues_and_special_efforts_are_counted"),
    "003-1": Served("the important before the urgent", "due", "rules/due/test_morning::one_important_thing_that_is_not_urgent_is_protected"),
    "003-2": Served("on the offensive", "report risk", "rules/reports/test_cancellation::every_part_has_words_and_something_to_do"),
    "003-3": Served("my own promises too", "promise", "rules/clocks/test_promises::my_promise_is_due"),
    "003-4": Served("a turnaround that was agreed", "due", "rules/clocks/test_contact::a_message_waits_for_an_answer"),
    "003-5": Served("not all can be urgent", "due", "rules/due/test_morning::red_above_one_in_five_is_said_from_five_live_jobs_on"),
    "003-6": Served("what was tried first", "set", "cli/commands/test_daily::set_reaches_into_lists_by_their_place"),
    "003-7": Served("set what they expect", "check", "rules/cleanup/test_findings::what_is_groomed"),
    "003-8": Served("what is wrong and what they want", "issue", "rules/changes/test_entries::an_issue_holds_what_is_wrong_and_what_they_want"),
    "003-10": Served("somebody else to turn to", "show", "rules/clocks/test_promises::whom_else_to_turn_to_is_noted_until_told"),
    "003-11": Served("thank them for their patience", "draft reassure", "rules/letters/test_draft::patience_is_thanked_for_and_no_day_is_promised_that_nobody_told"),
    "003-12": Served("keep an eye on it", "due", "rules/clocks/test_promises::an_issue_needs_its_day_an_owner_and_a_word"),
    "003-13": Served("two weeks later than I thought", "report", "rules/reports/test_week::promises_are_kept_late_broken_or_open"),
    "004-1": Served("who promised, who delivers", "promise --needs", "rules/clocks/test_promises::each_promise_speaks_and_the_one_who_must_deliver_is_chased"),
    "004-2": Served("ask before promising", "super --answers", "rules/changes/test_answers::an_answer_ends_its_question_and_owes_the_buyers_a_word"),
    "004-3": Served("one open question at a time", "ask", "rules/changes/test_entries::a_question_waits_for_its_answer"),
    "004-4": Served("causes counted", "report slips", "rules/test_history::causes_are_counted_with_their_days"),
    "004-5": Served("the elephant first", "show", "views/terminal/test_cards::a_card_with_all_there_is_to_know"),
    "004-6": Served("cost, delay, contact, escalation", "check", "rules/cleanup/test_findings::what_is_groomed"),
    "004-7": Served("a bumper", "due", "rules/clocks/test_closing::what_was_told_holds_until_the_closing_date"),
    "004-8": Served("not running from a problem", "due", "rules/due/test_morning::do_now_stands_before_other_reds_whatever_their_days"),
    "004-9": Served("own it, then propose", "draft bad-news", "rules/letters/test_draft::the_third_move_is_owned_up_to"),
    "004-10": Served("no blame game", "draft", "rules/letters/test_draft::every_kind_of_cause_is_explained_and_nobody_is_blamed"),
    "004-11": Served("begin with what was agreed", "show", "views/terminal/test_cards::what_was_agreed_and_their_own_words_come_first"),
    "004-12": Served("end with the next step", "log --next", "cli/test_prompts::log_asks_once_for_the_next_agreed_step"),
    "004-13": Served("no next step, and why", "log --next none", "rules/changes/test_log::an_agreed_nothing_is_written_as_none"),
    "004-14": Served("their own words", "log --said", "views/terminal/test_cards::what_was_agreed_and_their_own_words_come_first"),
    "004-15": Served("no way out", "draft confirm", "rules/letters/test_draft::what_was_agreed_leaves_no_way_out"),
    "004-16": Served("be there in time", "due", "rules/due/test_morning::todays_appointments_stand_by_time_with_what_else_has_this_day"),
    "004-17": Served("what for, and how long", "meet", "rules/changes/test_entries::an_appointment_is_with_all_buyers_and_not_confirmed"),
    "004-18": Served("words everybody understands", "draft", "rules/letters/test_jargon::the_trades_words_are_found_once_each_in_their_order"),
    "004-21": Served("ten good stories for one lost", "report", "rules/reports/test_week::good_stories_stand_against_the_lost"),
    "004-22": Served("a hello that asks for nothing", "draft check-in", "rules/letters/test_draft::a_hello_asks_for_nothing"),
    "004-23": Served("maybe not right now", "cancel", "rules/clocks/test_care::a_lost_buyer_is_asked_again_on_the_day"),
    "004-24": Served("what it taught", "cancel", "rules/changes/test_ending::a_cancelled_home_keeps_why_and_the_door"),
    "004-25": Served("handed on with grace", "report handover", "rules/reports/test_job_record::a_hand_over_tells_what_the_next_agent_needs"),
}  # fmt: skip
# The demands that are human virtues: no program can serve them.
HUMAN = {"000-14", "001-7d", "001-12", "003-9", "004-19", "004-20", "004-26"}
ARTICLES = {"000": 17, "001": 12, "002": 10, "003": 13, "004": 26}  # the last number of each


@pytest.mark.parametrize("demand", SERVED)
def test_every_demand_has_a_command_and_a_test(demand: str) -> None:
    served = SERVED[demand]
    assert served.command.split()[0] in {verb.name for verb in VERBS}
    room, _, name = served.test.partition("::")
    text = (TESTS / f"{room}.py").read_text(encoding="utf-8")
    assert re.search(rf"^\s*def test_{name}\(", text, re.MULTILINE), served.test


def test_no_demand_is_left_out() -> None:
    """Their numbers run through; some have letters."""
    numbers: dict[str, set[int]] = {article: set() for article in ARTICLES}
    for demand in (*SERVED, *HUMAN):
        article, _, number = demand.partition("-")
        numbers[article].add(int(re.sub("[a-z]", "", number)))
    for article, last in ARTICLES.items():
        assert numbers[article] >= set(range(1, last + 1)), article
    assert len(SERVED) == 108
    assert not HUMAN & set(SERVED)
