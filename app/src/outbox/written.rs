//! A command as it was written down.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use weft::id::PhotoHash;
use weft::registry::AnyCommand;

use super::plan::Photos;

/// A command as it was written down. It is kept and sent as it is, whatever this build can read of it: another build, which has the
/// same device open, may have written it.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    json: Arc<Value>,
    read: Option<AnyCommand>,
}

impl Written {
    /// Writes a command down.
    #[must_use]
    pub fn new(command: &AnyCommand) -> Self {
        // Every command has a JSON form. By way of the text, for which each command's writer is in the bundle anyway.
        let text = serde_json::to_string(command).unwrap_or_default();
        Self { json: Arc::new(serde_json::from_str(&text).unwrap_or_default()), read: Some(command.clone()) }
    }

    /// What this build can read of it.
    #[must_use]
    pub const fn read(&self) -> Option<&AnyCommand> {
        self.read.as_ref()
    }

    /// The command, if this build can read all of it.
    #[must_use]
    pub fn whole(&self) -> Option<&AnyCommand> {
        self.read().filter(|command| Self::new(command).json == self.json)
    }

    /// The name of the kind that it is for.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.json.get("kind").and_then(Value::as_str).unwrap_or_default()
    }

    /// The photos that must be stored before it, among these.
    #[must_use]
    pub fn photos_among(&self, held: &Photos) -> Vec<PhotoHash> {
        if let Some(command) = &self.read {
            return command.photos().iter().filter(|hash| held.contains_key(hash)).copied().collect();
        }
        let text = self.json.to_string();
        held.keys().filter(|hash| text.contains(&hash.to_string())).copied().collect()
    }
}

impl Serialize for Written {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Value::deserialize(deserializer)?;
        let read = weft::json::from_value(json.clone()).ok();
        Ok(Self { json: Arc::new(json), read })
    }
}
