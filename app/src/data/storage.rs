//! Whether the device keeps what a person enters, and what to say when it does not.

use weft::text::Text;

use super::StorageError;

/// Whether what a person enters survives closing the window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Storage {
    /// It does.
    #[default]
    Kept,
    /// It does not: it is in memory only, until it is sent.
    MemoryOnly(StorageError),
    /// It did not for a while, and does again.
    KeptAgain,
}

impl Storage {
    /// What to warn the person of; nothing while all is kept.
    #[must_use]
    pub fn warning(&self) -> Option<Text> {
        let Self::MemoryOnly(error) = self else {
            return None;
        };
        let (why_zh, why_en) = match error {
            StorageError::Unavailable => (
                "浏览器不允许本页保存数据（可能是无痕模式）",
                "This browser keeps no data for this page (perhaps private browsing)",
            ),
            StorageError::Full => ("设备存储空间已满", "This device's storage is full"),
            StorageError::Closed => (
                "本机数据库被关闭（另一个窗口已打开新版本，或浏览器数据被清除）",
                "This device's database was closed (another window runs a newer version, or the browser's data were cleared)",
            ),
            StorageError::Newer => (
                "本机数据由更新的版本写入，请先更新",
                "This device's data were written by a newer version: please update",
            ),
            StorageError::Overtaken | StorageError::Other(_) => ("设备存储出错", "This device's storage fails"),
        };
        Some(Text::new(
            format!("{why_zh}。未送达的内容在关闭本页后会丢失，请保持本页打开，直到显示已送达。"),
            format!(
                "{why_en}. What is not delivered is lost when this page closes: keep it open until all is delivered."
            ),
        ))
    }
}
