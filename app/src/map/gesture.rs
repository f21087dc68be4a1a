//! From fingers to turns of the camera: one drags, two pinch, a short touch taps.

use super::camera::Xy;

/// How far a finger may slip in a tap, pixels.
const SLIP_PX: f64 = 8.0;

/// What the camera or the page should do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Turn {
    /// Move by these pixels.
    Pan(Xy),
    /// Zoom by a factor around a screen point.
    Zoom {
        /// How much closer.
        factor: f64,
        /// What stays where it is.
        around: Xy,
    },
    /// A tap at a screen point.
    Tap(Xy),
}

/// The fingers on the map.
#[derive(Debug, Default)]
pub struct Gesture {
    fingers: Vec<(i32, Xy)>,
    began: Xy,
    slipped: bool,
}

impl Gesture {
    /// A finger comes down.
    pub fn down(&mut self, id: i32, at: Xy) {
        self.fingers.retain(|finger| finger.0 != id);
        self.fingers.push((id, at));
        if self.fingers.len() == 1 {
            self.began = at;
            self.slipped = false;
        } else {
            self.slipped = true;
        }
    }

    /// A finger moves.
    pub fn moved(&mut self, id: i32, at: Xy) -> Option<Turn> {
        let index = self.fingers.iter().position(|finger| finger.0 == id)?;
        let before = std::mem::replace(&mut self.fingers[index].1, at);
        match self.fingers[..] {
            [_] => {
                self.slipped |= distance(self.began, at) > SLIP_PX;
                self.slipped.then_some(Turn::Pan((at.0 - before.0, at.1 - before.1)))
            }
            [(_, one), (_, two)] => {
                let other = if index == 0 { two } else { one };
                let (was, is) = (distance(before, other), distance(at, other));
                let around = ((one.0 + two.0) / 2.0, (one.1 + two.1) / 2.0);
                (was > 1.0).then_some(Turn::Zoom { factor: is / was, around })
            }
            _ => None,
        }
    }

    /// A finger goes up.
    pub fn up(&mut self, id: i32) -> Option<Turn> {
        let index = self.fingers.iter().position(|finger| finger.0 == id)?;
        let (_, at) = self.fingers.remove(index);
        (self.fingers.is_empty() && !self.slipped).then_some(Turn::Tap(at))
    }

    /// The browser took a finger away.
    pub fn cancel(&mut self, id: i32) {
        self.fingers.retain(|finger| finger.0 != id);
        self.slipped = true;
    }
}

fn distance(a: Xy, b: Xy) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_still_finger_taps_and_a_moving_one_drags() {
        let mut gesture = Gesture::default();
        gesture.down(1, (10.0, 10.0));
        assert_eq!(gesture.moved(1, (12.0, 11.0)), None);
        assert_eq!(gesture.up(1), Some(Turn::Tap((12.0, 11.0))));
        gesture.down(1, (10.0, 10.0));
        assert_eq!(gesture.moved(1, (30.0, 10.0)), Some(Turn::Pan((20.0, 0.0))));
        assert_eq!(gesture.up(1), None);
    }

    #[test]
    fn two_fingers_that_part_zoom_in_and_never_tap() {
        let mut gesture = Gesture::default();
        gesture.down(1, (100.0, 100.0));
        gesture.down(2, (200.0, 100.0));
        let turn = gesture.moved(2, (300.0, 100.0));
        assert_eq!(turn, Some(Turn::Zoom { factor: 2.0, around: (200.0, 100.0) }));
        assert_eq!(gesture.up(1), None);
        assert_eq!(gesture.up(2), None);
    }
}
