//! What is sent and when a row leaves.

use chrono::DateTime;
use uuid::Uuid;
use weft::id::{CommandId, DeviceId, PersonId};
use weft::kinds::ticket::{Command, Refusal};
use weft::registry::{AnyCommand, AnyRefusal};

use super::*;

const MINE: Account = Account::Anonymous;

fn yours() -> Account {
    Account::Person(PersonId::named("you"))
}

fn command(seq: u64, command: Command) -> Envelope {
    Envelope {
        id: CommandId::named(&format!("command {seq}")),
        device: DeviceId::named("device"),
        seq,
        issued_at: DateTime::UNIX_EPOCH,
        rules_version: 1,
        target: Uuid::from_u128(7),
        command: AnyCommand::Ticket(command),
    }
}

fn accept(seq: u64) -> Envelope {
    command(seq, Command::Accept)
}

fn proof(seq: u64, photo: &[u8]) -> Envelope {
    command(seq, Command::Resolve { done: "已修".to_owned(), photos: vec![PhotoHash::of(photo)] })
}

fn queue(rows: impl IntoIterator<Item = (Envelope, Account)>) -> Queue {
    rows.into_iter().map(|(envelope, account)| (envelope.seq, Queued::new(envelope, account))).collect()
}

fn receipt(envelope: &Envelope, outcome: Outcome) -> Receipt {
    Receipt { id: envelope.id, outcome, duplicate: false, judged: None }
}

fn accepted(version: u64) -> Outcome {
    Outcome::Accepted { position: 40 + version, version }
}

fn refused() -> Outcome {
    Outcome::Refused { reason: AnyRefusal::Ticket(Refusal::NotThere) }
}

fn local(photo: &[u8], state: PhotoState) -> Photos {
    Photos::from([(PhotoHash::of(photo), state)])
}

#[test]
fn what_comes_after_a_push_is_sent_ahead_only_if_all_of_it_was_accepted() {
    let rows = [(accept(1), MINE), (accept(2), yours()), (accept(3), MINE), (accept(4), MINE), (accept(5), MINE)];
    let queue = queue(rows);
    let ahead = |receipts: &[Receipt]| {
        next_push_after(&queue, MINE, receipts, 200).iter().map(|envelope| envelope.seq).collect::<Vec<_>>()
    };
    let (first, third) = (receipt(&accept(1), accepted(2)), receipt(&accept(3), accepted(3)));
    assert_eq!(ahead(&[first.clone(), third]), [4, 5]);
    assert!(ahead(&[first.clone(), receipt(&accept(3), refused())]).is_empty());
    assert!(ahead(&[first, receipt(&accept(4), accepted(3))]).is_empty(), "one before it has no answer");
}

#[test]
fn a_push_takes_this_account_s_rows_in_order_and_no_others() {
    let queue = queue([(accept(1), MINE), (accept(2), yours()), (accept(3), MINE), (accept(4), MINE)]);
    let seqs = |account, max| next_push(&queue, account, max).iter().map(|envelope| envelope.seq).collect::<Vec<_>>();
    assert_eq!(seqs(MINE, 200), [1, 3, 4]);
    assert_eq!(seqs(MINE, 2), [1, 3]);
    assert_eq!(seqs(yours(), 200), [2]);
    assert_eq!((unsent(&queue, MINE), unsent_of_others(&queue, MINE)), (3, 1));
}

#[test]
fn a_push_never_exceeds_the_server_s_limit() {
    let queue = queue((1..=300).map(|seq| (accept(seq), MINE)));
    assert_eq!(next_push(&queue, MINE, usize::MAX).len(), PUSH_COMMANDS_MAX);
}

#[test]
fn an_accepted_row_stays_shown_and_is_not_sent_again() {
    let mut queue = queue([(accept(1), MINE)]);
    let settled = settle(&queue, &Photos::new(), &[receipt(&accept(1), accepted(3))], DateTime::UNIX_EPOCH);
    let [(1, Settlement::Delivered(row))] = settled.as_slice() else { panic!("{settled:?}") };
    queue.insert(1, row.clone());
    assert!(next_push(&queue, MINE, 200).is_empty());
    assert_eq!(overlay(&queue, MINE, |_| Some(2)).count(), 1, "the replica is behind");
    assert_eq!(overlay(&queue, MINE, |_| Some(3)).count(), 0, "the replica shows it");
    assert_eq!(delivered(&queue), [1]);
}

#[test]
fn every_answer_but_acceptance_moves_a_row_to_the_inbox_with_its_reason() {
    let queue = queue((1..=4).map(|seq| (accept(seq), MINE)));
    let receipts = [
        receipt(&accept(1), refused()),
        receipt(&accept(2), Outcome::Dependent { on: accept(1).id }),
        receipt(&accept(3), Outcome::Forbidden { permission: weft::actor::Permission::HandleTicket }),
        receipt(&accept(4), Outcome::Malformed { fault: Fault::IdReused }),
    ];
    let settled = settle(&queue, &Photos::new(), &receipts, DateTime::UNIX_EPOCH);
    let reasons: Vec<_> = settled
        .into_iter()
        .map(|(seq, settlement)| match settlement {
            Settlement::Refused(refused) => (seq, refused.reason),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        reasons,
        [
            (1, Reason::Refused(AnyRefusal::Ticket(Refusal::NotThere))),
            (2, Reason::Dependent(accept(1).id)),
            (3, Reason::Forbidden(weft::actor::Permission::HandleTicket)),
            (4, Reason::Malformed(Fault::IdReused)),
        ]
    );
}

#[test]
fn a_missing_unknown_or_repeated_receipt_changes_nothing() {
    let queue = queue([(accept(1), MINE)]);
    assert!(settle(&queue, &Photos::new(), &[receipt(&accept(9), accepted(1))], DateTime::UNIX_EPOCH).is_empty());
    let mut delivered = queue.clone();
    delivered.entry(1).and_modify(|row| row.status = Status::Delivered { version: 1 });
    assert!(settle(&delivered, &Photos::new(), &[receipt(&accept(1), refused())], DateTime::UNIX_EPOCH).is_empty());
}

#[test]
fn photos_go_before_the_command_that_refers_to_them() {
    let queue = queue([(proof(1, b"roof"), MINE)]);
    let hash = PhotoHash::of(b"roof");
    assert_eq!(next_upload(&queue, MINE, &local(b"roof", PhotoState::Local), &[]), Some(hash));
    assert_eq!(next_upload(&queue, yours(), &local(b"roof", PhotoState::Local), &[]), None);
    assert_eq!(next_upload(&queue, MINE, &local(b"roof", PhotoState::Uploaded), &[]), None);
    assert_eq!(next_upload(&queue, MINE, &local(b"roof", PhotoState::Local), &[hash]), None, "given up");
    assert_eq!(next_upload(&queue, MINE, &Photos::new(), &[]), None, "no bytes here");
}

#[test]
fn photos_the_server_lost_go_up_once_more_and_hold_back_what_depends_on_them() {
    let mut queue = queue([(proof(1, b"roof"), MINE), (accept(2), MINE), (accept(3), MINE)]);
    let photos = local(b"roof", PhotoState::Uploaded);
    let missing = Outcome::Malformed { fault: Fault::PhotoMissing };
    let receipts = [
        receipt(&proof(1, b"roof"), missing.clone()),
        receipt(&accept(2), Outcome::Dependent { on: accept(1).id }),
        receipt(&accept(3), Outcome::Dependent { on: accept(2).id }),
    ];
    let settled = settle(&queue, &photos, &receipts, DateTime::UNIX_EPOCH);
    let [(1, Settlement::PhotosAgain(row))] = settled.as_slice() else { panic!("{settled:?}") };
    queue.insert(1, row.clone());
    let second = settle(&queue, &photos, &[receipt(&proof(1, b"roof"), missing.clone())], DateTime::UNIX_EPOCH);
    assert!(matches!(second.as_slice(), [(1, Settlement::Refused(_))]), "not for ever: {second:?}");
    let without = settle(&queue, &Photos::new(), &[receipt(&proof(1, b"roof"), missing)], DateTime::UNIX_EPOCH);
    assert!(matches!(without.as_slice(), [(1, Settlement::Refused(_))]), "no bytes to send: {without:?}");
}

#[test]
fn a_photo_leaves_only_when_nothing_here_needs_it() {
    let queue = queue([(proof(1, b"roof"), MINE), (proof(2, b"roof"), yours()), (proof(3, b"wall"), MINE)]);
    let mut photos = local(b"roof", PhotoState::Uploaded);
    photos.insert(PhotoHash::of(b"wall"), PhotoState::Uploaded);
    assert_eq!(photos_to_drop(&queue, &[], &photos, &[1]), []);
    assert_eq!(photos_to_drop(&queue, &[], &photos, &[1, 2]), [PhotoHash::of(b"roof"); 2]);
    let inbox = Refused {
        envelope: Queued::new(proof(9, b"wall"), MINE).envelope,
        account: MINE,
        reason: Reason::Malformed(Fault::PhotoMissing),
        at: DateTime::UNIX_EPOCH,
    };
    assert_eq!(photos_to_drop(&queue, &[&inbox], &photos, &[3]), []);
}

#[test]
fn the_overlay_is_of_this_account_only() {
    let queue = queue([(accept(1), MINE), (accept(2), yours())]);
    assert_eq!(overlay(&queue, MINE, |_| None).map(|envelope| envelope.seq).collect::<Vec<_>>(), [1]);
}

/// A row of the queue as another build of this device wrote it: of a kind that this one does not know, or with more than it knows.
fn of_another_build(seq: u64, kind: &str) -> (Queued, serde_json::Value) {
    let mut row = serde_json::to_value(Queued::new(proof(seq, b"roof"), MINE)).unwrap();
    row["envelope"]["command"]["kind"] = kind.into();
    row["envelope"]["command"]["do"]["resolve"]["festival"] = "later".into();
    (weft::json::read(&row.to_string()).unwrap(), row)
}

#[test]
fn what_another_build_wrote_is_sent_and_kept_as_it_is() {
    for (kind, is_shown) in [("ticket", true), ("festival", false)] {
        let (row, text) = of_another_build(1, kind);
        let queue = Queue::from([(1, row.clone()), (2, Queued::new(accept(2), MINE))]);
        let photos = local(b"roof", PhotoState::Local);
        assert_eq!(unsent(&queue, MINE), 2);
        assert_eq!(next_upload(&queue, MINE, &photos, &[]), Some(PhotoHash::of(b"roof")), "{kind}: what it needs");
        let pushed = serde_json::to_value(next_push(&queue, MINE, 9)).unwrap();
        assert_eq!(pushed[0], text["envelope"], "{kind}");
        assert_eq!(overlay(&queue, MINE, |_| None).count(), if is_shown { 2 } else { 1 });
        assert_eq!(row.envelope.command.whole(), None, "{kind}: no other command may be made of it");

        let receipt = |outcome| [Receipt { id: row.envelope.id, outcome, duplicate: false, judged: None }];
        let settled = settle(&queue, &photos, &receipt(accepted(3)), DateTime::UNIX_EPOCH);
        let [(1, Settlement::Delivered(delivered))] = settled.as_slice() else { panic!("{settled:?}") };
        let delivered = serde_json::to_value(delivered).unwrap();
        assert_eq!((&delivered["envelope"], &delivered["account"]), (&text["envelope"], &text["account"]));
        let why = serde_json::json!({ "kind": "festival", "why": { "rained_off": 3 } });
        let outcome = serde_json::json!({ "outcome": "refused", "reason": why });
        let settled =
            settle(&queue, &photos, &receipt(weft::json::read(&outcome.to_string()).unwrap()), DateTime::UNIX_EPOCH);
        let [(1, Settlement::Refused(refused))] = settled.as_slice() else { panic!("{settled:?}") };
        let refused = serde_json::to_value(refused).unwrap();
        assert_eq!((&refused["envelope"], &refused["reason"]["refused"]), (&text["envelope"], &why));
        assert_eq!(photos_to_drop(&queue, &[], &photos, &[1]), [PhotoHash::of(b"roof")]);
        assert_eq!(photos_to_drop(&Queue::from([(2, row.clone()), (1, row)]), &[], &photos, &[1]), []);
    }
}

#[test]
fn a_row_with_more_than_this_build_could_write_back_is_none_that_it_reads() {
    let (_, mut row) = of_another_build(1, "ticket");
    row["festival"] = 1.into();
    assert!(weft::json::read::<Queued>(&row.to_string()).is_err());
}
