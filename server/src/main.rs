//! `weft`, the server's command line. Thin: every sub-command is a module of the library.

fn main() {}
