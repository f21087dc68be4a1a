//! What answers and changes of person do to everything held.

use std::rc::Rc;

use weft::actor::Actor;
use weft::aggregate::{Aggregate, Context, fold};
use weft::id::TicketId;
use weft::kinds::ticket::{Command, Refusal, Ticket};
use weft::registry::{AnyCommand, AnyRefusal, AnyState};
use weft::sample;
use weft::text::Text;
use weft::wire::{Envelope, Outcome, Row};

use crate::replica::Told;

use super::*;

fn at() -> DateTime<Utc> {
    weft::sample::morning()
}

fn holding() -> Holding {
    Holding::new(DeviceId::named("device"), Identity::anonymous(PersonId::named("guess")))
}

fn queued(seq: u64, account: Account) -> Queued {
    let envelope = Envelope {
        id: CommandId::named(&format!("command {seq}")),
        device: DeviceId::named("device"),
        seq,
        issued_at: at(),
        rules_version: 1,
        target: uuid::Uuid::from_u128(seq.into()),
        command: AnyCommand::Ticket(Command::Withdraw),
    };
    Queued::new(envelope, account)
}

fn info(name: Option<&str>) -> SessionInfo {
    let actor = Actor::resident(PersonId::named(name.unwrap_or("somebody")));
    SessionInfo { actor, name: name.map(str::to_owned), now: at(), county: Text::new("测试县", "Test County") }
}

fn receipt(seq: u64, outcome: Outcome) -> Receipt {
    Receipt { id: CommandId::named(&format!("command {seq}")), outcome, duplicate: false, judged: None }
}

#[test]
fn a_command_leaves_only_after_its_receipt_and_a_complete_pull_that_began_later() {
    let mut held = holding();
    held.enqueue(queued(1, Account::Anonymous));
    let complete = || Answer { cursor: "c".to_owned(), ..Answer::default() };
    let before = plan::delivered(&held.queue);
    held.apply(held.after_pull(complete(), &before));
    assert_eq!(held.queue.len(), 1, "a pull without a receipt");
    held.apply(held.after_push(&[receipt(1, Outcome::Accepted { position: 1, version: 1 })], at()));
    held.apply(held.after_pull(complete(), &before));
    assert_eq!(held.queue.len(), 1, "a pull that began before the receipt");
    let after = plan::delivered(&held.queue);
    held.apply(held.after_pull(Answer { more: true, ..complete() }, &after));
    assert_eq!(held.queue.len(), 1, "a pull that is not complete");
    held.apply(held.after_pull(complete(), &after));
    assert!(held.queue.is_empty());
}

#[test]
fn a_refused_command_goes_to_the_inbox_whole() {
    let mut held = holding();
    held.enqueue(queued(1, Account::Anonymous));
    let reason = AnyRefusal::Ticket(Refusal::NotThere);
    let touched = held.apply(held.after_push(&[receipt(1, Outcome::Refused { reason: reason.clone() })], at()));
    assert!(touched.queue && held.queue.is_empty());
    let refused = held.inbox.values().next().unwrap();
    assert_eq!(
        (&refused.envelope, &refused.reason),
        (&queued(1, Account::Anonymous).envelope, &Reason::Refused(reason))
    );
    held.apply(vec![Write::Dismiss(refused.id())]);
    assert!(held.inbox.is_empty());
}

#[test]
fn signing_in_and_out_leaves_every_unsent_command_and_refusal() {
    let mut held = holding();
    held.enqueue(queued(1, Account::Anonymous));
    held.apply(held.after_session(&info(Some("测试员甲")), at()));
    let staff = held.account();
    held.enqueue(queued(2, staff));
    assert_eq!(plan::next_push(&held.queue, staff, 9).len(), 1, "only what was made under this account");
    held.apply(held.after_sign_out(PersonId::named("next"), true, at()));
    assert_eq!((held.account(), held.sign_out_owed), (Account::Anonymous, true));
    assert_eq!(held.queue.len(), 2);
    assert_eq!(plan::next_push(&held.queue, held.account(), 9)[0].seq, 1);
}

#[test]
fn a_rebuild_does_not_touch_the_queue() {
    let mut held = holding();
    held.enqueue(queued(1, Account::Anonymous));
    let before = held.queue.clone();
    held.apply(held.after_pull(Answer { rebuild: true, ..Answer::default() }, &[]));
    held.apply(held.after_pull(Answer { cursor: "new".to_owned(), ..Answer::default() }, &[]));
    assert_eq!((held.queue, held.replica.head.shown.cursor.as_str()), (before, "new"));
}

fn told_row(row: Row) -> Rc<Told> {
    Rc::new(Told::of(row))
}

/// A reporter's ticket with these followers, as this reader may see it.
fn opened(name: &str, followers: &[PersonId], reader: &Actor) -> Row {
    let id = TicketId::named(name);
    let (actor, rules, org) = (sample::resident("reporter"), sample::rulebook(), sample::directory());
    let cx = Context { actor: &actor, now: at(), rules: &rules, org: &org, prove: weft::rules::prove };
    let events = Ticket::decide(id, None, &Command::Submit(sample::noise_report(0, 0)), &cx).unwrap();
    let mut ticket: Ticket = fold(None, id, &events, actor.person, at()).unwrap();
    ticket.followers = followers.to_vec();
    let state = AnyState::Ticket(ticket).view(reader, at()).unwrap();
    Row { id: id.0, version: 2, position: 2, state }
}

#[test]
fn tickets_of_codes_that_a_session_no_longer_remembers_leave_or_show_what_else_one_may_see() {
    let mut held = holding();
    held.apply(held.after_session(&info(None), at()));
    let me = held.identity.actor.person;
    let reader = |receipts: &[&str]| {
        let receipts = receipts.iter().map(|name| TicketId::named(name)).collect();
        Actor { receipts, ..Actor::resident(me) }
    };
    let (before, after) = (reader(&["kept", "dropped", "followed"]), reader(&["kept"]));
    let told = |actor: &Actor| SessionInfo { actor: actor.clone(), ..info(None) };
    held.apply(held.after_session(&told(&before), at()));
    // In the copy that is shown, and in one that has begun to grow beside it.
    let rows = || {
        let rows = [opened("kept", &[], &before), opened("dropped", &[], &before), opened("followed", &[me], &before)];
        rows.into_iter().map(told_row).collect()
    };
    let answer = |more| Answer { rows: rows(), cursor: "c".to_owned(), more, ..Answer::default() };
    held.apply(held.after_pull(answer(false), &[]));
    held.apply(held.after_pull(Answer { rebuild: true, ..Answer::default() }, &[]));
    held.apply(held.after_pull(answer(true), &[]));
    assert_eq!((held.replica.rows.len(), held.replica.growing.len()), (3, 3));

    held.apply(held.after_session(&told(&after), at()));
    let expected: replica::Rows = [opened("kept", &[], &after), opened("followed", &[me], &after)]
        .into_iter()
        .map(|row| (row.target().into(), told_row(row)))
        .collect();
    assert_eq!(held.replica.rows, expected);
    assert_eq!(held.replica.growing, expected);
}

#[test]
fn an_unchanged_session_writes_nothing() {
    let mut held = holding();
    held.apply(held.after_session(&info(Some("测试员甲")), at()));
    assert_eq!(held.after_session(&info(Some("测试员甲")), at()), []);
}

#[test]
fn a_batch_applied_twice_is_as_good_as_once() {
    let mut held = holding();
    held.enqueue(queued(1, Account::Anonymous));
    held.enqueue(queued(2, Account::Anonymous));
    let accepted = receipt(1, Outcome::Accepted { position: 1, version: 1 });
    let refused = receipt(2, Outcome::Refused { reason: AnyRefusal::Ticket(Refusal::NotThere) });
    let writes = held.after_push(&[accepted, refused], at());
    held.apply(writes.clone());
    let once = held.clone();
    held.apply(writes);
    assert_eq!(held, once);
}

#[test]
fn a_cut_ticket_of_which_not_all_is_known_here_is_pulled_again() {
    let mut held = holding();
    held.apply(held.after_session(&info(None), at()));
    let me = held.identity.actor.person;
    let before = Actor { receipts: vec![TicketId::named("followed")], ..Actor::resident(me) };
    held.apply(held.after_session(&SessionInfo { actor: before.clone(), ..info(None) }, at()));
    let mut row = serde_json::to_value(opened("followed", &[me], &before)).unwrap();
    row["state"]["festival"] = "later".into();
    let row = Rc::new(Told::read(row.to_string()).unwrap());
    held.apply(held.after_pull(Answer { rows: vec![row], cursor: "c".to_owned(), ..Answer::default() }, &[]));
    let after = SessionInfo { actor: Actor::resident(me), ..info(None) };
    held.apply(held.after_session(&after, at()));
    assert_eq!(held.replica.rows.len(), 1);
    assert_eq!(held.replica.head.pulling().cursor, "", "from the beginning");
}
