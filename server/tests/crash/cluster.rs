//! A PostgreSQL of our own, to be killed.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::process::{Process, is_root, run};

/// The user that runs PostgreSQL when we are root, which it refuses to be.
const OWNER: &str = "postgres";
/// Times a start is tried: until the processes of a killed server are gone, a new one does not start.
const STARTS_MAX: usize = 200;

/// A cluster that makes every commit durable.
pub struct Cluster {
    programs: PathBuf,
    folder: TempDir,
    port: u16,
    server: Option<Process>,
}

impl Cluster {
    /// Makes one and starts it, if it is known where PostgreSQL's programs are.
    pub fn start() -> Option<Self> {
        let programs = PathBuf::from(std::env::var_os("WEFT_TEST_POSTGRES_PROGRAMS")?);
        let folder = TempDir::new().unwrap();
        if is_root() {
            run(Command::new("chown").arg(OWNER).arg(folder.path()));
        }
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let mut cluster = Self { programs, folder, port, server: None };
        let mut init = cluster.program("initdb");
        init.args(["-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-U", OWNER, "-D"]).arg(cluster.data());
        run(&mut init);
        cluster.restart();
        Some(cluster)
    }

    pub fn url(&self) -> String {
        format!("postgres://{OWNER}@127.0.0.1:{}/postgres", self.port)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut run = if is_root() {
            let mut run = Command::new("runuser");
            run.args(["-u", OWNER, "--"]).arg(program);
            run
        } else {
            Command::new(program)
        };
        run.current_dir(self.folder.path());
        run
    }

    /// Starts the server, also after it was killed, and waits until it takes connections.
    pub fn restart(&mut self) {
        for _ in 0..STARTS_MAX {
            let mut start = self.program("postgres");
            start.arg("-D").arg(self.data()).args(["-p", &self.port.to_string(), "-k"]).arg(self.folder.path());
            start.args(["-c", "listen_addresses=127.0.0.1", "-c", "synchronous_commit=on", "-c", "fsync=on"]);
            let mut server = Process::start(&mut start);
            match server.heard("database system is ready to accept connections") {
                Ok(_) => {
                    self.server = Some(server);
                    return;
                }
                Err(ended) if ended.said.contains("still in use") || ended.said.contains("already exists") => {}
                Err(ended) => panic!("PostgreSQL did not start: {ended:?}"),
            }
        }
        panic!("the processes of the killed PostgreSQL do not end");
    }

    /// Kills it as a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut server) = self.server.take() {
            run(Command::new("kill").args(["-KILL", &postmaster(&self.data())]));
            server.ended();
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The process that was started may be only the one that changed the user.
fn postmaster(data: &Path) -> String {
    let file = std::fs::read_to_string(data.join("postmaster.pid")).unwrap();
    file.lines().next().unwrap().trim().to_owned()
}
