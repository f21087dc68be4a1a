//! Disks that are full or may not be written to.

use std::fs::{Permissions, set_permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use sqlx::Connection;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use tempfile::TempDir;
use weft_server::trouble::Trouble;

use crate::county::{County, SERVE, Server};
use crate::damage::is_said;
use crate::phone::{Phone, Refused, SECRETS_OF_A_REPORT};
use crate::process::{is_root, run};

/// Size of the file system made for a test.
const DISK_BYTES: u64 = 32 * 1_024 * 1_024;
/// Room left on it when it is filled.
const ROOM_BYTES: u64 = 1_024 * 1_024;
/// Largest file a server may write in the test that limits it, in the blocks of 512 bytes in which `ulimit -f` counts.
const FILE_BLOCKS_MAX: u64 = 4_096;
/// Reports in one push.
const REPORTS: usize = 50;
/// Pushes after which a disk that takes more than it has room for would be a wonder.
const PUSHES_MAX: usize = 200;

/// A small file system of its own. Only root may mount one.
struct Disk {
    folder: TempDir,
}

impl Disk {
    fn mounted() -> Option<Self> {
        if !is_root() {
            return None;
        }
        let folder = TempDir::new().unwrap();
        let size = format!("size={DISK_BYTES}");
        run(Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(folder.path()));
        Some(Self { folder })
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn make_read_only(&self) {
        run(Command::new("mount").args(["-o", "remount,ro"]).arg(self.path()));
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        run(Command::new("umount").arg("--lazy").arg(self.path()));
    }
}

/// Pushes until the server has no room, and gives what it said then.
async fn push_until_refused(phone: &mut Phone, base: &str) -> Box<weft::wire::Problem> {
    for _ in 0..PUSHES_MAX {
        match phone.push(base, REPORTS).await {
            Ok(_) => {}
            Err(Refused::Problem(problem)) => return problem,
            Err(Refused::NoAnswer) => panic!("the server is gone"),
        }
    }
    panic!("the disk is never full");
}

/// Everything acknowledged is there once, and the vault holds the secrets of these reports and no others.
async fn is_whole(county: &County, phones: &mut [Phone]) {
    let server = county.serve();
    let mut reports = 0;
    for phone in phones {
        assert_eq!(phone.lost(&server.base, true).await, 0);
        reports += phone.reports;
    }
    server.stop();
    assert_eq!(county.verified_tickets(), reports);
    let vault = SqliteConnectOptions::new().filename(county.folder().join("vault.sqlite3"));
    let mut vault = SqliteConnection::connect_with(&vault).await.unwrap();
    let secrets: i64 = sqlx::query_scalar("SELECT count(*) FROM secret").fetch_one(&mut vault).await.unwrap();
    assert_eq!(usize::try_from(secrets).unwrap(), reports * SECRETS_OF_A_REPORT);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_says_so_and_goes_on_once_there_is_room() {
    let Some(disk) = Disk::mounted() else { return };
    let county = County::within(disk.path()).await;
    let server = county.serve();
    let mut phone = Phone::new();
    phone.push(&server.base, REPORTS).await.unwrap();
    let filler = disk.path().join("filler");
    let free = free_bytes(disk.path()) - ROOM_BYTES;
    run(Command::new("fallocate").args(["--length", &free.to_string()]).arg(&filler));
    let problem = push_until_refused(&mut phone, &server.base).await;
    assert_eq!((problem.status, problem.kind.as_str()), (507, "/problems/storage-full"), "{problem:?}");
    assert!(problem.detail_zh.contains("已满") && problem.detail.contains("full"), "{problem:?}");
    let mut newcomer = Phone::new();
    assert!(matches!(newcomer.push(&server.base, REPORTS).await, Err(Refused::Problem(_))), "there is still no room");
    std::fs::remove_file(&filler).unwrap();
    phone.push(&server.base, REPORTS).await.expect("there is room again, and the same server goes on");
    newcomer.push(&server.base, REPORTS).await.unwrap();
    server.kill();
    is_whole(&county, &mut [phone, newcomer]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_may_not_grow_refuses_and_loses_nothing() {
    let county = County::sqlite().await;
    // Without the trap the kernel ends a process that writes beyond the limit.
    let limited = format!("trap '' XFSZ; ulimit -f {FILE_BLOCKS_MAX}; exec \"$@\"");
    let server = Server::start(&mut county.weft_under(&limited, SERVE)).unwrap();
    let mut phone = Phone::new();
    let problem = push_until_refused(&mut phone, &server.base).await;
    assert!(matches!(problem.status, 503 | 507), "{problem:?}");
    assert!(phone.push(&server.base, REPORTS).await.is_err());
    server.kill();
    let server = county.serve();
    phone.push(&server.base, REPORTS).await.unwrap();
    server.kill();
    is_whole(&county, &mut [phone]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_only_folder_is_refused_at_the_start() {
    let disk = Disk::mounted();
    let (county, folder) = match &disk {
        Some(disk) => (County::within(disk.path()).await, disk.path().to_owned()),
        None => {
            let county = County::sqlite().await;
            let folder = county.folder().to_owned();
            (county, folder)
        }
    };
    match &disk {
        Some(disk) => disk.make_read_only(),
        None => set_permissions(&folder, Permissions::from_mode(0o500)).unwrap(),
    }
    let refused = county.try_serve().err().expect("nothing could be written");
    is_said(&refused, Trouble::ReadOnly, &folder.display().to_string());
    if disk.is_none() {
        set_permissions(&folder, Permissions::from_mode(0o700)).unwrap();
    }
}

fn free_bytes(folder: &Path) -> u64 {
    let said = run(Command::new("df").args(["--output=avail", "--block-size=1"]).arg(folder));
    said.lines().last().and_then(|line| line.trim().parse().ok()).unwrap()
}
