//! The county as a flat sheet: outlines as SVG paths and places for labels, made once from the directory.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use weft::id::UnitId;
use weft::org::{Directory, Tier};
use weft::place::{Bounds, Outline, Point};
use weft::text::{Language, Text};

use super::camera::{Camera, Xy};

/// Width of the sheet, units.
const WIDTH: f64 = 1000.0;
/// Zoom from which communities are named.
const COMMUNITY_ZOOM: f64 = 3.5;
/// Zoom from which grids are named.
const GRID_ZOOM: f64 = 14.0;
/// Most labels at a time.
const LABELS_MAX: usize = 80;

/// A spot to mark, such as a ticket.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// Where.
    pub at: Point,
    /// Whether it is overdue.
    pub late: bool,
}

/// How strongly an area is coloured: 0 for not at all, to 4; 5 for alarm.
pub type Tints = BTreeMap<UnitId, u8>;

struct Area {
    unit: UnitId,
    path: String,
}

struct Label {
    tier: Tier,
    at: Xy,
    name: Text,
}

/// The sheet.
#[derive(Default)]
pub struct Sheet {
    corner: (f64, f64),
    per_unit: (f64, f64),
    size: Xy,
    areas: Vec<Area>,
    labels: Vec<Label>,
}

impl Sheet {
    /// The sheet of a county: its grids, or nothing while there are none.
    #[must_use]
    pub fn new(org: &Directory) -> Self {
        let grids = || org.units().filter(|unit| unit.tier == Tier::Grid && unit.to.is_none());
        let all = Bounds::around(grids().flat_map(|unit| unit.outline.points()));
        let Some(bounds) = all else {
            return Self::default();
        };
        let mut sheet = Self::framed(bounds);
        for unit in grids() {
            sheet.areas.push(Area { unit: unit.id, path: sheet.path(&unit.outline) });
        }
        let mut middles: BTreeMap<UnitId, (f64, f64, f64)> = BTreeMap::new();
        for unit in grids() {
            let Some(middle) = unit.outline.inside_point().map(|point| sheet.at(point)) else {
                continue;
            };
            sheet.labels.push(Label { tier: Tier::Grid, at: middle, name: unit.name.clone() });
            for above in &unit.above {
                let sum = middles.entry(*above).or_default();
                *sum = (sum.0 + middle.0, sum.1 + middle.1, sum.2 + 1.0);
            }
        }
        for (id, (x, y, count)) in middles {
            let Some(unit) = org.unit(id).filter(|unit| matches!(unit.tier, Tier::Town | Tier::Community)) else {
                continue;
            };
            sheet.labels.push(Label { tier: unit.tier, at: (x / count, y / count), name: unit.name.clone() });
        }
        // Towns first, so that they win their place.
        sheet.labels.sort_by_key(|label| label.tier);
        sheet
    }

    fn framed(bounds: Bounds) -> Self {
        let (west, south) = bounds.min.degrees();
        let (east, north) = bounds.max.degrees();
        // A plate carrée with the middle latitude true: no county is large enough for more.
        let shrink = ((south + north) / 2.0).to_radians().cos();
        let across = WIDTH / (east - west).max(1e-6);
        let per_unit = (across, across / shrink);
        Self { corner: (west, north), per_unit, size: (WIDTH, (north - south) * per_unit.1), ..Self::default() }
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.areas.is_empty()
    }

    /// Its size, units.
    #[must_use]
    pub const fn size(&self) -> Xy {
        self.size
    }

    /// Where a point lies on the sheet.
    #[must_use]
    pub fn at(&self, point: Point) -> Xy {
        let (lon, lat) = point.degrees();
        ((lon - self.corner.0) * self.per_unit.0, (self.corner.1 - lat) * self.per_unit.1)
    }

    /// The point at a place of the sheet.
    #[must_use]
    pub fn point(&self, at: Xy) -> Option<Point> {
        let lon = at.0 / self.per_unit.0 + self.corner.0;
        let lat = self.corner.1 - at.1 / self.per_unit.1;
        Point::from_degrees(lon, lat)
    }

    /// An outline as path data.
    #[must_use]
    pub fn path(&self, outline: &Outline) -> String {
        let mut path = String::new();
        for ring in &outline.0 {
            for (index, point) in ring.iter().enumerate() {
                let (x, y) = self.at(*point);
                let command = if index == 0 { 'M' } else { 'L' };
                // Writing into a string cannot fail.
                let _ = write!(path, "{command}{x:.1} {y:.1}");
            }
            path.push('Z');
        }
        path
    }

    /// All areas as SVG text.
    #[must_use]
    pub fn areas_svg(&self, tints: &Tints) -> String {
        let mut svg = String::with_capacity(self.areas.len() * 160);
        for area in &self.areas {
            let tint = match tints.get(&area.unit) {
                None | Some(0) => "",
                Some(1) => " tint1",
                Some(2) => " tint2",
                Some(3) => " tint3",
                Some(4) => " tint4",
                Some(_) => " hot",
            };
            let _ = write!(svg, "<path class=\"area{tint}\" d=\"{}\"/>", area.path);
        }
        svg
    }

    /// Labels and spots for what the camera sees, laid out in screen pixels, as SVG text.
    #[must_use]
    pub fn overlay_svg(&self, camera: Camera, window: Xy, spots: &[Spot], large: bool, language: Language) -> String {
        let mut svg = String::new();
        for spot in spots {
            let (x, y) = camera.to_screen(self.at(spot.at));
            let late = if spot.late { " late" } else { "" };
            let _ = write!(svg, "<circle class=\"spot{late}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"7\"/>");
        }
        let deepest = match camera.zoom() {
            zoom if zoom >= GRID_ZOOM => Tier::Grid,
            zoom if zoom >= COMMUNITY_ZOOM => Tier::Community,
            _ => Tier::Town,
        };
        let glyph = if large { 20.0 } else { 13.0 };
        let mut taken: Vec<(f64, f64, f64)> = Vec::new();
        for label in self.labels.iter().filter(|label| label.tier <= deepest) {
            // Up close the names above only repeat what the card says.
            if deepest == Tier::Grid && label.tier == Tier::Town {
                continue;
            }
            let (x, y) = camera.to_screen(label.at);
            let name = shown(&label.name, language);
            let half = width(name) * glyph / 2.0;
            let inside = x > 0.0 && x < window.0 && y > 0.0 && y < window.1;
            let free =
                taken.iter().all(|(tx, ty, thalf)| (x - tx).abs() > half + thalf + 6.0 || (y - ty).abs() > glyph * 1.4);
            if !inside || !free || taken.len() == LABELS_MAX {
                continue;
            }
            taken.push((x, y, half));
            let small = if label.tier == Tier::Town { "" } else { " class=\"small\"" };
            let _ = write!(svg, "<text{small} x=\"{x:.1}\" y=\"{y:.1}\">{}</text>", escaped(name));
        }
        svg
    }
}

fn shown(name: &Text, language: Language) -> &str {
    let half = name.get(language);
    if half.is_empty() { &name.zh } else { half }
}

/// Width of a text in ems: Chinese characters are square, Latin letters about half.
fn width(text: &str) -> f64 {
    text.chars().map(|letter| if letter.is_ascii() { 0.55 } else { 1.0 }).sum()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds() -> Bounds {
        Bounds { min: Point::from_degrees(116.3, 35.5).unwrap(), max: Point::from_degrees(116.7, 35.9).unwrap() }
    }

    #[test]
    fn a_place_on_the_sheet_is_the_point_it_came_from_to_a_metre() {
        let sheet = Sheet::framed(bounds());
        let point = Point::from_degrees(116.512_345_6, 35.712_345_6).unwrap();
        assert!(sheet.point(sheet.at(point)).unwrap().distance_m(point) <= 1);
    }

    #[test]
    fn north_is_up_and_metres_are_square() {
        let sheet = Sheet::framed(bounds());
        let middle = Point::from_degrees(116.5, 35.7).unwrap();
        let east = Point::from_degrees(116.52, 35.7).unwrap();
        let north = Point::from_degrees(116.5, 35.72).unwrap();
        let (m, e, n) = (sheet.at(middle), sheet.at(east), sheet.at(north));
        assert!(n.1 < m.1 && e.0 > m.0);
        let across = (e.0 - m.0) / f64::from(middle.distance_m(east));
        let up = (m.1 - n.1) / f64::from(middle.distance_m(north));
        assert!((across / up - 1.0).abs() < 0.01);
    }

    #[test]
    fn a_name_cannot_break_out_of_the_drawing() {
        assert_eq!(escaped("<a>&"), "&lt;a>&amp;");
    }
}
