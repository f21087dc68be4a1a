//! The staff bundle: the grid member's day and the desk, served under `/staff/`.

fn main() {
    weft_app::shell::staff();
}
