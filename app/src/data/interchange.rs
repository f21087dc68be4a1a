//! Decision tables from and to files. The server reads and writes them and keeps nothing of it, so this needs a network.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::json;
use weft::rules::{DecisionTable, Rulebook};
use weft::text::Text;

use super::Data;
use super::http::{self, Body, ProblemText};

/// Most bytes of a file that is sent. The server takes a few more, with the rulebook beside it and in Base64.
pub const FILE_BYTES_MAX: u32 = 6 << 20;

/// The form of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    /// DMN 1.3.
    Dmn,
    /// A spreadsheet.
    Xlsx,
}

/// How a spreadsheet begins, since it is a ZIP archive.
const ZIP: &[u8] = b"PK\x03\x04";

impl Form {
    /// The form of a file, by what is in it: names are often changed.
    #[must_use]
    pub fn of(file: &[u8]) -> Self {
        if file.starts_with(ZIP) { Self::Xlsx } else { Self::Dmn }
    }

    /// How names of such files end.
    #[must_use]
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Dmn => "dmn",
            Self::Xlsx => "xlsx",
        }
    }

    /// The media type.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Dmn => "application/xml",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// What was read from a file.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Imported {
    /// The table, if nothing is wrong.
    pub table: Option<DecisionTable>,
    /// Everything that could not be taken over, with its place, in both languages.
    pub faults: Vec<Text>,
}

impl Data {
    /// A table as a file.
    ///
    /// # Errors
    /// What to tell the person.
    pub async fn export_table(self, book: &Rulebook, table: &str, form: Form) -> Result<Vec<u8>, ProblemText> {
        let wanted = json!({ "book": book, "table": table, "form": form });
        let body = Body::json(&wanted).map_err(|error| error.text())?;
        self.device().order_file("/api/rules/export", body).await
    }

    /// A table from a file, in the place of the one of this name.
    ///
    /// # Errors
    /// What to tell the person. What is wrong with the file is in the answer.
    pub async fn import_table(self, book: &Rulebook, table: &str, file: &[u8]) -> Result<Imported, ProblemText> {
        let sent = json!({ "book": book, "table": table, "form": Form::of(file), "file": STANDARD.encode(file) });
        let body = Body::json(&sent).map_err(|error| error.text())?;
        let text = self.device().order(http::Method::POST, "/api/rules/import".to_owned(), body).await?;
        http::read(&text).map_err(|error| error.text())
    }
}
