//! The residents' bundle: report, follow up, look up, public ledger.

fn main() {
    weft_app::shell::resident();
}
