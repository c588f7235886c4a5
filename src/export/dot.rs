//! x
pub fn write(_: &crate::graph::CoMentionGraph, _: &mut impl std::io::Write) -> std::io::Result<()> {
    Ok(())
}
