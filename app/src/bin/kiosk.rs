//! The kiosks' bundle: a shared screen at a station, served under `/kiosk/`.

fn main() {
    weft_app::shell::kiosk();
}
