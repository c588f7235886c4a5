//! The program as its users meet it: what they type, the files they get, the lines they read and
//! the exit code.
//!
//! | module | shows that |
//! |---|---|
//! | `build` | the files of `build` are whole, agree with one another and with the texts |
//! | `halves` | `mentions` and `graph` together are `build`, however the rows travel |
//! | `stages` | the stages for many machines are `build` too |
//! | `corrections` | what users put right stays right, and what they know of entities is known |
//! | `cache` | rows that were made before are taken, and change no byte |
//! | `progress` | programs are told how far the work is |
//! | `determinism` | threads and the order of the inputs change no byte |
//! | `memory` | however little memory the counts may take, the results are the same |
//! | `errors` | bad input costs itself and is named; a failed run leaves earlier files alone |
//! | `stopped` | a run that is stopped, whenever that is, leaves whole files and nothing beside them |
//! | `privacy` | nothing leaves the machine, and nothing on it changes the result |
//! | `convert` | `convert` gives what `build` gives, and parts of it |
//! | `edges` | weights, days and series are what was asked for; `diff` tells what changed |
//! | `show` | `show` tells what is in the graph |
//! | `evaluate` | `evaluate` finds a perfect prediction perfect, and says where gold is broken |
//! | `claims` | what texts state goes apart from the edges, and who says so stands with the evidence |
//! | `train` | `train` learns from annotated and raw text, and makes the same model every time |
//! | `gold` | `gold` takes annotation and texts apart and puts them together again |
//! | `support` | a folder of its own for each test, and the program run in it |
//!
//! Nothing here depends on how good the model is: where a test needs names, it takes what is found.

mod build;
mod cache;
mod claims;
mod convert;
mod corrections;
mod days;
mod determinism;
mod edges;
mod errors;
mod evaluate;
mod gold;
mod halves;
mod memory;
mod privacy;
mod progress;
mod show;
mod stages;
mod stopped;
mod support;
mod train;
