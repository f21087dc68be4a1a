//! Makes sure that all bundles of the app exist when the server compiles: a page that says so stands in for one that is not built.

use std::path::Path;
use std::{fs, io};

const STAND_IN: &str = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
<title>Weft 经纬</title><h1>界面尚未构建</h1><p>请运行 <code>cargo xtask run</code>。</p>\
<h1 lang=\"en\">The app is not built</h1><p lang=\"en\">Run <code>cargo xtask run</code>.</p></html>\n";

fn main() -> io::Result<()> {
    for bundle in ["../dist", "../dist-staff", "../dist-kiosk"] {
        let bundle = Path::new(bundle);
        fs::create_dir_all(bundle)?;
        let page = bundle.join("index.html");
        if !page.exists() {
            fs::write(page, STAND_IN)?;
        }
        println!("cargo:rerun-if-changed={}", bundle.display());
    }
    Ok(())
}
