//! A child process, what it says, and its end, each waited for with a deadline.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// Longest wait for a process to say something or to end.
pub const SAY_MAX: Duration = Duration::from_secs(60);

/// A running process.
pub struct Process {
    child: Child,
    lines: Receiver<String>,
    /// All it has said so far, on both streams.
    pub said: String,
}

/// How a process ended, and all it had said.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub said: String,
}

impl Process {
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let (tell, lines) = channel();
        listen(child.stdout.take().unwrap(), tell.clone());
        listen(child.stderr.take().unwrap(), tell);
        Self { child, lines, said: String::new() }
    }

    /// Waits for a line that holds this, unless it was said already, and gives what follows in it.
    pub fn heard(&mut self, text: &str) -> Result<String, Ended> {
        if let Some((_, rest)) = self.said.split_once(text) {
            return Ok(rest.lines().next().unwrap_or_default().to_owned());
        }
        loop {
            match self.lines.recv_timeout(SAY_MAX) {
                Ok(line) => {
                    let found = line.split_once(text).map(|(_, rest)| rest.to_owned());
                    self.note(&line);
                    if let Some(rest) = found {
                        return Ok(rest);
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return Err(self.end()),
                Err(RecvTimeoutError::Timeout) => panic!("`{text}` was not said in time:\n{}", self.said),
            }
        }
    }

    /// Waits for its end.
    pub fn ended(&mut self) -> Ended {
        loop {
            match self.lines.recv_timeout(SAY_MAX) {
                Ok(line) => self.note(&line),
                Err(RecvTimeoutError::Disconnected) => return self.end(),
                Err(RecvTimeoutError::Timeout) => panic!("it did not end in time:\n{}", self.said),
            }
        }
    }

    fn note(&mut self, line: &str) {
        self.said.push_str(line);
        self.said.push('\n');
    }

    fn end(&mut self) -> Ended {
        let code = self.child.wait().unwrap().code();
        Ended { code, said: std::mem::take(&mut self.said) }
    }

    /// Kills it as a power cut would: it has no say in it.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
    }

    /// Asks it to stop.
    pub fn terminate(&self) {
        run(Command::new("kill").args(["-TERM", &self.child.id().to_string()]));
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It has ended already unless the test has failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn listen(stream: impl Read + Send + 'static, tell: Sender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            if tell.send(line).is_err() {
                return;
            }
        }
    });
}

/// Runs a program to its end, which must be a good one, and gives what it wrote.
pub fn run(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{command:?}: {}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

pub fn is_root() -> bool {
    run(Command::new("id").arg("-u")).trim() == "0"
}
