//! `decoding ROUNDS FILE...`: files of lines in, for each file the seconds of processor time that each contender takes
//! to decode all of its lines, as one line of JSON. Contenders take turns, medians are told, and a contender that does
//! not decode every line to a typed message ends the program.
#![allow(dead_code, reason = "what is decoded is not looked at")]

mod derived;
mod records;
mod tag_first;

use std::error::Error;
use std::hint::black_box;

use codex_app_server::events::{ServerNotification, ServerRequest};
use codex_app_server::wire::{self, Message};
use rustix::time::{ClockId, clock_gettime};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Decodes one line; false where it did not become what it should.
type Decode = fn(&[u8]) -> bool;

const CONTENDERS: &[(&str, Decode)] = &[
    ("wire::read_line", |line| {
        matches!(
            black_box(wire::read_line::<ServerNotification, ServerRequest>(line)),
            Message::Notification(_)
        )
    }),
    ("typify", serde::<typify_output::ServerNotification>),
    ("hand-written serde", serde::<derived::Notification>),
    ("hand-written visitors, tag first", serde::<tag_first::Notification>),
    ("serde_json::Value", serde::<Value>),
];

fn serde<T: DeserializeOwned>(line: &[u8]) -> bool {
    black_box(serde_json::from_slice::<T>(line)).is_ok()
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let rounds = arguments.next().ok_or("how many rounds?")?.parse()?;
    for file in arguments {
        let text = std::fs::read(&file)?;
        let lines: Vec<&[u8]> = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
        let mut row = json!({"lines": lines.len()});
        for (name, seconds) in medians(&lines, rounds)? {
            row[name] = seconds.into();
        }
        println!("{row}");
    }
    let tolerated: usize = wire::tolerance_counts().iter().map(|(_, count)| count).sum();
    if tolerated > 0 {
        Err("the workload is tolerated rather than typed")?
    }
    Ok(())
}

/// The median of each contender; every round runs each of them once, and a first round does not count.
fn medians(lines: &[&[u8]], rounds: usize) -> Result<Vec<(&'static str, f64)>, String> {
    let mut taken = vec![Vec::new(); CONTENDERS.len()];
    for round in 0..=rounds {
        for ((name, decode), taken) in CONTENDERS.iter().zip(&mut taken) {
            let begun = clock();
            let decoded = lines.iter().filter(|line| decode(black_box(line))).count();
            let seconds = clock() - begun;
            if decoded < lines.len() {
                return Err(format!("{name} decoded {decoded} of {} lines", lines.len()));
            }
            if round > 0 {
                taken.push(seconds);
            }
        }
    }
    let middle = |mut times: Vec<f64>| {
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    Ok(CONTENDERS.iter().map(|(name, _)| *name).zip(taken.into_iter().map(middle)).collect())
}

/// Processor time of this process, in seconds.
fn clock() -> f64 {
    let now = clock_gettime(ClockId::ProcessCPUTime);
    now.tv_sec as f64 + now.tv_nsec as f64 / 1e9
}
