//! Whether the named examples come out as expected.

use crate::rules::{Finding, Part, Rulebook, TICKET_TABLE};

pub(super) fn check(book: &Rulebook, findings: &mut Vec<Finding>) {
    if book.table(TICKET_TABLE).is_none() {
        return;
    }
    for example in &book.examples {
        let unknown = |part, name: &str| Finding::Dangling { part, name: name.to_owned(), at: example.name.zh.clone() };
        let expect = &example.expect;
        if let Some(ladder) = expect.ladder.as_ref().filter(|ladder| book.ladder(ladder).is_none()) {
            findings.push(unknown(Part::Ladder, ladder));
        }
        let known = |key: &str| book.services.iter().any(|service| service.key == key);
        let services = expect.joint.iter().flatten().filter(|service| !known(service));
        findings.extend(services.map(|service| unknown(Part::Service, service)));
        findings.extend(book.contradicts(example).map(|came| Finding::ExampleFails {
            example: example.name.clone(),
            case: example.case.clone(),
            expected: expect.clone(),
            came: Box::new(came),
        }));
    }
}
