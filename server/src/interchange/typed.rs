//! From what is written in a cell to the test of a column of the rulebook, and back.

use std::collections::{BTreeMap, BTreeSet};

use weft::org::CompoundKind;
use weft::rules::{End, FactKind, FactValue, Interval, Mode, Rulebook, Test};
use weft::text::Text;

use super::What;
use super::feel::{Cell, Literal, Unary};

/// What a column's values are.
pub enum Kind<'a> {
    /// One of these names, or of the titles of them that are unambiguous.
    Names(BTreeSet<String>, BTreeMap<&'a str, &'a str>),
    /// Any text.
    Text,
    /// Yes or no.
    Boolean,
    /// Whole numbers.
    Integer,
    /// Decimal numbers.
    Decimal,
    /// Days.
    Date,
}

impl<'a> Kind<'a> {
    /// The kind of a column of a rulebook, if it has one.
    #[must_use]
    pub fn of(book: &'a Rulebook, column: &str) -> Option<Self> {
        Some(match column {
            "category" => Self::names(book.categories.iter().map(|category| (category.key.as_str(), &category.title))),
            "mode" => Self::Names(Mode::ALL.iter().map(|mode| mode.key().to_owned()).collect(), BTreeMap::new()),
            "compound" => Self::Names(compounds(), BTreeMap::new()),
            fact => Self::of_fact(&book.fact(fact)?.kind),
        })
    }

    /// The kind of a fact's type.
    #[must_use]
    pub fn of_fact(kind: &'a FactKind) -> Self {
        match kind {
            FactKind::Choice { options } => {
                Self::names(options.iter().map(|option| (option.key.as_str(), &option.title)))
            }
            FactKind::Boolean => Self::Boolean,
            FactKind::Integer { .. } => Self::Integer,
            FactKind::Decimal { .. } => Self::Decimal,
            FactKind::Date { .. } => Self::Date,
            FactKind::Text { .. } => Self::Text,
        }
    }

    fn names(values: impl Iterator<Item = (&'a str, &'a Text)> + Clone) -> Self {
        let mut titles: BTreeMap<&str, Option<&str>> = BTreeMap::new();
        for (key, title) in values.clone() {
            for title in [title.zh.as_str(), title.en.as_str()] {
                titles
                    .entry(title)
                    .and_modify(|known| *known = known.filter(|known| *known == key))
                    .or_insert(Some(key));
            }
        }
        let titles = titles.into_iter().filter_map(|(title, key)| Some((title, key?))).collect();
        Self::Names(values.map(|(key, _)| key.to_owned()).collect(), titles)
    }

    const fn expected(&self) -> &'static str {
        match self {
            Self::Names(..) | Self::Text => "a text",
            Self::Boolean => "true or false",
            Self::Integer => "a whole number",
            Self::Decimal => "a number",
            Self::Date => "a date",
        }
    }

    /// The test that a cell means.
    ///
    /// # Errors
    /// When it does not fit the column.
    pub fn test(&self, cell: &Cell) -> Result<Test, What> {
        let Cell::Tests { not, tests } = cell else {
            return Ok(Test::Any);
        };
        match self {
            Self::Names(..) | Self::Text => self.names_test(*not, tests),
            Self::Boolean => match tests.as_slice() {
                [Unary::Is(Literal::Boolean(answer))] => Ok(Test::Is(answer != not)),
                _ => Err(What::WrongType(self.expected())),
            },
            Self::Integer | Self::Decimal | Self::Date => self.ordered_test(*not, tests),
        }
    }

    fn names_test(&self, not: bool, tests: &[Unary]) -> Result<Test, What> {
        let mut names = Vec::new();
        for test in tests {
            match test {
                Unary::Is(Literal::Text(name)) => names.push(self.name(name)?),
                // What is not known passes no test anyway.
                Unary::Is(Literal::Null) if not => {}
                _ => return Err(What::WrongType(self.expected())),
            }
        }
        Ok(if not { Test::NotIn(names) } else { Test::In(names) })
    }

    fn name(&self, name: &str) -> Result<String, What> {
        match self {
            Self::Names(names, titles) if !names.contains(name) => {
                titles.get(name).map(|key| (*key).to_owned()).ok_or_else(|| What::UnknownValue(name.to_owned()))
            }
            _ => Ok(name.to_owned()),
        }
    }

    fn ordered_test(&self, not: bool, tests: &[Unary]) -> Result<Test, What> {
        if not && matches!(tests, [Unary::Is(Literal::Null)]) {
            return Ok(match self {
                Self::Integer => Test::Between(None, None),
                _ => Test::Within { any: vec![Interval::default()], not: false },
            });
        }
        let mut any = Vec::with_capacity(tests.len());
        for test in tests {
            any.push(match test {
                Unary::Is(value) => {
                    let end = End { at: self.value(value)?, open: false };
                    Interval { from: Some(end.clone()), to: Some(end) }
                }
                Unary::Range(from, to) => Interval { from: self.end(from)?, to: self.end(to)? },
            });
        }
        Ok(match any.as_slice() {
            [Interval { from, to }] if !not => match (whole(from.as_ref()), whole(to.as_ref())) {
                (Some(from), Some(to)) => Test::Between(from, to),
                _ => Test::Within { any, not },
            },
            _ => Test::Within { any, not },
        })
    }

    fn end(&self, end: &Option<(Literal, bool)>) -> Result<Option<End>, What> {
        end.as_ref().map(|(at, open)| Ok(End { at: self.value(at)?, open: *open })).transpose()
    }

    fn value(&self, value: &Literal) -> Result<FactValue, What> {
        match (self, value) {
            (Self::Integer, Literal::Number(number)) => {
                number.to_string().parse().map(FactValue::Integer).map_err(|_| What::WrongType(self.expected()))
            }
            (Self::Decimal, Literal::Number(number)) => Ok(FactValue::Decimal { decimal: *number }),
            (Self::Date, Literal::Date(date)) => Ok(FactValue::Date { date: *date }),
            _ => Err(What::WrongType(self.expected())),
        }
    }
}

/// A closed end of whole numbers, or that there is none.
fn whole(end: Option<&End>) -> Option<Option<i64>> {
    match end {
        None => Some(None),
        Some(End { at: FactValue::Integer(number), open: false }) => Some(Some(*number)),
        Some(_) => None,
    }
}

/// The names of all kinds of compound.
pub(super) fn compounds() -> BTreeSet<String> {
    let name = |kind: &CompoundKind| serde_json::to_value(kind).ok()?.as_str().map(str::to_owned);
    CompoundKind::ALL.iter().filter_map(name).collect()
}

/// A test as it is written in a cell.
///
/// # Errors
/// [`What::NotWritable`] where S-FEEL has no words for it.
pub fn written(test: &Test) -> Result<String, What> {
    let cell = match test {
        Test::Any => Cell::Any,
        Test::In(names) => Cell::Tests { not: false, tests: texts(names) },
        Test::NotIn(names) if names.is_empty() => known(),
        Test::NotIn(names) => Cell::Tests { not: true, tests: texts(names) },
        Test::Is(answer) => Cell::Tests { not: false, tests: vec![Unary::Is(Literal::Boolean(*answer))] },
        Test::Between(None, None) => known(),
        Test::Between(from, to) => {
            let end = |number: Option<i64>| number.map(|at| End { at: FactValue::Integer(at), open: false });
            Cell::Tests { not: false, tests: vec![range(&Interval { from: end(*from), to: end(*to) })?] }
        }
        Test::Within { any, not } if any.is_empty() && *not => known(),
        Test::Within { any, not: false } if *any == [Interval::default()] => known(),
        Test::Within { any, not } => Cell::Tests { not: *not, tests: any.iter().map(range).collect::<Result<_, _>>()? },
    };
    match cell {
        Cell::Tests { tests, .. } if tests.is_empty() => Err(What::NotWritable),
        cell => Ok(cell.to_string()),
    }
}

/// Whatever is known.
fn known() -> Cell {
    Cell::Tests { not: true, tests: vec![Unary::Is(Literal::Null)] }
}

fn texts(names: &[String]) -> Vec<Unary> {
    names.iter().map(|name| Unary::Is(Literal::Text(name.clone()))).collect()
}

fn range(interval: &Interval) -> Result<Unary, What> {
    let end = |end: &Option<End>| -> Result<Option<(Literal, bool)>, What> {
        end.as_ref().map(|end| Ok((literal(&end.at)?, end.open))).transpose()
    };
    match (end(&interval.from)?, end(&interval.to)?) {
        (None, None) => Err(What::NotWritable),
        (Some((from, false)), Some((to, false))) if from == to => Ok(Unary::Is(from)),
        (from, to) => Ok(Unary::Range(from, to)),
    }
}

/// A value as it is written in a cell.
///
/// # Errors
/// Never for the values of facts.
pub fn literal(value: &FactValue) -> Result<Literal, What> {
    Ok(match value {
        FactValue::Boolean(answer) => Literal::Boolean(*answer),
        FactValue::Integer(number) => Literal::Number(number.to_string().parse().map_err(|_| What::NotWritable)?),
        FactValue::Decimal { decimal } => Literal::Number(*decimal),
        FactValue::Date { date } => Literal::Date(*date),
        FactValue::Choice(text) | FactValue::Text { text } => Literal::Text(text.clone()),
    })
}
