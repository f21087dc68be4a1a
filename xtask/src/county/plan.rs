//! What the county consists of: the real towns and villages, and how many grids each gets.

use anyhow::{Context, Result, bail, ensure};
use weft::place::Point;

use super::ground::Metres;
use super::random::SplitMix64;

/// Grids of the county, as Wenshang published.
pub const GRIDS: usize = 743;
/// Grids of an urban community.
const URBAN_GRIDS: usize = 4;
/// Fewest and most grids of a village.
const VILLAGE_GRIDS: std::ops::RangeInclusive<usize> = 1..=3;

/// A row of the divisions file.
pub struct Division {
    /// NBS statistical code.
    pub code: String,
    /// The code above.
    pub parent: String,
    /// Its full name.
    pub name: String,
}

/// A town with its villages, urban ones first.
pub struct Town {
    /// Its row.
    pub division: Division,
    /// Its English name.
    pub name_en: &'static str,
    /// Roughly where it lies.
    pub centre: Metres,
    /// Its communities and villages.
    pub villages: Vec<Village>,
}

/// A community or village.
pub struct Village {
    /// Its row.
    pub division: Division,
    /// Whether it is a community of the county seat.
    pub is_urban: bool,
    /// How many grids it gets.
    pub grids: usize,
}

impl Town {
    /// How many grids it gets.
    pub fn grids(&self) -> usize {
        self.villages.iter().map(|village| village.grids).sum()
    }
}

/// The county seat.
pub const SEAT: Point = Point { lon_e7: 1_164_890_000, lat_e7: 357_280_000 };

/// Towns in English and roughly where their seats lie, 10⁻⁴ degree: enough for a plausible sketch, not for a map.
const TOWNS: [(&str, &str, i32, i32); 15] = [
    ("中都街道", "Zhongdu Subdistrict", 1_165_080, 357_300),
    ("汶上街道", "Wenshang Subdistrict", 1_164_680, 357_320),
    ("南站街道", "Nanzhan Subdistrict", 1_164_980, 356_640),
    ("南旺镇", "Nanwang Town", 1_163_780, 355_900),
    ("次邱镇", "Ciqiu Town", 1_163_900, 356_650),
    ("寅寺镇", "Yinsi Town", 1_163_950, 357_450),
    ("郭楼镇", "Guolou Town", 1_163_600, 357_800),
    ("康驿镇", "Kangyi Town", 1_164_850, 355_750),
    ("苑庄镇", "Yuanzhuang Town", 1_165_600, 357_650),
    ("义桥镇", "Yiqiao Town", 1_165_700, 356_800),
    ("郭仓镇", "Guocang Town", 1_164_750, 358_000),
    ("白石镇", "Baishi Town", 1_166_150, 358_450),
    ("杨店镇", "Yangdian Town", 1_165_850, 358_050),
    ("刘楼镇", "Liulou Town", 1_164_300, 356_250),
    ("军屯乡", "Juntun Township", 1_166_150, 359_000),
];

/// Reads the divisions and deals out the grids.
pub fn plan(divisions: &str, random: &mut SplitMix64) -> Result<(Division, Vec<Town>)> {
    let mut county = None;
    let mut towns: Vec<Town> = Vec::new();
    for (line, row) in (1..).zip(divisions.lines()).skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let [code, parent, level, name] = cells[..] else { bail!("divisions.csv line {line}: {} cells", cells.len()) };
        let division = Division { code: code.to_owned(), parent: parent.to_owned(), name: name.to_owned() };
        match level {
            "county" => county = Some(division),
            "town" => towns.push(town(division)?),
            "village" => {
                let town = towns.iter_mut().find(|town| town.division.code == division.parent);
                let town = town.with_context(|| format!("divisions.csv line {line}: unknown town {parent}"))?;
                let is_urban = name.contains("社区");
                town.villages.push(Village { division, is_urban, grids: if is_urban { URBAN_GRIDS } else { 0 } });
            }
            other => bail!("divisions.csv line {line}: unknown level {other}"),
        }
    }
    deal_grids(&mut towns, random)?;
    for town in &mut towns {
        town.villages.sort_by_key(|village| !village.is_urban);
    }
    Ok((county.context("divisions.csv has no county")?, towns))
}

fn town(division: Division) -> Result<Town> {
    let known = TOWNS.iter().find(|(name, ..)| *name == division.name);
    let (_, name_en, lon, lat) = known.with_context(|| format!("where is {}?", division.name))?;
    let centre = Metres::of(Point { lon_e7: lon * 1_000, lat_e7: lat * 1_000 });
    Ok(Town { division, name_en, centre, villages: Vec::new() })
}

/// Gives every village one to three grids by chance, then evens out until the county has exactly [`GRIDS`].
fn deal_grids(towns: &mut [Town], random: &mut SplitMix64) -> Result<()> {
    let urban: usize = towns.iter().map(Town::grids).sum();
    let (fewest, most) = (*VILLAGE_GRIDS.start(), *VILLAGE_GRIDS.end());
    let villages = towns.iter_mut().flat_map(|town| &mut town.villages);
    let mut rural: Vec<&mut Village> = villages.filter(|village| !village.is_urban).collect();
    for village in &mut rural {
        village.grids = [1, 2, 2, 2, 3][random.below(5)];
    }
    let fits = (urban + fewest * rural.len()..=urban + most * rural.len()).contains(&GRIDS);
    ensure!(fits, "{GRIDS} grids do not fit {} villages", rural.len());
    loop {
        let all = urban + rural.iter().map(|village| village.grids).sum::<usize>();
        if all == GRIDS {
            return Ok(());
        }
        let chosen = random.below(rural.len());
        let grids = &mut rural[chosen].grids;
        *grids = if all > GRIDS { (*grids - 1).max(fewest) } else { (*grids + 1).min(most) };
    }
}
