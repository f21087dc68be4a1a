//! What is wrong with the place where the data is, in words for whoever runs the server, and the exit code that tells its supervisor.

use std::io::{self, ErrorKind};

use sqlx::sqlite::SqliteError;

/// What is wrong, as far as a person must do something about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The database does not hold what was written to it.
    Damaged,
    /// There is no room left.
    Full,
    /// Nothing may be written.
    ReadOnly,
    /// A file cannot be opened.
    Unopened,
}

/// SQLite's result codes, of which the lowest byte says what happened: <https://sqlite.org/rescode.html>.
mod sqlite {
    pub const READONLY: i32 = 8;
    pub const CORRUPT: i32 = 11;
    pub const FULL: i32 = 13;
    pub const CANTOPEN: i32 = 14;
    pub const NOTADB: i32 = 26;
    pub const PRIMARY: i32 = 0xff;
}

/// PostgreSQL's error codes: <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
mod postgres {
    pub const READ_ONLY: &str = "25006";
    pub const DISK_FULL: &str = "53100";
    pub const DAMAGED: [&str; 2] = ["XX001", "XX002"];
}

impl Trouble {
    /// What an error of the database means.
    #[must_use]
    pub fn of(error: &sqlx::Error) -> Option<Self> {
        let sqlx::Error::Database(said) = error else {
            return match error {
                sqlx::Error::Io(why) => Self::of_io(why),
                _ => None,
            };
        };
        let code = said.code()?;
        if said.try_downcast_ref::<SqliteError>().is_some() {
            return match code.parse::<i32>().ok()? & sqlite::PRIMARY {
                sqlite::CORRUPT | sqlite::NOTADB => Some(Self::Damaged),
                sqlite::FULL => Some(Self::Full),
                sqlite::READONLY => Some(Self::ReadOnly),
                sqlite::CANTOPEN => Some(Self::Unopened),
                _ => None,
            };
        }
        match &*code {
            postgres::READ_ONLY => Some(Self::ReadOnly),
            postgres::DISK_FULL => Some(Self::Full),
            code if postgres::DAMAGED.contains(&code) => Some(Self::Damaged),
            _ => None,
        }
    }

    /// What an error of the data folder means.
    #[must_use]
    pub fn of_io(error: &io::Error) -> Option<Self> {
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Some(Self::Full),
            ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => Some(Self::ReadOnly),
            _ => None,
        }
    }

    /// What to do about it, Chinese and English.
    #[must_use]
    pub const fn advice(self) -> (&'static str, &'static str) {
        match self {
            Self::Damaged => (
                "数据已损坏，服务不会带着错误的数据运行。请保留现有文件备查，用最近一次完好的备份恢复（deploy/restore.sh），\
                 再用 weft verify 核对后启动。",
                "The data is damaged, and wrong data is never served. Keep the files for study, restore the last good backup \
                 (deploy/restore.sh), check it with `weft verify`, then start again.",
            ),
            Self::Full => (
                "磁盘已满：请腾出空间后重新启动。已经回执的内容没有丢失。",
                "The disk is full: make room, then start again. Nothing that was acknowledged is lost.",
            ),
            Self::ReadOnly => (
                "数据目录或数据库只读：请检查挂载方式和文件属主，确认运行服务的用户可以写入。",
                "The data folder or the database is read-only: see how it is mounted and who owns it; the user that runs the server \
                 must be able to write to it.",
            ),
            Self::Unopened => (
                "数据库文件无法打开：请检查数据目录的路径、属主和权限。",
                "A database file cannot be opened: see the data folder's path, owner and permissions.",
            ),
        }
    }

    /// What the process ends with, after BSD's `sysexits.h`: a supervisor must not start again on damaged data.
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Damaged => 65,
            Self::ReadOnly | Self::Unopened => 73,
            Self::Full => 74,
        }
    }
}
