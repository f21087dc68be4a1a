//! How it ends, who may look, and what emergencies and empty posts change.

use super::*;

#[test]
fn a_reopened_ticket_returns_to_its_handler_and_one_level_up_looks_on() {
    let mut case = Case::resolved();
    case.later(TimeDelta::days(1));
    let ticket = case.given(&reporter(), Command::Reopen { reason: words("昨晚又响了") });
    assert_eq!(responsible(ticket), grid(0, 0));
    assert_eq!(ticket.supervisor.as_ref().map(|holder| holder.unit), Some(sample::unit_id("370-01-01")));
    assert_eq!(ticket.awaiting().map(|(_, until)| until), Some(case.now + TimeDelta::hours(24)));
}

#[test]
fn a_ticket_can_be_reopened_for_a_while_after_closing_and_not_later() {
    let mut case = Case::resolved();
    case.given(&reporter(), Command::Confirm);
    let reopen = Command::Reopen { reason: words("又坏了") };
    case.later(TimeDelta::days(30));
    assert!(case.when(&reporter(), &reopen).is_ok());
    case.later(TimeDelta::seconds(1));
    assert_eq!(refused(case.when(&reporter(), &reopen)), Refusal::TooLate);
}

#[test]
fn seven_days_of_silence_close_a_resolved_ticket() {
    let mut case = Case::resolved();
    let resolved_at = case.now;
    assert_eq!(case.ticket().due(), Some((resolved_at + TimeDelta::days(7), Command::CloseSilent)));
    case.run_clock(resolved_at + TimeDelta::days(7));
    assert_eq!(case.ticket().phase, Phase::Closed);
    assert_eq!(case.ticket().due(), None);
}

#[test]
fn a_satisfied_rating_confirms_and_can_be_given_once() {
    let mut case = Case::resolved();
    let rate = Command::Rate { stars: 5, satisfied: true, comment: None };
    assert_eq!(case.given(&reporter(), rate.clone()).phase, Phase::Closed);
    assert_eq!(refused(case.when(&reporter(), &rate)), Refusal::AlreadyRated);
}

#[test]
fn stars_beyond_one_to_five_are_refused() {
    let case = Case::resolved();
    for stars in [0, 6] {
        let rate = Command::Rate { stars, satisfied: true, comment: None };
        assert_eq!(refused(case.when(&reporter(), &rate)), Refusal::BadStars);
    }
}

#[test]
fn merging_tells_the_followers_of_the_merged_one() {
    let mut case = Case::reported();
    case.given(&resident("neighbour"), Command::Follow);
    let into = TicketId::named("other");
    let events = case.when(&desk("370-01-01"), &Command::Merge { into }).expect("accepted");
    let people = vec![reporter().person, resident("neighbour").person];
    assert_eq!(events, [Event::Merged { into, people }]);
    assert_eq!(refused(case.when(&desk("370-01-01"), &Command::Merge { into: case.id })), Refusal::SameTicket);
}

#[test]
fn residents_never_see_internal_notes_nor_other_peoples_words() {
    let mut case = Case::reported();
    case.given(&grid_member(0, 0), Command::Note { text: words("住户情绪激动") });
    case.given(&resident("neighbour"), Command::Follow);
    let seen = |reader: &Actor| case.ticket().clone().view(reader, case.now);
    let own = seen(&reporter()).expect("the owner sees it");
    assert_eq!((own.notes.len(), own.text.clear().is_some()), (0, true));
    let neighbours = seen(&resident("neighbour")).expect("a follower sees it");
    assert_eq!(neighbours.text, Secret::Withheld);
    assert_eq!(neighbours.receipt, None, "a follower must not own the ticket");
    assert_eq!(neighbours.contact.expect("has contact").phone, Secret::Withheld);
    assert_eq!(seen(&resident("stranger")), None);
    assert_eq!(seen(&grid_member(0, 0)).map(|ticket| ticket.notes.len()), Some(1));
}

#[test]
fn a_receipt_code_shows_the_matter_but_not_the_person() {
    let case = Case::reported();
    let mut finder = resident("finder");
    finder.receipts.push(case.id);
    let seen = case.ticket().clone().view(&finder, case.now).expect("the receipt opens it");
    assert!(seen.text.clear().is_some());
    assert_eq!(seen.contact.expect("has contact").name, Secret::Withheld);
    assert_eq!(seen.address, Some(Secret::Withheld));
}

#[test]
fn open_data_has_no_words_of_the_resident() {
    let case = Case::reported();
    let json = serde_json::to_string(&case.ticket().public()).expect("serialises");
    for secret in ["13900000001", "居民测试甲", "放音乐", "3号楼"] {
        assert!(!json.contains(secret), "{secret} in {json}");
    }
}

#[test]
fn in_an_emergency_the_ticket_rules_follow_the_mode() {
    let mut case = Case::new();
    let commander = staff(Role::CommandCentre, "370", reporter().person);
    let town = case.org.unit(sample::unit_id("370-01")).expect("known").clone();
    let switch = unit::Command::SwitchMode { emergency: true };
    let cx =
        Context { actor: &commander, now: case.now, rules: &case.rules, org: &case.org, prove: crate::rules::prove };
    let events = execute(town.id, Some(&town), &switch, &cx).expect("may switch");
    let town = fold(Some(town), sample::unit_id("370-01"), &events, commander.person, case.now);
    let others = sample::units().into_iter().filter(|unit| unit.id != sample::unit_id("370-01"));
    case.org = Directory::new(others.chain(town));
    let ticket = case.given(&reporter(), Command::Submit(noise_report(0, 0)));
    assert_eq!(ticket.why.as_ref().map(|why| why.rule.as_str()), Some("emergency"));
}

#[test]
fn an_empty_post_is_answered_by_whoever_stands_in() {
    let mut case = Case::new();
    let mut units = sample::units();
    let empty = units.iter_mut().find(|unit| unit.id == grid(0, 0)).expect("known");
    empty.appointments.clear();
    case.org = Directory::new(units);
    let ticket = case.given(&reporter(), Command::Submit(noise_report(0, 0)));
    assert_eq!(responsible(ticket), sample::unit_id("370-01-01"));
    assert!(ticket.charge.as_ref().is_some_and(|charge| charge.stand_in));
}
