//! The rows of the two files.

use anyhow::{Context, Result};
use serde_json::json;
use weft::place::{Outline, Point};

use super::names;
use super::plan::{Division, Town, Village};
use super::random::SplitMix64;
use super::shape::Shape;

/// Heading of the units file, as the import reads it.
const HEADING: &str = "code_system,code_version,code,parent_code,tier,name_zh,name_en,compound,service,lon,lat,from";
/// First day of every unit.
const FROM: &str = "2024-01-01";
/// Code system and version of real divisions, and of what is made up below and beside them.
const REAL: &str = "nbs,2023-06-30";
const MADE_UP: &str = "demo,1";
/// Stations of the county, as Wenshang published.
const STATIONS: usize = 38;
/// Compounds shown in each urban community.
const COMPOUNDS: usize = 2;
/// Kinds of compound in urban grids.
const URBAN_KINDS: [&str; 4] = ["new", "old", "resettlement", "commercial"];

/// Departments of the county: the service the rulebook calls, Chinese and English names.
const DEPARTMENTS: [(&str, &str, &str); 10] = [
    ("fire", "县消防救援大队（示例）", "Fire and Rescue Brigade (sample)"),
    ("police", "县公安局（示例）", "Public Security Bureau (sample)"),
    ("housing", "县住房和城乡建设局（示例）", "Housing and Construction Bureau (sample)"),
    ("civil_affairs", "县民政局（示例）", "Civil Affairs Bureau (sample)"),
    ("urban_management", "县城市管理局（示例）", "Urban Management Bureau (sample)"),
    ("utilities", "县供水供电服务中心（示例）", "Water and Power Service Centre (sample)"),
    ("health", "县卫生健康局（示例）", "Health Bureau (sample)"),
    ("market", "县市场监督管理局（示例）", "Market Regulation Bureau (sample)"),
    ("ecology", "县生态环境分局（示例）", "Ecology and Environment Office (sample)"),
    ("transport", "县交通运输局（示例）", "Transport Bureau (sample)"),
];

/// The two files being written.
pub struct Files<'a> {
    shape: &'a Shape,
    random: &'a mut SplitMix64,
    /// Rows of `units.csv`.
    units: Vec<String>,
    /// Rows that come after all areas.
    others: Vec<String>,
    /// Features of `outlines.geojson`.
    features: Vec<String>,
}

/// What makes one row beside its place.
struct Row<'a> {
    system: &'a str,
    code: &'a str,
    parent: &'a str,
    tier: &'a str,
    name: &'a str,
    name_en: &'a str,
    compound: &'a str,
    service: &'a str,
}

impl Row<'_> {
    fn line(&self, point: Point) -> String {
        let Self { system, code, parent, tier, name, name_en, compound, service } = self;
        let (lon, lat) = point.degrees();
        format!("{system},{code},{parent},{tier},{name},{name_en},{compound},{service},{lon},{lat},{FROM}")
    }
}

const NOTHING: Row<'static> =
    Row { system: REAL, code: "", parent: "", tier: "", name: "", name_en: "", compound: "", service: "" };

/// The contents of `units.csv` and `outlines.geojson`. `shares` holds the grids of each town's villages.
pub fn write(
    county: &Division,
    towns: &[Town],
    shares: &[Vec<Vec<usize>>],
    shape: &Shape,
    random: &mut SplitMix64,
) -> Result<(String, String)> {
    let mut files = Files { shape, random, units: vec![HEADING.to_owned()], others: Vec::new(), features: Vec::new() };
    let row = Row { code: &county.code, tier: "county", name: &county.name, name_en: "Wenshang County", ..NOTHING };
    files.area(&row, |_| true)?;
    for (town, share) in towns.iter().zip(shares) {
        files.town(town, share)?;
    }
    let urban = towns.iter().zip(shares).flat_map(|(town, share)| town.villages.iter().zip(share));
    let urban: Vec<usize> =
        urban.filter(|(village, _)| village.is_urban).flat_map(|(_, grids)| grids.clone()).collect();
    files.departments(county, &urban)?;
    files.stations(towns, shares)?;
    let Files { mut units, others, features, .. } = files;
    units.extend(others);
    units.push(String::new());
    let outlines = format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n", features.join(",\n"));
    Ok((units.join("\n"), outlines))
}

impl Files<'_> {
    /// A unit with an outline: its row and its feature.
    fn area(&mut self, row: &Row<'_>, is_in: impl Fn(usize) -> bool) -> Result<Outline> {
        let outline = self.shape.outline(is_in);
        let middle = outline.inside_point().with_context(|| format!("{} has no inside", row.code))?;
        self.units.push(row.line(middle));
        let geometry = outline.to_geojson();
        self.features
            .push(json!({ "type": "Feature", "properties": { "code": row.code }, "geometry": geometry }).to_string());
        Ok(outline)
    }

    fn town(&mut self, town: &Town, share: &[Vec<usize>]) -> Result<()> {
        let Division { code, parent, name } = &town.division;
        let row = Row { code, parent, tier: "town", name, name_en: town.name_en, ..NOTHING };
        self.area(&row, |grid| share.iter().any(|village| village.contains(&grid)))?;
        for (village, grids) in town.villages.iter().zip(share) {
            self.village(village, grids)?;
        }
        Ok(())
    }

    fn village(&mut self, village: &Village, grids: &[usize]) -> Result<()> {
        let Division { code, parent, name } = &village.division;
        let name = names::short(name);
        let name_en = names::english(&name)?;
        let row = Row { code, parent, tier: "community", name: &name, name_en: &name_en, ..NOTHING };
        self.area(&row, |grid| grids.contains(&grid))?;
        for (number, grid) in (1..).zip(grids) {
            let grid_code = format!("{code}{number:03}");
            let compound = if village.is_urban { URBAN_KINDS[self.random.below(URBAN_KINDS.len())] } else { "village" };
            let (zh, en) = (format!("{name}第{}网格", numeral(number)), format!("{name_en} Grid {number}"));
            let row = Row { name: &zh, name_en: &en, compound, ..made_up(&grid_code, code, "grid") };
            let outline = self.area(&row, |other| other == *grid)?;
            if village.is_urban && number <= COMPOUNDS {
                let (zh, en) = (format!("示例小区·{name}{number}号院"), format!("{name_en} Sample Compound {number}"));
                let compound_code = format!("{grid_code}-X1");
                let row = Row { name: &zh, name_en: &en, compound, ..made_up(&compound_code, &grid_code, "compound") };
                let point = self.somewhere(&outline)?;
                self.others.push(row.line(point));
            }
        }
        Ok(())
    }

    fn departments(&mut self, county: &Division, grids: &[usize]) -> Result<()> {
        let seat = self.shape.outline(|grid| grids.contains(&grid));
        for (service, name, name_en) in DEPARTMENTS {
            let code = format!("{}-{service}", county.code);
            let row = Row { name, name_en, service, ..made_up(&code, &county.code, "department") };
            let point = self.somewhere(&seat)?;
            self.others.push(row.line(point));
        }
        Ok(())
    }

    /// Two stations in each town, in different villages, and the rest where the towns have most.
    fn stations(&mut self, towns: &[Town], shares: &[Vec<Vec<usize>>]) -> Result<()> {
        let mut places: Vec<(usize, usize)> = Vec::new();
        let mut turns = 0;
        while places.len() < STATIONS {
            let town = if turns < 2 * towns.len() { turns % towns.len() } else { (turns - 2 * towns.len()) % 3 };
            let village = self.random.below(towns[town].villages.len());
            if !places.contains(&(town, village)) {
                places.push((town, village));
                turns += 1;
            }
        }
        places.sort_unstable();
        for (town, village) in places {
            let outline = self.shape.outline(|grid| shares[town][village].contains(&grid));
            let parent = &towns[town].villages[village].division;
            let place = names::short(&parent.name);
            let name = format!("红帆驿站·{place}");
            let name_en = format!("{} Red Sail Station", names::english(&place)?);
            let code = format!("{}-Z1", parent.code);
            let row = Row { name: &name, name_en: &name_en, ..made_up(&code, &parent.code, "station") };
            let point = self.somewhere(&outline)?;
            self.others.push(row.line(point));
        }
        Ok(())
    }

    /// Some point well inside an outline.
    fn somewhere(&mut self, outline: &Outline) -> Result<Point> {
        const TRIES: usize = 1_000;
        let bounds = outline.bounds().context("an empty outline")?;
        let mut between = |low: i32, high: i32| {
            let exact = f64::from(low) + self.random.unit() * f64::from(high - low);
            (exact / 10.0) as i32 * 10
        };
        let mut tries = (0..TRIES).map(|_| Point {
            lon_e7: between(bounds.min.lon_e7, bounds.max.lon_e7),
            lat_e7: between(bounds.min.lat_e7, bounds.max.lat_e7),
        });
        tries.find(|point| outline.contains(*point) && !outline.is_on_border(*point)).context("no point inside")
    }
}

fn made_up<'a>(code: &'a str, parent: &'a str, tier: &'a str) -> Row<'a> {
    Row { system: MADE_UP, code, parent, tier, ..NOTHING }
}

/// Chinese numerals for the few grids of a village.
fn numeral(number: usize) -> &'static str {
    ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"].get(number).copied().unwrap_or("十")
}
