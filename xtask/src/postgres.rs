//! A throwaway PostgreSQL for tests: its own folder and port, gone at the end.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::shell::{self, capture, command};

/// Tells tests where a PostgreSQL is.
pub const URL: &str = "WEFT_TEST_POSTGRES";
/// Tells tests in which folder PostgreSQL's programs are, for those that must kill one of their own.
pub const PROGRAMS: &str = "WEFT_TEST_POSTGRES_PROGRAMS";
/// The user that runs PostgreSQL when we are root, which it refuses to be.
const OWNER: &str = "postgres";
const START_SECONDS_MAX: u64 = 30;
/// Each test process opens pools of its own.
const CONNECTIONS_MAX: u32 = 300;

/// A running server; stopped and deleted when dropped.
pub struct Throwaway {
    folder: PathBuf,
    port: u16,
    server: Child,
}

impl Throwaway {
    /// Makes a fresh cluster and starts it.
    pub fn start() -> Result<Throwaway> {
        let programs = programs().context("PostgreSQL is not installed (Debian: apt-get install postgresql)")?;
        let port = shell::free_port()?;
        let folder = std::env::temp_dir().join(format!("weft-postgres-{}-{port}", std::process::id()));
        std::fs::create_dir_all(&folder).with_context(|| format!("{}", folder.display()))?;
        if shell::is_root() {
            capture(command("chown").arg(OWNER).arg(&folder))?;
        }
        let data = folder.join("data");
        let mut init = as_owner(&programs.join("initdb"), &folder);
        init.args(["-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-U", OWNER, "--no-sync", "-D"]).arg(&data);
        capture(&mut init)?;
        let mut start = as_owner(&programs.join("postgres"), &folder);
        start.arg("-D").arg(&data).arg("-p").arg(port.to_string()).arg("-k").arg(&folder);
        // No test measures durability on it, and the whole cluster is deleted afterwards.
        start.args(["-c", "fsync=off", "-c", "full_page_writes=off", "-c", "listen_addresses=127.0.0.1"]);
        start.arg("-c").arg(format!("max_connections={CONNECTIONS_MAX}"));
        let log = std::fs::File::create(folder.join("log"))?;
        let server = start.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn().context("postgres")?;
        let mut started = Throwaway { folder, port, server };
        started.wait(&programs)?;
        Ok(started)
    }

    /// What to connect to; the role may create databases.
    pub fn url(&self) -> String {
        format!("postgres://{OWNER}@127.0.0.1:{}/postgres", self.port)
    }

    fn wait(&mut self, programs: &Path) -> Result<()> {
        let start = Instant::now();
        loop {
            let ready = capture(Command::new(programs.join("pg_isready")).args([
                "-h",
                "127.0.0.1",
                "-p",
                &self.port.to_string(),
            ]));
            if ready.is_ok() {
                return Ok(());
            }
            let gone = self.server.try_wait()?.is_some();
            if gone || start.elapsed() > Duration::from_secs(START_SECONDS_MAX) {
                let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                bail!("PostgreSQL did not start:\n{log}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Throwaway {
    fn drop(&mut self) {
        if let Some(programs) = programs() {
            let mut stop = as_owner(&programs.join("pg_ctl"), &self.folder);
            stop.args(["stop", "-m", "immediate", "-D"]).arg(self.folder.join("data"));
            if let Err(error) = capture(&mut stop) {
                eprintln!("the throwaway PostgreSQL: {error:#}");
            }
        }
        let gone = self.server.wait().map(|_| ()).and_then(|()| std::fs::remove_dir_all(&self.folder));
        if let Err(error) = gone {
            eprintln!("{} is left over: {error}", self.folder.display());
        }
    }
}

/// Where `initdb` is: on PATH, or where Debian keeps it by version, the newest first.
pub fn programs() -> Option<PathBuf> {
    let debian = Path::new("/usr/lib/postgresql");
    let version = |folder: &PathBuf| folder.file_name().and_then(|n| n.to_str()).and_then(|n| n.parse::<u32>().ok());
    let mut versions: Vec<PathBuf> =
        std::fs::read_dir(debian).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    versions.sort_by_key(|folder| std::cmp::Reverse(version(folder)));
    let complete = |folder: &PathBuf| folder.join("initdb").is_file() && folder.join("postgres").is_file();
    if let Some(folder) = versions.into_iter().map(|folder| folder.join("bin")).find(complete) {
        return Some(folder);
    }
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).find(complete)
}

fn as_owner(program: &Path, folder: &Path) -> Command {
    let mut run = if shell::is_root() {
        let mut run = command("runuser");
        run.args(["-u", OWNER, "--"]).arg(program);
        run
    } else {
        command(program)
    };
    run.current_dir(folder);
    run
}
