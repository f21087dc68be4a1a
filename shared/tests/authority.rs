//! Golden text: which role may do what to which kind, and from where.
#![cfg(not(target_arch = "wasm32"))]

use std::fmt::Write;

use weft::actor::{Actor, Permission, Role};
use weft::aggregate::{Context, execute, fold};
use weft::kinds::ticket::Ticket;
use weft::registry::{AnyCommand, AnyState, Kind, Target};
use weft::sample::commands::Life;
use weft::sample::{self, unit_id};

/// One command of every sort of every kind, asked of a thing at grid 0-0 or of what it is for.
fn specimens() -> Vec<(String, Option<AnyState>, AnyCommand)> {
    let mut life = Life::new(1);
    let mut found = std::collections::BTreeMap::new();
    for _ in 0..20_000 {
        let tried = life.next_try();
        found.entry(command_name(&tried.envelope.command)).or_insert_with(|| tried.envelope.command.clone());
        life.run(&tried);
    }
    for command in more_commands() {
        found.entry(command_name(&command)).or_insert(command);
    }
    let reported = reported();
    let town = life.states.get(&Target { kind: Kind::Unit, id: unit_id("370-01").into() }).cloned();
    found
        .into_iter()
        .map(|(name, command)| {
            let state = match command.kind() {
                Kind::Ticket => Some(reported.clone()),
                Kind::Unit => town.clone(),
                Kind::Rulebook => None,
                kind => life.states.iter().find(|(target, _)| target.kind == kind).map(|(_, state)| state.clone()),
            };
            (name, state, command)
        })
        .collect()
}

/// A ticket that has just been reported in grid 0-0.
fn reported() -> AnyState {
    let (actor, now) = (sample::resident("reporter"), sample::morning());
    let (org, rules) = (sample::directory(), sample::rulebook());
    let cx = Context { actor: &actor, now, rules: &rules, org: &org, prove: weft::rules::prove };
    let submit = weft::kinds::ticket::Command::Submit(sample::noise_report(0, 0));
    let id = weft::id::TicketId::named("reported");
    let events = execute::<Ticket>(id, None, &submit, &cx).expect("accepted");
    AnyState::Ticket(fold(None, id, &events, actor.person, now).expect("reported"))
}

/// Commands the generated life does not use.
fn more_commands() -> Vec<AnyCommand> {
    use weft::kinds::{ticket, unit};
    let day = sample::first_day();
    let person = sample::holder_of("370", weft::org::Post::Desk);
    let at_town = |command| AnyCommand::Unit(command);
    let unit = sample::units().into_iter().find(|unit| unit.id == unit_id("370-01-01")).expect("known");
    let new = unit::NewUnit {
        parent: unit.parent,
        tier: unit.tier,
        name: unit.name,
        code: unit.code,
        outline: unit.outline.clone(),
        point: None,
        compound: None,
        service: None,
        appointments: vec![],
        from: day,
    };
    let mut all = vec![
        at_town(unit::Command::Create(Box::new(new))),
        at_town(unit::Command::Move { parent: unit_id("370") }),
        at_town(unit::Command::Redraw { outline: unit.outline }),
        at_town(unit::Command::Appoint { appointment: unit.appointments[0].clone() }),
        at_town(unit::Command::EndAppointment { post: weft::org::Post::Desk, person, on: day }),
        at_town(unit::Command::Close { on: day }),
        AnyCommand::Ticket(ticket::Command::Intake(sample::noise_report(0, 0))),
        AnyCommand::Ticket(ticket::Command::Absorb { from: weft::id::TicketId::named("x"), people: vec![] }),
    ];
    all.extend(rulebook_commands().into_iter().map(AnyCommand::Rulebook));
    all
}

fn rulebook_commands() -> Vec<weft::kinds::rulebook::Command> {
    use weft::kinds::rulebook::Command;
    let book = || Box::new(sample::rulebook());
    vec![
        Command::Draft { book: book() },
        Command::Revise { book: book() },
        Command::Publish { effective_from: None },
        Command::Withdraw,
    ]
}

fn command_name(command: &AnyCommand) -> String {
    let json = serde_json::to_value(command).expect("serialises");
    let verb = match &json["do"] {
        serde_json::Value::String(verb) => verb.clone(),
        serde_json::Value::Object(fields) => fields.keys().next().cloned().unwrap_or_default(),
        other => other.to_string(),
    };
    format!("{}/{verb}", command.kind().name())
}

#[test]
fn authority_is_what_was_agreed() {
    let org = sample::directory();
    let mut text = String::from("Permissions of each role\n");
    for role in Role::ALL {
        let held: Vec<String> = role.permissions().iter().map(|permission| format!("{permission:?}")).collect();
        writeln!(text, "  {role:?}: {}", held.join(", ")).expect("writes");
    }
    text.push_str("\nWho may do it, with the role held at the county (and grid members at grid 0-0)\n");
    let specimens = specimens();
    for (name, state, command) in &specimens {
        let (permission, scope) = command.authority(state.as_ref()).expect("of one kind");
        let mut who: Vec<String> = Vec::new();
        if sample::resident("stranger").may(permission, &scope, &org) {
            who.push("anyone".into());
        }
        if sample::resident("reporter").may(permission, &scope, &org) {
            who.push("owner".into());
        }
        for role in Role::ALL {
            let code = if role == Role::GridMember { "grid-0-0" } else { "370" };
            let actor = sample::staff(role, code, weft::id::PersonId::named("somebody"));
            if actor.may(permission, &scope, &org) {
                who.push(format!("{role:?}"));
            }
        }
        if Actor::system().may(permission, &scope, &org) {
            who.push("system".into());
        }
        writeln!(text, "  {name} needs {permission:?}: {}", who.join(", ")).expect("writes");
    }
    insta::assert_snapshot!("authority", text);
}

#[test]
fn every_permission_but_those_of_everyone_is_given_to_some_role() {
    let of_everyone = [
        Permission::SubmitTicket,
        Permission::OwnTicket,
        Permission::TakePart,
        Permission::OwnProposal,
        Permission::RunClock,
    ];
    for permission in Permission::ALL {
        let held = Role::ALL.iter().any(|role| role.permits(permission));
        assert_eq!(held, !of_everyone.contains(&permission), "{permission:?}");
    }
}

#[test]
fn the_list_of_kinds_is_known() {
    let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.name()).collect();
    insta::assert_snapshot!("kinds", names.join("\n"));
}
