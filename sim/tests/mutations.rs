//! The simulation finds what it is there to find: each planted fault breaks what must hold, within a few seeds.

use weft_sim::scenario::{Kind, Scenario};
use weft_sim::{Mutation, run};

/// Most runs until a planted fault must be found.
const RUNS_MAX: usize = 40;

/// Runs scenarios of these sorts, from a seed on, until one fails.
fn finds(mutation: Mutation, kinds: &[Kind], from: u64) {
    let seeds = (from..).filter(|seed| kinds.contains(&Scenario::of(*seed).kind)).take(RUNS_MAX);
    let found = seeds.into_iter().find(|seed| !run(*seed, Some(mutation), false).faults.is_empty());
    assert!(found.is_some(), "{mutation:?} is not found in {RUNS_MAX} runs");
}

macro_rules! found {
    ($($name:ident: $mutation:ident in $($kind:ident)+ $(, from $seed:literal)?;)+) => {
        $(#[test] fn $name() { finds(Mutation::$mutation, &[$(Kind::$kind),+], 1 $(+ $seed)?); })+

        #[test]
        fn every_planted_fault_is_tried() {
            assert_eq!([$(Mutation::$mutation),+].len(), Mutation::ALL.len());
            $(assert!(Mutation::ALL.contains(&Mutation::$mutation));)+
        }
    };
}

found! {
    rows_that_leave_the_queue_when_sent_are_lost: DeletesOnSend in Stairwell;
    commands_called_kept_before_they_are_on_the_disk_are_lost: KeepsInMemory in Crashes;
    receipts_passed_over_for_being_duplicates_leave_commands_waiting: IgnoresDuplicates in Stairwell;
    a_server_that_does_not_know_a_command_again_does_it_twice: ForgetsCommands in Stairwell;
    what_left_the_scope_and_stays_is_seen: KeepsWhatLeft in Calm Stairwell;
    requests_that_name_nobody_are_carried_out_as_somebody_else: SendsAsAnybody in Accounts;
    refusals_put_nowhere_are_lost: DropsRefusals in Poison;
    receipts_matched_by_place_settle_the_wrong_rows: SettlesByPlace in Poison Windows;
    silence_taken_for_no_refuses_what_was_accepted: TakesSilenceForNo in Stairwell;
    a_rebuild_that_empties_the_queue_loses_it: RebuildEmptiesQueue in Accounts Reassigned;
    an_answer_before_the_commit_is_a_promise_broken: AnswersBeforeCommit in Crashes;
    refused_commands_shown_as_delivered_are_lost: ShowsRefusedAsDelivered in Poison;
    rows_left_by_the_person_before_are_seen: KeepsRowsOfOthers in Accounts Reassigned;
    a_cursor_written_before_its_rows_loses_them: CursorBeforeRows in Crashes OneCrash Everything;
    // It shows only when the other window has begun a copy anew: once in some sixty runs, so it starts near one of them.
    a_pull_written_over_another_window_s_is_seen: WritesOverOthers in Windows Everything, from 970;
    signing_out_that_empties_the_queue_loses_it: SignOutEmptiesQueue in Accounts;
    one_bad_command_answered_for_all_refuses_the_good: OneBadForAll in Poison;
}
