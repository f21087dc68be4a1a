//! The peers in Rust: zen-engine and regorus.

use std::fmt::Write as _;
use std::hint::black_box;
use std::num::{NonZeroU32, NonZeroUsize};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, anyhow, ensure};
use regorus::{Engine, PolicyLengthConfig, Value};
use weft::rules::{Rulebook, Test};
use weft_bench::zen;
use zen_engine::model::DecisionContent;
use zen_engine::{DecisionEngine, Variable};

use crate::{Decided, FACTS, input};

/// A peer is asked for so long, if it does not get through all facts before.
const MEASURE: Duration = Duration::from_secs(4);
/// Stack for a chain of ten thousand rules.
const STACK_BYTES: usize = 1 << 30;

/// Prints their figures, and how many times as long as ours they take.
///
/// # Errors
/// When a peer decides differently.
pub fn compare(book: &Rulebook, shared: &[Decided], ours_ns: f64) -> Result<()> {
    let line = |name: &str, (ns, facts): (f64, usize)| {
        println!("    {name:<12} {ns:12.0} over {facts} facts; {:.1} times weft's", ns / ours_ns);
    };
    line("zen-engine", zen_engine(book, shared)?);
    // A chain of `else` is followed by recursion.
    let regorus = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_BYTES);
        let asked = thread.spawn_scoped(scope, || regorus(book, shared))?;
        asked.join().map_err(|_| anyhow!("regorus panicked"))?
    })?;
    line("regorus", regorus);
    Ok(())
}

/// Asks about the cases in turn, inputs made beforehand; the mean time, and how many that were. Every decision is compared.
fn measure<I, O>(
    shared: &[Decided],
    make: impl Fn(&Decided) -> Result<I>,
    mut ask: impl FnMut(I) -> Result<O>,
    rule: impl Fn(&O) -> Option<String>,
) -> Result<(f64, usize)> {
    let (mut taken, mut facts) = (Duration::ZERO, 0);
    while taken < MEASURE && facts < FACTS {
        // Few at a time, since one decision of a slow peer may take long.
        for chunk in shared.chunks(20) {
            let inputs: Vec<I> = chunk.iter().map(&make).collect::<Result<_>>()?;
            let start = Instant::now();
            let answers: Vec<O> = inputs.into_iter().map(|input| ask(black_box(input))).collect::<Result<_>>()?;
            taken += start.elapsed();
            facts += answers.len();
            for (answer, decided) in answers.iter().zip(chunk) {
                let found = rule(answer);
                ensure!(found.as_ref() == Some(&decided.rule), "{found:?} for {}: {}", decided.rule, decided.case);
            }
            if taken >= MEASURE {
                break;
            }
        }
    }
    Ok((taken.as_secs_f64() * 1e9 / facts as f64, facts))
}

fn zen_engine(book: &Rulebook, shared: &[Decided]) -> Result<(f64, usize)> {
    let content: DecisionContent = serde_json::from_value(zen::graph(book)?)?;
    let engine = DecisionEngine::default();
    let mut decision = engine.create_decision(content.into()).map_err(|error| anyhow!("{error:?}"))?;
    decision.compile();
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    measure(
        shared,
        |one| Ok(Variable::from(input(&one.case)?)),
        |input| runtime.block_on(decision.evaluate(input)).map_err(|error| anyhow!("{error:?}")),
        |answer| answer.result.to_value().get("rule")?.as_str().map(str::to_owned),
    )
}

fn regorus(book: &Rulebook, shared: &[Decided]) -> Result<(f64, usize)> {
    let mut engine = Engine::new();
    engine.set_policy_length_config(PolicyLengthConfig {
        max_col: NonZeroU32::MAX,
        max_file_bytes: NonZeroUsize::MAX,
        max_lines: NonZeroUsize::MAX,
    });
    engine.add_policy("ticket.rego".into(), rego(book)?)?;
    measure(
        shared,
        |one| Value::from_json_str(&input(&one.case)?.to_string()),
        |input| {
            engine.set_input(input);
            engine.eval_rule("data.ticket.rule".into())
        },
        |answer| answer.as_string().ok().map(|rule| rule.to_string()),
    )
}

/// The table as a chain of `else`: the first that holds decides.
fn rego(book: &Rulebook) -> Result<String> {
    let table = book.table("ticket").context("a ticket table")?;
    let mut policy = "package ticket\nimport rego.v1\n".to_owned();
    for (number, rule) in table.rules.iter().enumerate() {
        let word = if number == 0 { "rule" } else { "else" };
        let tests = table.columns.iter().zip(&rule.when).map(|(column, test)| condition(column, test));
        let tests: Vec<String> = tests.flatten().collect();
        let body = if tests.is_empty() { "true".to_owned() } else { tests.join("; ") };
        writeln!(policy, "{word} := \"{}\" if {{ {body} }}", rule.id)?;
    }
    Ok(policy)
}

fn condition(column: &str, test: &Test) -> Option<String> {
    let set = |keys: &[String]| keys.iter().map(|key| format!("\"{key}\"")).collect::<Vec<_>>().join(", ");
    Some(match test {
        Test::Any | Test::Between(None, None) => return None,
        Test::In(keys) => format!("input.{column} in {{{}}}", set(keys)),
        Test::NotIn(keys) => format!("not input.{column} in {{{}}}", set(keys)),
        Test::Between(Some(low), Some(high)) => format!("input.{column} >= {low}; input.{column} <= {high}"),
        Test::Between(Some(low), None) => format!("input.{column} >= {low}"),
        Test::Between(None, Some(high)) => format!("input.{column} <= {high}"),
        Test::Is(yes) => format!("input.{column} == {yes}"),
        Test::Within { .. } => unreachable!("the tables that are compared have whole numbers only"),
    })
}
