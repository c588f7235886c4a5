#![no_main]

#[path = "../checks.rs"]
#[allow(dead_code)]
mod checks;

libfuzzer_sys::fuzz_target!(
    // The fuzzer's own hook ends the process at any panic. That of the PDF reader's crate is caught, on a thread of its
    // own, and makes an error; one that nobody catches is still found.
    init: drop(std::panic::take_hook()),
    |bytes: &[u8]| checks::read(bytes)
);
