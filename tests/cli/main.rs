//! The program as its users meet it: what they type, the files they get, the lines they read and
//! the exit code.
//!
//! | module | shows that |
//! |---|---|
//! | `build` | the files of `build` are whole, agree with one another and with the texts |
//! | `halves` | `mentions` and `graph` together are `build`, however the rows travel |
//! | `corrections` | what users put right stays right, and what they know of entities is known |
//! | `determinism` | threads and the order of the inputs change no byte |
//! | `errors` | bad input costs itself and is named; a failed run leaves earlier files alone |
//! | `convert` | `convert` gives what `build` gives, and parts of it |
//! | `show` | `show` tells what is in the graph |
//! | `evaluate` | `evaluate` finds a perfect prediction perfect, and says where gold is broken |
//! | `gold` | `gold` takes annotation and texts apart and puts them together again |
//! | `support` | a folder of its own for each test, and the program run in it |
//!
//! Nothing here depends on how good the model is: where a test needs names, it takes what is found.

mod build;
mod convert;
mod corrections;
mod determinism;
mod errors;
mod evaluate;
mod gold;
mod halves;
mod show;
mod support;
