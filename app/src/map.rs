//! The map: an SVG of the grids without outside tiles. One path per grid, drawn once; panning and zooming only move a group.
//!
//! Hits are not asked of the browser but of the same [`Directory::locate`] that routes a ticket, so what is tapped is what counts.

mod camera;
mod choose;
mod gesture;
mod sheet;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::{ev, svg};
use wasm_bindgen::JsCast;
use weft::org::Directory;
use weft::place::Point;

use crate::component::{Glyph, glyph, icon};
use crate::prefs::prefs;
use crate::text::{Phrase, ledger, t};

use camera::{Camera, Xy};
use gesture::{Gesture, Turn};
use sheet::Sheet;

pub use choose::{PlacePicker, Spotted};
pub use sheet::{Spot, Tints};

/// Space around the county, pixels.
const MARGIN_PX: f64 = 14.0;
/// How far one press of an arrow key moves, pixels.
const STEP_PX: f64 = 48.0;
/// Zoom factor of one press or wheel notch.
const NOTCH: f64 = 1.35;
/// Zoom at which a chosen spot is shown.
const CHOSEN_ZOOM: f64 = 12.0;
/// Rest after which labels are laid out anew, milliseconds.
const SETTLE_MS: u64 = 140;
/// How near a tap must be to a spot, pixels.
const SPOT_PX: f64 = 24.0;

/// What the map shows and does.
#[derive(Clone, Copy)]
pub struct MapSpec {
    /// The units.
    pub org: Signal<Arc<Directory>>,
    /// The chosen point, marked by a pin.
    pub chosen: Signal<Option<Point>>,
    /// Colours of the grids.
    pub tints: Signal<Tints>,
    /// Further spots.
    pub spots: Signal<Vec<Spot>>,
    /// Whether a tap chooses a point (else it only tells about spots).
    pub picks: bool,
    /// What a tap means: the point, and the index of the spot under it.
    pub tapped: Callback<(Point, Option<usize>)>,
}

/// Everything that moves without a signal.
#[derive(Clone)]
struct Stage {
    spec: MapSpec,
    frame: NodeRef<svg::Svg>,
    areas: NodeRef<svg::G>,
    overlay: NodeRef<svg::G>,
    camera: Rc<Cell<Option<Camera>>>,
    drawn: Rc<Cell<Option<Camera>>>,
    sheet: Rc<RefCell<Sheet>>,
    settling: Rc<Cell<u32>>,
    /// Whether the view was moved away from the whole county.
    moved: Rc<Cell<bool>>,
}

/// A map of the grids.
#[component]
pub fn GridMap(
    /// What it shows and does.
    spec: MapSpec,
) -> impl IntoView {
    let stage = Stage {
        spec,
        frame: NodeRef::new(),
        areas: NodeRef::new(),
        overlay: NodeRef::new(),
        camera: Rc::default(),
        drawn: Rc::default(),
        sheet: Rc::new(RefCell::new(Sheet::default())),
        settling: Rc::default(),
        moved: Rc::default(),
    };
    let stage = StoredValue::new_local(stage);
    let empty = RwSignal::new(false);
    Effect::new(move || stage.with_value(|stage| stage.follow_org(empty)));
    Effect::new(move || stage.with_value(Stage::follow_marks));
    let resize = window_event_listener(ev::resize, move |_| stage.with_value(Stage::resized));
    on_cleanup(move || resize.remove());
    let name = move || {
        let (point, org) = (spec.chosen.get()?, spec.org.get());
        let grid = org.locate(point)?;
        Some(view! { <div class="map-name rise">{crate::words::place(&org.path(grid), &org)}</div> })
    };
    view! {
        <div class="map">
            {surface(stage)} {name}
            {move || empty.get().then(|| view! { <div class="state"><p>{t(ledger::MAP_EMPTY)}</p></div> })}
            {tools(stage)}
        </div>
    }
    .into_any()
}

fn surface(stage: StoredValue<Stage, LocalStorage>) -> AnyView {
    let (frame, areas, overlay, spec) = stage.with_value(|stage| (stage.frame, stage.areas, stage.overlay, stage.spec));
    let gesture = StoredValue::new_local(RefCell::new(Gesture::default()));
    let turn = move |turn: Turn| stage.with_value(|stage| stage.turn(turn));
    let down = move |event: ev::PointerEvent| {
        if let Some(target) = event.current_target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) {
            // Fails only when the pointer is gone already.
            let _ = target.set_pointer_capture(event.pointer_id());
        }
        gesture.with_value(|gesture| gesture.borrow_mut().down(event.pointer_id(), at(&event)));
    };
    let moved = move |event: ev::PointerEvent| {
        if let Some(next) = gesture.with_value(|gesture| gesture.borrow_mut().moved(event.pointer_id(), at(&event))) {
            turn(next);
        }
    };
    let up = move |event: ev::PointerEvent| {
        if let Some(next) = gesture.with_value(|gesture| gesture.borrow_mut().up(event.pointer_id())) {
            turn(next);
        }
    };
    let wheel = move |event: ev::WheelEvent| {
        event.prevent_default();
        let factor = if event.delta_y() < 0.0 { NOTCH } else { 1.0 / NOTCH };
        turn(Turn::Zoom { factor, around: (f64::from(event.offset_x()), f64::from(event.offset_y())) });
    };
    let key = move |event: ev::KeyboardEvent| {
        if stage.with_value(|stage| stage.key(&event.key())) {
            event.prevent_default();
        }
    };
    let label = if spec.picks { ledger::MAP_LABEL } else { ledger::MAP_LABEL_SHOW };
    view! {
        <svg
            node_ref=frame
            tabindex="0"
            role="application"
            aria-label=t(label)
            on:pointerdown=down
            on:pointermove=moved
            on:pointerup=up
            on:pointercancel=move |event| gesture.with_value(|gesture| gesture.borrow_mut().cancel(event.pointer_id()))
            on:wheel=wheel
            on:keydown=key
        >
            <g node_ref=areas></g>
            <g node_ref=overlay></g>
            <svg x="50%" y="50%" overflow="visible">
                <path class="cross" d="M-14 0H14M0-14V14"></path>
            </svg>
        </svg>
    }
    .into_any()
}

fn tools(stage: StoredValue<Stage, LocalStorage>) -> AnyView {
    let tool = move |phrase: Phrase, glyph: Glyph, factor: f64| {
        let press = move |_| {
            stage.with_value(|stage| match factor {
                0.0 => stage.fit(true),
                _ => stage.turn(Turn::Zoom { factor, around: stage.middle() }),
            });
        };
        view! {
            <button type="button" aria-label=t(phrase) title=t(phrase) on:click=press>
                {icon(glyph)}
            </button>
        }
    };
    view! {
        <div class="map-tools">
            {tool(ledger::MAP_IN, glyph::PLUS, NOTCH * NOTCH)}
            {tool(ledger::MAP_OUT, glyph::MINUS, 1.0 / (NOTCH * NOTCH))} {tool(ledger::MAP_FIT, glyph::FIT, 0.0)}
        </div>
    }
    .into_any()
}

fn at(event: &ev::PointerEvent) -> Xy {
    (f64::from(event.offset_x()), f64::from(event.offset_y()))
}

impl Stage {
    /// Draws the areas whenever units or colours change.
    fn follow_org(&self, empty: RwSignal<bool>) {
        let sheet = self.spec.org.with(|org| Sheet::new(org));
        let Some(areas) = self.areas.get() else {
            return;
        };
        areas.set_inner_html(&self.spec.tints.with(|tints| sheet.areas_svg(tints)));
        empty.set(sheet.is_empty());
        let other = self.sheet.borrow().size() != sheet.size();
        *self.sheet.borrow_mut() = sheet;
        self.fit(other);
    }

    /// Draws the pin, spots and labels whenever they change, and brings a newly chosen point into view.
    fn follow_marks(&self) {
        let chosen = self.spec.chosen.get();
        self.spec.spots.track();
        let prefs = prefs();
        prefs.language.track();
        prefs.elder.track();
        self.spec.org.track();
        if let (Some(chosen), Some(camera)) = (chosen, self.camera.get()) {
            let at = self.sheet.borrow().at(chosen);
            let (x, y) = camera.to_screen(at);
            let window = self.window();
            let seen = x > 0.0 && y > 0.0 && x < window.0 && y < window.1;
            if !seen || camera.zoom() < CHOSEN_ZOOM / 3.0 {
                self.moved.set(true);
                self.camera.set(Some(camera.centred(at, CHOSEN_ZOOM, window)));
                self.show();
            }
        }
        self.settle();
    }

    /// Shows the whole county if asked to or if nothing is shown yet.
    fn fit(&self, again: bool) {
        let (size, window) = (self.sheet.borrow().size(), self.window());
        if size.0 <= 0.0 || window.0 <= 0.0 || (!again && self.camera.get().is_some()) {
            return;
        }
        self.moved.set(false);
        self.camera.set(Some(Camera::fitted(size, window, MARGIN_PX)));
        self.show();
        self.settle();
    }

    /// A phone's address bar coming and going must not throw away where somebody has zoomed to.
    fn resized(&self) {
        if !self.moved.get() {
            self.fit(true);
        }
    }

    fn window(&self) -> Xy {
        self.frame.get_untracked().map_or((0.0, 0.0), |frame| {
            let frame: &web_sys::Element = frame.as_ref();
            let frame = frame.get_bounding_client_rect();
            (frame.width(), frame.height())
        })
    }

    fn middle(&self) -> Xy {
        let (width, height) = self.window();
        (width / 2.0, height / 2.0)
    }

    fn turn(&self, turn: Turn) {
        let Some(camera) = self.camera.get() else {
            return;
        };
        let camera = match turn {
            Turn::Pan(by) => camera.panned(by),
            Turn::Zoom { factor, around } => camera.zoomed(factor, around),
            Turn::Tap(at) => return self.tap(camera, at),
        };
        self.moved.set(true);
        self.camera.set(Some(camera));
        self.show();
        self.settle_soon();
    }

    fn tap(&self, camera: Camera, at: Xy) {
        let sheet = self.sheet.borrow();
        let Some(point) = sheet.point(camera.to_sheet(at)) else {
            return;
        };
        let spot = self.spec.spots.with_untracked(|spots| {
            let distance = |spot: &Spot| {
                let (x, y) = camera.to_screen(sheet.at(spot.at));
                (x - at.0).hypot(y - at.1)
            };
            let near = spots.iter().enumerate().map(|(index, spot)| (distance(spot), index));
            near.min_by(|a, b| a.0.total_cmp(&b.0)).filter(|near| near.0 <= SPOT_PX).map(|near| near.1)
        });
        drop(sheet);
        self.spec.tapped.run((point, spot));
    }

    fn key(&self, key: &str) -> bool {
        let pan = |x: f64, y: f64| Turn::Pan((x * STEP_PX, y * STEP_PX));
        let turn = match key {
            "ArrowLeft" => pan(1.0, 0.0),
            "ArrowRight" => pan(-1.0, 0.0),
            "ArrowUp" => pan(0.0, 1.0),
            "ArrowDown" => pan(0.0, -1.0),
            "+" | "=" => Turn::Zoom { factor: NOTCH, around: self.middle() },
            "-" | "_" => Turn::Zoom { factor: 1.0 / NOTCH, around: self.middle() },
            "Enter" | " " => Turn::Tap(self.middle()),
            _ => return false,
        };
        self.turn(turn);
        true
    }

    /// Moves the layers to where the camera is: two attributes, nothing else.
    fn show(&self) {
        let Some(camera) = self.camera.get() else {
            return;
        };
        if let Some(areas) = self.areas.get_untracked() {
            // An attribute of an element of ours: setting it cannot fail.
            let _ = areas.set_attribute("transform", &camera.transform());
        }
        if let (Some(overlay), Some(drawn)) = (self.overlay.get_untracked(), self.drawn.get()) {
            let _ = overlay.set_attribute("transform", &camera.transform_since(drawn));
        }
    }

    fn settle_soon(&self) {
        let turn = self.settling.get().wrapping_add(1);
        self.settling.set(turn);
        let stage = self.clone();
        set_timeout(
            move || {
                if stage.settling.get() == turn {
                    stage.settle();
                }
            },
            Duration::from_millis(SETTLE_MS),
        );
    }

    /// Lays out labels, spots and the pin for where the camera is now.
    fn settle(&self) {
        let (Some(camera), Some(overlay)) = (self.camera.get(), self.overlay.get_untracked()) else {
            return;
        };
        let sheet = self.sheet.borrow();
        let (large, language) = (prefs().elder.get_untracked(), prefs().language.get_untracked());
        let chosen = self.spec.chosen.get_untracked();
        let mut svg = chosen.and_then(|chosen| self.chosen_area_svg(&sheet, camera, chosen)).unwrap_or_default();
        self.spec.spots.with_untracked(|spots| {
            svg.push_str(&sheet.overlay_svg(camera, self.window(), spots, large, language));
        });
        // Over the labels: it is what the person has just said.
        svg.extend(chosen.map(|chosen| pin_svg(camera.to_screen(sheet.at(chosen)))));
        overlay.set_inner_html(&svg);
        self.drawn.set(Some(camera));
        self.show();
    }

    fn chosen_area_svg(&self, sheet: &Sheet, camera: Camera, chosen: Point) -> Option<String> {
        self.spec.org.with_untracked(|org| {
            let unit = org.unit(org.locate(chosen)?)?;
            let (transform, outline) = (camera.transform(), sheet.path(&unit.outline));
            Some(format!("<path class=\"chosen\" transform=\"{transform}\" d=\"{outline}\"/>"))
        })
    }
}

/// A pin whose point is here.
fn pin_svg((x, y): (f64, f64)) -> String {
    let pin = "M0 0S-12-13-12-22a12 12 0 0 1 24 0C12-13 0 0 0 0z";
    format!("<path class=\"pin\" transform=\"translate({x:.1} {y:.1})\" d=\"{pin}\"/>")
}

/// A map that only shows, for the ledger and the staff pages.
#[must_use]
pub fn shown_map(
    org: Signal<Arc<Directory>>,
    tints: Signal<Tints>,
    spots: Signal<Vec<Spot>>,
    tapped: Callback<(Point, Option<usize>)>,
) -> AnyView {
    let spec = MapSpec { org, chosen: Signal::derive(|| None), tints, spots, picks: false, tapped };
    view! { <GridMap spec=spec/> }.into_any()
}
