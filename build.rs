//! Builds the interactive part of `graph.html` from `web/`, where npm is there.
//!
//! The script that comes out is embedded by `src/render/page.rs`. Where it comes from, in this order:
//!
//! 1. `COMENTION_PAGE=off`: nowhere; the page has its picture and its tables only. For quick builds and
//!    for machines without a network.
//! 2. `web/package.json` is there (a checkout): `npm ci` and the Vite build, in a copy under `OUT_DIR`, so
//!    that the source tree stays as it is. It runs again only if something in `web/` changed.
//! 3. `web/dist/page.js` is there (a package from crates.io, which has no `package.json`): that file.
//!
//! If none gives a script, the build goes on with the page as in 1 and says so in one warning.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, io};

/// What the build of the script needs, relative to `web/`.
const SOURCES: [&str; 4] = ["package.json", "package-lock.json", "vite.config.js", "src"];

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=COMENTION_PAGE");
    for source in SOURCES.iter().chain(&["dist/page.js"]) {
        let path = Path::new("web").join(source);
        // A path that is missing would make cargo run this every time.
        if path.exists() {
            println!("cargo:rerun-if-changed={}", path.display());
        }
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    let script = match script(&out) {
        Ok(script) => script,
        Err(why) => {
            let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
            println!(
                "cargo:warning=graph.html will have its picture and tables, but no interactive view: {why}"
            );
            Vec::new()
        }
    };
    fs::write(out.join("page.js"), script).expect("OUT_DIR can be written");
}

/// The script; empty if it is switched off.
fn script(out: &Path) -> Result<Vec<u8>, String> {
    if env::var("COMENTION_PAGE").is_ok_and(|value| value == "off") {
        return Ok(Vec::new());
    }
    if Path::new("web/package.json").exists() {
        return npm(&out.join("web"));
    }
    fs::read("web/dist/page.js").map_err(|_| "web/dist/page.js is not in this package".to_owned())
}

/// Runs the build in `folder`, a copy of `web/`.
fn npm(folder: &Path) -> Result<Vec<u8>, String> {
    let copied = (|| {
        let _ = fs::remove_dir_all(folder.join("src"));
        fs::create_dir_all(folder)?;
        SOURCES
            .iter()
            .try_for_each(|name| copy(&Path::new("web").join(name), &folder.join(name)))
    })();
    copied.map_err(|error| format!("web/ could not be copied: {error}"))?;
    // Installing takes most of the time, and the lock file says whether it would change anything.
    let lock = fs::read(folder.join("package-lock.json")).map_err(|error| error.to_string())?;
    let installed = folder.join("installed.json");
    if fs::read(&installed).ok().as_ref() != Some(&lock) {
        run(
            folder,
            &["ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        )?;
        fs::write(&installed, &lock).map_err(|error| error.to_string())?;
    }
    run(folder, &["run", "build"])?;
    fs::read(folder.join("dist/page.js"))
        .map_err(|error| format!("the build left no page.js: {error}"))
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    if !from.is_dir() {
        return fs::copy(from, to).map(|_| ());
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

fn run(folder: &Path, arguments: &[&str]) -> Result<(), String> {
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let what = format!("npm {}", arguments.join(" "));
    let output = Command::new(npm)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                "npm is not installed (Node.js 20.19 or later brings it)".to_owned()
            }
            _ => format!("{what}: {error}"),
        })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last: String = said.trim().chars().take(300).collect();
    Err(format!("`{what}` failed: {last}"))
}
