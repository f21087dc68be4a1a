//! The contract of the store and engine: the same tests on SQLite and on PostgreSQL.
//!
//! PostgreSQL is tested when `WEFT_TEST_POSTGRES` holds its address, as `cargo xtask test` does; each test has a county of its own there.

#![expect(clippy::unwrap_used, reason = "a test that meets what it does not expect fails")]

mod agenda;
mod crash;
mod harness;
mod lists;
mod push;
mod readers;
mod rules;
mod secrets;
mod time;

/// Makes a test for each engine of each case.
macro_rules! contract {
    ($($module:ident: $($case:ident)+;)+) => {
        mod on_sqlite {
            $($(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    crate::$module::$case(crate::harness::Place::sqlite()).await;
                }
            )+)+
        }

        mod on_postgres {
            $($(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    if let Some(place) = crate::harness::Place::postgres() {
                        crate::$module::$case(place).await;
                    }
                }
            )+)+
        }
    };
}

contract! {
    push:
        a_command_is_applied_once_however_often_it_is_sent
        the_same_id_with_another_body_is_refused
        a_refused_command_is_answered_the_same_way_again
        one_bad_command_holds_up_only_what_depends_on_it
        a_command_of_another_device_is_malformed
        a_missing_photo_holds_a_command_until_it_is_there
        concurrent_pushes_are_all_answered_and_positions_have_no_gap
        a_refused_reaction_undoes_its_cause
        a_merge_tells_the_other_ticket_in_the_same_commit
        a_full_queue_answers_busy_and_loses_nothing;
    readers:
        a_pull_gives_every_reader_what_weft_lets_them_see
        pages_of_a_pull_miss_nothing_while_others_write
        what_leaves_a_readers_scope_is_removed
        new_grants_ask_for_a_rebuild
        whoever_was_nobody_goes_on_as_a_resident_without_starting_again
        a_receipt_holder_follows_the_ticket
        history_opens_for_handlers_and_stays_shut_for_others;
    lists:
        pages_of_tickets_follow_one_another_without_gap_or_repeat
        filters_find_what_fits_and_nothing_else
        chinese_text_is_found_by_those_who_may_read_it
        the_ledger_shows_nothing_personal
        the_three_rates_count_what_happened
        duplicates_are_near_recent_and_of_the_category
        a_receipt_code_finds_its_ticket;
    agenda:
        the_ledger_of_proposals_pages_newest_first_and_holds_what_is_public
        a_line_of_the_agenda_shows_nobody
        proposals_are_counted_by_unit_and_month_and_in_no_rate_of_tickets;
    secrets:
        no_table_holds_a_secret_in_clear
        an_erased_secret_is_gone_for_everyone
        another_key_does_not_open_the_vault;
    rules:
        what_was_made_under_earlier_rules_is_judged_by_them_within_their_grace
        a_rulebook_with_a_gap_is_refused_with_what_the_proof_finds;
    time:
        what_is_due_runs_once_also_when_asked_at_the_same_time
        what_came_due_while_the_server_was_down_runs_in_order
        a_used_up_id_does_not_stop_the_clock;
    crash:
        what_was_acknowledged_survives_a_crash
        two_servers_share_one_log
        a_replayed_log_gives_the_same_states
        accounts_read_back_and_logins_are_unique
        sessions_end_when_they_should
        settings_and_photos_read_back;
}
