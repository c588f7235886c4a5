//! Files that are whole or not there: written beside their place, then renamed.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::Context;

/// Writes a file through `write`. An earlier file of the name stays until the new one is whole.
pub(crate) fn write_file(
    path: &Path,
    write: impl FnOnce(&mut BufWriter<&fs::File>) -> io::Result<()>,
) -> anyhow::Result<()> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let result = (|| {
        let file = tempfile::Builder::new()
            .prefix(".comention-")
            .tempfile_in(folder)?;
        let mut out = BufWriter::new(file.as_file());
        write(&mut out)?;
        out.flush()?;
        drop(out);
        set_usual_mode(file.as_file())?;
        file.persist(path).map_err(|e| e.error)?;
        Ok::<(), io::Error>(())
    })();
    result.with_context(|| format!("cannot write {}", path.display()))
}

/// Temporary files are private; results are not.
#[cfg(unix)]
fn set_usual_mode(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn set_usual_mode(_: &fs::File) -> io::Result<()> {
    Ok(())
}
