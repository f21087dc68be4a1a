//! Running other programs: where, with which PATH, and what is said when one fails.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use anyhow::{Context, Result, bail};

/// The root of the checkout.
pub fn root() -> &'static Path {
    static ROOT: OnceLock<PathBuf> = OnceLock::new();
    ROOT.get_or_init(|| {
        // What cargo says at run time: two checkouts that share a target folder may share this program.
        let told = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
        let xtask = told.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
        xtask.parent().unwrap_or(&xtask).to_path_buf()
    })
}

/// Cargo's target folder, which also keeps our tools, stamps and throwaway data.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Where tools are installed that PATH does not have in the right version.
pub fn tools() -> PathBuf {
    target().join("tools")
}

/// A command at the root of the checkout that finds our own tools first.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let own = [tools().join("bin"), root().join("node_modules/.bin")];
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let path = own.into_iter().chain(std::env::split_paths(&inherited));
    let path = std::env::join_paths(path).unwrap_or(inherited);
    // The lookup of a bare name uses the new PATH only if it is resolved here.
    let program = find(program.as_ref(), &path);
    let mut command = Command::new(program);
    command.current_dir(root()).env("PATH", path);
    command
}

/// The same cargo that runs this program.
pub fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs to the end, its output going straight to the terminal.
pub fn stream(command: &mut Command) -> Result<()> {
    let line = describe(command);
    let status = command.status().with_context(|| format!("could not start `{line}`"))?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

/// Runs to the end and returns what it wrote to standard output.
pub fn capture(command: &mut Command) -> Result<String> {
    let line = describe(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("could not start `{line}`"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("`{line}` failed ({}): {}", output.status, said.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether this process may install system packages.
pub fn is_root() -> bool {
    capture(Command::new("id").arg("-u")).is_ok_and(|uid| uid.trim() == "0")
}

/// A TCP port that nobody listens on at the moment.
pub fn free_port() -> Result<u16> {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).context("no free port")?;
    Ok(listener.local_addr()?.port())
}

/// Whether this program can be found by [`command`].
pub fn has(program: &str) -> bool {
    Path::new(command(program).get_program()).is_absolute()
}

fn find(program: &OsStr, path: &OsStr) -> PathBuf {
    let direct = PathBuf::from(program);
    if direct.components().count() > 1 {
        return direct;
    }
    std::env::split_paths(path)
        .map(|folder| folder.join(program))
        .find(|candidate| candidate.is_file())
        .unwrap_or(direct)
}

fn describe(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let mut line = name.to_string_lossy().into_owned();
    for arg in command.get_args() {
        line.push(' ');
        line.push_str(&arg.to_string_lossy());
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_program_is_named_with_its_arguments() {
        let error = stream(Command::new("sh").args(["-c", "exit 3"])).unwrap_err().to_string();
        assert!(error.contains("`sh -c exit 3` failed"), "{error}");
    }

    #[test]
    fn a_program_that_nobody_has_is_missing() {
        assert!(has("sh"));
        assert!(!has("no-such-program-anywhere"));
    }
}
