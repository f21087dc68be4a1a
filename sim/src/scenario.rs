//! What a seed means: how many devices, what they suffer, for how long.

use chrono::TimeDelta;
use weft::sample::commands::SplitMix64;

use crate::network::Weather;

const MINUTE_MS: u64 = 60_000;
const HOUR_MS: u64 = 60 * MINUTE_MS;

/// A sort of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// None.
    Calm,
    /// A bad network.
    Stairwell,
    /// Browsers and the server are cut off at any moment.
    Crashes,
    /// One browser is cut off at one certain moment, counted from the start.
    OneCrash,
    /// No network for minutes at a time, clocks off by years.
    Partitions,
    /// Several windows over one disk, and frozen leaders.
    Windows,
    /// People share browsers.
    Accounts,
    /// Roles, units and rules change under everybody.
    Reassigned,
    /// Kiosks that are days behind.
    Kiosks,
    /// Bad commands among good ones.
    Poison,
    /// All of it.
    Everything,
    /// Hundreds of devices.
    Hundreds,
}

impl Kind {
    /// The common ones, in turn.
    pub const COMMON: [Self; 11] = [
        Self::Calm,
        Self::Stairwell,
        Self::Crashes,
        Self::OneCrash,
        Self::Partitions,
        Self::Windows,
        Self::Accounts,
        Self::Reassigned,
        Self::Kiosks,
        Self::Poison,
        Self::Everything,
    ];
}

/// One seed in so many has hundreds of devices.
pub const HUNDREDS_EVERY: u64 = 500;

/// See the module.
#[derive(Clone, Debug)]
pub struct Scenario {
    /// The sort of trouble.
    pub kind: Kind,
    /// Browsers of residents.
    pub residents: usize,
    /// Browsers of staff.
    pub staff: usize,
    /// Kiosks.
    pub kiosks: usize,
    /// What each does.
    pub acts: u64,
    /// How long the trouble lasts.
    pub storm_ms: u64,
    /// The network in the meantime.
    pub weather: Weather,
    /// One chance in so many that a wait of a device is its last.
    pub crashes: u64,
    /// The one wait that is certainly the last of its browser.
    pub crash_at: Option<u64>,
    /// One chance in so many that a push brings the server down.
    pub server_crashes: u64,
    /// Whether the network goes for a while.
    pub partitions: bool,
    /// Whether there are several windows, some of which freeze.
    pub windows: bool,
    /// Whether people sign in and out on the same browser.
    pub switches: bool,
    /// Whether roles, units and rules change.
    pub changes: bool,
    /// One command in so many is bad.
    pub poison: u64,
    /// How wrong clocks may be.
    pub clock_off_max: TimeDelta,
    /// One transaction of a disk in so many is slow; none if zero.
    pub slow_disk: u64,
    /// Whether the server once loses the photos it has.
    pub loses_photos: bool,
    /// Whether browsers' databases are closed and deleted under them: of no seed by itself, see `sim/tests/disk.rs`.
    pub loses_disk: bool,
    /// Whether the server limits how much one address may ask.
    pub limited: bool,
}

impl Scenario {
    /// What this seed means.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        let mut random = SplitMix64(seed ^ 0xc0_ffee);
        let kind = match seed % HUNDREDS_EVERY {
            0 if seed > 0 => Kind::Hundreds,
            _ => Kind::COMMON[usize::try_from(seed % Kind::COMMON.len() as u64).unwrap_or(0)],
        };
        let mut scenario = Self {
            kind,
            residents: some(&mut random, 1, 2),
            staff: some(&mut random, 1, 2),
            kiosks: 0,
            acts: 10 + random.below(12),
            storm_ms: 8 * MINUTE_MS,
            weather: Weather::FAIR,
            crashes: 0,
            crash_at: None,
            server_crashes: 0,
            partitions: false,
            windows: false,
            switches: false,
            changes: false,
            poison: 0,
            clock_off_max: TimeDelta::minutes(3),
            slow_disk: if random.one_in(2) { 6 } else { 0 },
            loses_photos: false,
            loses_disk: false,
            limited: random.one_in(4),
        };
        scenario.befall(seed, &mut random);
        scenario
    }

    /// Brings the kind's troubles.
    fn befall(&mut self, seed: u64, random: &mut SplitMix64) {
        let kind = self.kind;
        let all = kind == Kind::Everything;
        if matches!(kind, Kind::Stairwell | Kind::Poison | Kind::Windows) || all {
            self.weather = Weather::BAD;
        }
        if kind == Kind::Crashes || all {
            self.crashes = 40;
            self.server_crashes = 6;
            self.slow_disk = 4;
            self.loses_photos = true;
        }
        if kind == Kind::OneCrash {
            self.crash_at = Some(1 + (seed / Kind::COMMON.len() as u64) % 150);
            self.weather = Weather { lose: 12, lose_answer: 12, ..Weather::FAIR };
        }
        if kind == Kind::Partitions || all {
            self.partitions = true;
            self.clock_off_max = TimeDelta::days(3_650);
        }
        self.windows = kind == Kind::Windows || all;
        self.switches = kind == Kind::Accounts || all || (self.windows && random.one_in(2));
        self.changes = kind == Kind::Reassigned || all;
        if matches!(kind, Kind::Accounts | Kind::Windows) {
            self.slow_disk = 3;
        }
        if matches!(kind, Kind::Accounts | Kind::Reassigned) {
            self.weather = Weather { lose: 10, lose_answer: 10, double: 20, delay: 12, portal: 0 };
            self.staff += 1;
            self.partitions = true;
        }
        if matches!(kind, Kind::Poison) || all {
            self.poison = 3;
        }
        if kind == Kind::Kiosks {
            self.residents = 0;
            self.staff = 0;
            self.kiosks = some(random, 1, 2);
            self.acts = 60 + random.below(100);
            self.storm_ms = (24 + random.below(96)) * HOUR_MS;
            self.crashes = 400;
            self.partitions = true;
        }
        if kind == Kind::Hundreds {
            self.residents = 160;
            self.staff = 60;
            self.kiosks = 4;
            self.acts = 4;
            self.weather = Weather { lose: 20, lose_answer: 20, double: 40, delay: 40, portal: 60 };
            self.server_crashes = 60;
            self.crashes = 300;
            self.changes = true;
        }
    }
}

/// A number from `least` up, one of `most`.
fn some(random: &mut SplitMix64, least: usize, most: u64) -> usize {
    least + usize::try_from(random.below(most)).unwrap_or(0)
}
