//! GeoJSON (RFC 7946) points and polygons, in degrees with seven decimals.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::check::RING_POINTS_MIN;
use super::{Outline, Point, exact};

/// Why a GeoJSON geometry could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "fault", rename_all = "snake_case")]
pub enum GeoJsonFault {
    /// It is not of a type that fits here.
    #[error("expected {expected}, found {found}")]
    Type {
        /// Such as `Polygon or MultiPolygon`.
        expected: String,
        /// What its `type` says.
        found: String,
    },
    /// A position is not a longitude within ±180 and a latitude within ±90.
    #[error("ring {ring}, point {point} is not a longitude and latitude")]
    Position {
        /// Which ring, from 0.
        ring: usize,
        /// Which point, from 0.
        point: usize,
    },
    /// The last position of a ring is not the first.
    #[error("ring {ring} is open")]
    Open {
        /// Which ring, from 0.
        ring: usize,
    },
    /// A ring has fewer than three different positions.
    #[error("ring {ring} has too few points")]
    Short {
        /// Which ring, from 0.
        ring: usize,
    },
}

impl Point {
    /// A GeoJSON `Point`.
    #[must_use]
    pub fn to_geojson(self) -> Value {
        json!({ "type": "Point", "coordinates": position(self) })
    }

    /// Reads a GeoJSON `Point`.
    ///
    /// # Errors
    /// [`GeoJsonFault::Type`] or [`GeoJsonFault::Position`].
    pub fn from_geojson(geometry: &Value) -> Result<Self, GeoJsonFault> {
        if geometry["type"] != "Point" {
            return Err(wrong_type("Point", geometry));
        }
        read_position(&geometry["coordinates"]).ok_or(GeoJsonFault::Position { ring: 0, point: 0 })
    }
}

impl Outline {
    /// A GeoJSON `Polygon`, or a `MultiPolygon` when there are several pieces: land counter-clockwise, holes clockwise.
    #[must_use]
    pub fn to_geojson(&self) -> Value {
        let mut pieces: Vec<Vec<usize>> =
            (0..self.0.len()).filter(|at| !self.is_hole(*at)).map(|at| vec![at]).collect();
        for hole in (0..self.0.len()).filter(|at| self.is_hole(*at)) {
            // The innermost land around a hole is the smallest.
            let around = pieces.iter_mut().filter(|piece| exact::ring_is_inside(&self.0[hole], &self.0[piece[0]]));
            if let Some(piece) = around.min_by_key(|piece| exact::twice_area(&self.0[piece[0]]).abs()) {
                piece.push(hole);
            }
        }
        let written: Vec<Value> = pieces.iter().map(|piece| self.piece(piece)).collect();
        match <[Value; 1]>::try_from(written) {
            Ok([only]) => json!({ "type": "Polygon", "coordinates": only }),
            Err(several) => json!({ "type": "MultiPolygon", "coordinates": several }),
        }
    }

    /// Reads a GeoJSON `Polygon` or `MultiPolygon`; whether it is sound is for [`Outline::check`].
    ///
    /// # Errors
    /// The first [`GeoJsonFault`] found.
    pub fn from_geojson(geometry: &Value) -> Result<Self, GeoJsonFault> {
        const EXPECTED: &str = "Polygon or MultiPolygon";
        let wrong = || wrong_type(EXPECTED, geometry);
        let coordinates = geometry["coordinates"].as_array().ok_or_else(wrong)?;
        let rings: Vec<&Value> = match geometry["type"].as_str() {
            Some("Polygon") => coordinates.iter().collect(),
            Some("MultiPolygon") => {
                let pieces = coordinates.iter().map(|piece| piece.as_array().ok_or_else(wrong));
                pieces.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect()
            }
            _ => return Err(wrong()),
        };
        rings.into_iter().enumerate().map(|(ring, points)| read_ring(ring, points)).collect::<Result<_, _>>().map(Self)
    }

    fn piece(&self, rings: &[usize]) -> Value {
        let rings = rings.iter().enumerate().map(|(place, at)| {
            let ring = &self.0[*at];
            let is_left = exact::twice_area(ring) > 0;
            let mut written: Vec<Value> = ring.iter().map(|point| position(*point)).collect();
            if is_left != (place == 0) {
                // Keeps the first point first, so that writing and reading a sound outline changes nothing else.
                written[1..].reverse();
            }
            written.extend(written.first().cloned());
            Value::Array(written)
        });
        Value::Array(rings.collect())
    }
}

fn wrong_type(expected: &str, geometry: &Value) -> GeoJsonFault {
    let found = geometry["type"].as_str().unwrap_or("none").chars().take(40).collect();
    GeoJsonFault::Type { expected: expected.to_owned(), found }
}

fn position(point: Point) -> Value {
    let (lon, lat) = point.degrees();
    json!([lon, lat])
}

fn read_position(position: &Value) -> Option<Point> {
    Point::from_degrees(position[0].as_f64()?, position[1].as_f64()?)
}

fn read_ring(ring: usize, points: &Value) -> Result<Vec<Point>, GeoJsonFault> {
    let points = points.as_array().ok_or(GeoJsonFault::Short { ring })?;
    let read = points.iter().enumerate();
    let read = read.map(|(point, position)| read_position(position).ok_or(GeoJsonFault::Position { ring, point }));
    let mut read = read.collect::<Result<Vec<Point>, _>>()?;
    if read.first() != read.last() {
        return Err(GeoJsonFault::Open { ring });
    }
    read.pop();
    if read.len() < RING_POINTS_MIN { Err(GeoJsonFault::Short { ring }) } else { Ok(read) }
}
