//! What part of the map is seen: a scale and a shift, in screen pixels.

/// A point on the sheet or on the screen.
pub type Xy = (f64, f64);

/// How far one can zoom in from the whole county.
pub const ZOOM_MAX: f64 = 60.0;

/// screen = sheet × scale + shift.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Camera {
    /// Pixels per sheet unit.
    pub scale: f64,
    /// Where the sheet's corner is on the screen.
    pub shift: Xy,
    /// The scale at which everything fits.
    pub fit: f64,
}

impl Camera {
    /// Shows a sheet of this size in a window of this size, with a margin.
    #[must_use]
    pub fn fitted(sheet: Xy, window: Xy, margin: f64) -> Self {
        let room = |side: f64| (side - 2.0 * margin).max(1.0);
        let scale = (room(window.0) / sheet.0.max(1.0)).min(room(window.1) / sheet.1.max(1.0));
        let shift = ((window.0 - sheet.0 * scale) / 2.0, (window.1 - sheet.1 * scale) / 2.0);
        Self { scale, shift, fit: scale }
    }

    /// How much closer than the whole county.
    #[must_use]
    pub fn zoom(self) -> f64 {
        self.scale / self.fit
    }

    /// Where a sheet point is on the screen.
    #[must_use]
    pub fn to_screen(self, at: Xy) -> Xy {
        (at.0 * self.scale + self.shift.0, at.1 * self.scale + self.shift.1)
    }

    /// Which sheet point is under a screen point.
    #[must_use]
    pub fn to_sheet(self, at: Xy) -> Xy {
        ((at.0 - self.shift.0) / self.scale, (at.1 - self.shift.1) / self.scale)
    }

    /// Moves the sheet by these pixels.
    #[must_use]
    pub fn panned(self, by: Xy) -> Self {
        Self { shift: (self.shift.0 + by.0, self.shift.1 + by.1), ..self }
    }

    /// Zooms by a factor, keeping what is under this screen point there. Between the whole county and [`ZOOM_MAX`].
    #[must_use]
    pub fn zoomed(self, factor: f64, around: Xy) -> Self {
        let scale = (self.scale * factor).clamp(self.fit * 0.8, self.fit * ZOOM_MAX);
        let fixed = self.to_sheet(around);
        Self { scale, shift: (around.0 - fixed.0 * scale, around.1 - fixed.1 * scale), ..self }
    }

    /// Puts a sheet point into the middle of the window at this zoom.
    #[must_use]
    pub fn centred(self, at: Xy, zoom: f64, window: Xy) -> Self {
        let scale = self.fit * zoom.clamp(1.0, ZOOM_MAX);
        Self { scale, shift: (window.0 / 2.0 - at.0 * scale, window.1 / 2.0 - at.1 * scale), ..self }
    }

    /// The SVG transform that shows the sheet so.
    #[must_use]
    pub fn transform(self) -> String {
        format!("translate({:.2} {:.2}) scale({:.5})", self.shift.0, self.shift.1, self.scale)
    }

    /// The SVG transform for a layer that was laid out in screen pixels by `drawn`.
    #[must_use]
    pub fn transform_since(self, drawn: Self) -> String {
        let scale = self.scale / drawn.scale;
        let x = self.shift.0 - drawn.shift.0 * scale;
        let y = self.shift.1 - drawn.shift.1 * scale;
        format!("translate({x:.2} {y:.2}) scale({scale:.5})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: Xy, b: Xy) -> bool {
        (a.0 - b.0).abs() < 1e-6 && (a.1 - b.1).abs() < 1e-6
    }

    #[test]
    fn the_whole_sheet_fits_with_its_margin() {
        let camera = Camera::fitted((1000.0, 500.0), (420.0, 420.0), 10.0);
        assert!(near(camera.to_screen((0.0, 250.0)), (10.0, 210.0)));
        assert!(near(camera.to_screen((1000.0, 250.0)), (410.0, 210.0)));
    }

    #[test]
    fn zooming_keeps_what_is_under_the_finger() {
        let camera = Camera::fitted((1000.0, 800.0), (390.0, 400.0), 8.0);
        let finger = (120.0, 333.0);
        let under = camera.to_sheet(finger);
        assert!(near(camera.zoomed(3.5, finger).to_screen(under), finger));
    }

    #[test]
    fn zooming_stays_within_its_bounds() {
        let camera = Camera::fitted((1000.0, 800.0), (390.0, 400.0), 8.0);
        assert!(camera.zoomed(1e9, (0.0, 0.0)).zoom() < ZOOM_MAX + 1e-9);
        assert!(camera.zoomed(1e-9, (0.0, 0.0)).zoom() > 0.7);
    }

    #[test]
    fn a_sheet_point_found_from_the_screen_goes_back_there() {
        let camera = Camera::fitted((1000.0, 800.0), (390.0, 400.0), 8.0).zoomed(4.0, (3.0, 5.0)).panned((7.0, -9.0));
        assert!(near(camera.to_screen(camera.to_sheet((55.0, 66.0))), (55.0, 66.0)));
    }
}
