//! How long a page of a list takes at different numbers of tickets.

use std::io::Write;

use crate::config::StoreConfig;

pub(super) async fn measure(
    _config: &StoreConfig,
    _counts: &[usize],
    _out: &mut impl Write,
) -> anyhow::Result<()> {
    Ok(())
}
