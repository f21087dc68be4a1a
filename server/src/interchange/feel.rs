//! The notation of a cell: unary tests and literals of S-FEEL (DMN 1.3, chapter 9).

use std::fmt;

use chrono::NaiveDate;
use weft::decimal::Decimal;
use weft::text::Text;

/// A cell as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// `-`, or nothing.
    Any,
    /// Tests of which one must hold, or none.
    Tests {
        /// Whether none may hold.
        not: bool,
        /// The tests.
        tests: Vec<Unary>,
    },
}

/// One test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unary {
    /// The value itself.
    Is(Literal),
    /// Everything from one end to another, each with whether it is left out itself.
    Range(Option<(Literal, bool)>, Option<(Literal, bool)>),
}

/// A value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// A number.
    Number(Decimal),
    /// A text.
    Text(String),
    /// Yes or no.
    Boolean(bool),
    /// A day.
    Date(NaiveDate),
    /// Not known.
    Null,
}

/// Why a cell cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeelFault {
    /// The character, from 1.
    pub at: usize,
    /// What stands there; empty at the end.
    pub found: String,
}

impl FeelFault {
    pub(super) fn text(&self) -> Text {
        let (at, found) = (self.at, &self.found);
        if found.is_empty() {
            return Text {
                zh: "内容不完整（文字要加引号，区间写作 [1..5]）".into(),
                en: "it ends too early (texts are in quotes, ranges are written [1..5])".into(),
            };
        }
        Text {
            zh: format!("不支持第{at}个字符处的“{found}”"),
            en: format!("“{found}” at character {at} is not supported"),
        }
    }
}

/// Reads a cell.
///
/// # Errors
/// What is not of the notation, or not supported of it.
pub fn cell(text: &str) -> Result<Cell, FeelFault> {
    let mut reader = Reader::new(text);
    reader.skip();
    if reader.is_over() {
        return Ok(Cell::Any);
    }
    if reader.rest().trim() == "-" {
        return Ok(Cell::Any);
    }
    let mut lookahead = reader.clone();
    let not = lookahead.word() == "not" && lookahead.take('(');
    if not {
        reader = lookahead;
    }
    let tests = reader.tests()?;
    if not && !reader.take(')') {
        return Err(reader.fault());
    }
    reader.end()?;
    Ok(Cell::Tests { not, tests })
}

/// Reads a value.
///
/// # Errors
/// As [`cell`].
pub fn literal(text: &str) -> Result<Literal, FeelFault> {
    let mut reader = Reader::new(text);
    let value = reader.literal()?;
    reader.end()?;
    Ok(value)
}

/// Reads a list of values, in brackets or not; nothing and `-` are none.
///
/// # Errors
/// As [`cell`].
pub fn list(text: &str) -> Result<Vec<Literal>, FeelFault> {
    let mut reader = Reader::new(text);
    let bracket = reader.take('[');
    let mut values = Vec::new();
    if (!bracket && matches!(reader.rest().trim(), "" | "-")) || (bracket && reader.take(']')) {
        return Ok(values);
    }
    loop {
        values.push(reader.literal()?);
        if !reader.take(',') {
            break;
        }
    }
    if bracket && !reader.take(']') {
        return Err(reader.fault());
    }
    reader.end()?;
    Ok(values)
}

#[derive(Clone)]
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    const fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn is_over(&self) -> bool {
        self.rest().trim().is_empty()
    }

    fn take(&mut self, wanted: char) -> bool {
        self.take_text(wanted.encode_utf8(&mut [0; 4]))
    }

    fn take_text(&mut self, wanted: &str) -> bool {
        self.skip();
        let found = self.rest().starts_with(wanted);
        self.at += if found { wanted.len() } else { 0 };
        found
    }

    /// Letters and digits.
    fn word(&mut self) -> &'a str {
        self.skip();
        let rest = self.rest();
        let end = rest.find(|letter: char| !(letter.is_alphanumeric() || letter == '_')).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    fn fault(&self) -> FeelFault {
        let mut here = self.clone();
        here.skip();
        let word = here.clone().word().to_owned();
        let found = if word.is_empty() { here.rest().chars().take(1).collect() } else { word };
        FeelFault { at: self.text[..here.at].chars().count() + 1, found }
    }

    fn end(&self) -> Result<(), FeelFault> {
        if self.is_over() { Ok(()) } else { Err(self.fault()) }
    }

    fn tests(&mut self) -> Result<Vec<Unary>, FeelFault> {
        let mut tests = vec![self.test()?];
        while self.take(',') {
            tests.push(self.test()?);
        }
        Ok(tests)
    }

    fn test(&mut self) -> Result<Unary, FeelFault> {
        for (sign, is_lower, open) in [("<=", false, false), (">=", true, false), ("<", false, true), (">", true, true)]
        {
            if self.take_text(sign) {
                let end = Some((self.literal()?, open));
                return Ok(if is_lower { Unary::Range(end, None) } else { Unary::Range(None, end) });
            }
        }
        let open_from = if self.take('[') {
            false
        } else if self.take('(') || self.take(']') {
            true
        } else {
            return Ok(Unary::Is(self.literal()?));
        };
        let from = self.literal()?;
        if !self.take_text("..") {
            return Err(self.fault());
        }
        let to = self.literal()?;
        let open_to = if self.take(']') {
            false
        } else if self.take(')') || self.take('[') {
            true
        } else {
            return Err(self.fault());
        };
        Ok(Unary::Range(Some((from, open_from)), Some((to, open_to))))
    }

    fn literal(&mut self) -> Result<Literal, FeelFault> {
        self.skip();
        let start = self.clone();
        match self.rest().chars().next() {
            Some('"') => self.quoted().map(Literal::Text),
            Some('@') => {
                self.at += 1;
                self.date(&start)
            }
            Some('-' | '.' | '0'..='9') => self.number().ok_or_else(|| start.fault()),
            _ => match self.word() {
                "true" => Ok(Literal::Boolean(true)),
                "false" => Ok(Literal::Boolean(false)),
                "null" => Ok(Literal::Null),
                "date" if self.take('(') => {
                    let date = self.date(&start)?;
                    if self.take(')') { Ok(date) } else { Err(self.fault()) }
                }
                _ => Err(start.fault()),
            },
        }
    }

    fn date(&mut self, start: &Self) -> Result<Literal, FeelFault> {
        let text = self.quoted()?;
        let date = NaiveDate::parse_from_str(&text, "%Y-%m-%d");
        date.map(Literal::Date).map_err(|_| FeelFault { found: text, ..start.fault() })
    }

    fn number(&mut self) -> Option<Literal> {
        let rest = self.rest();
        let digits = |from: usize| {
            let end = rest[from..].find(|digit: char| !digit.is_ascii_digit());
            end.map_or(rest.len(), |end| from + end)
        };
        let whole = digits(usize::from(rest.starts_with('-')));
        // Two points are those of a range.
        let has_places = rest[whole..].starts_with('.') && !rest[whole..].starts_with("..");
        let end = if has_places { digits(whole + 1) } else { whole };
        let (sign, digits) = rest[..end].strip_prefix('-').map_or(("", &rest[..end]), |digits| ("-", digits));
        let nought = if digits.starts_with('.') { "0" } else { "" };
        let number = format!("{sign}{nought}{digits}").parse().ok()?;
        self.at += end;
        Some(Literal::Number(number))
    }

    fn quoted(&mut self) -> Result<String, FeelFault> {
        self.skip();
        let start = self.clone();
        let mut text = String::new();
        let mut letters = self.rest().char_indices();
        let end = || FeelFault { at: start.text.chars().count() + 1, found: String::new() };
        if letters.next().map(|(_, letter)| letter) != Some('"') {
            return Err(start.fault());
        }
        while let Some((at, letter)) = letters.next() {
            match letter {
                '"' => {
                    self.at += at + 1;
                    return Ok(text);
                }
                '\\' => match letters.next().map(|(_, letter)| letter) {
                    Some('n') => text.push('\n'),
                    Some('t') => text.push('\t'),
                    Some('r') => text.push('\r'),
                    Some(letter @ ('"' | '\\' | '\'')) => text.push(letter),
                    Some('u') => {
                        let code: String = letters.by_ref().take(4).map(|(_, letter)| letter).collect();
                        let code = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
                        text.push(code.ok_or_else(end)?);
                    }
                    _ => return Err(end()),
                },
                letter => text.push(letter),
            }
        }
        Err(end())
    }
}

/// A text in quotes.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            letter if letter.is_control() => quoted.push_str(&format!("\\u{:04x}", u32::from(letter))),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => f.write_str(&quoted(text)),
            Self::Boolean(answer) => answer.fmt(f),
            Self::Date(date) => write!(f, "date(\"{date}\")"),
            Self::Null => f.write_str("null"),
        }
    }
}

impl fmt::Display for Unary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Is(value) => value.fmt(f),
            Self::Range(Some((from, open)), None) => write!(f, "{} {from}", if *open { ">" } else { ">=" }),
            Self::Range(None, Some((to, open))) => write!(f, "{} {to}", if *open { "<" } else { "<=" }),
            Self::Range(Some((from, open_from)), Some((to, open_to))) => {
                let (from_sign, to_sign) = (if *open_from { '(' } else { '[' }, if *open_to { ')' } else { ']' });
                write!(f, "{from_sign}{from}..{to}{to_sign}")
            }
            Self::Range(None, None) => f.write_str("-"),
        }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("-"),
            Self::Tests { not, tests } => {
                let tests: Vec<String> = tests.iter().map(Unary::to_string).collect();
                let tests = tests.join(", ");
                if *not { write!(f, "not({tests})") } else { f.write_str(&tests) }
            }
        }
    }
}
