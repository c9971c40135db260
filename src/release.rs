//! Floor above the packages: what was published or compiled in, staged projects and wheels out. Bytes depend on what goes
//! in alone, untrusted archives leave nothing outside, and a folder that was staged before is whole until the new one is.

mod epoch;
pub mod platform;
pub mod progress;
pub mod sbom;
pub mod source;
pub mod stage;
pub mod staging;
pub mod verify;
pub mod version;
pub mod wheel;
