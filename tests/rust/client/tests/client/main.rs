//! The Rust client against scripted servers and the real runtime.

mod acting;
mod calls;
mod handlers;
mod logs;

mod answers;
mod approvals;
mod blocking;
mod closing;
mod commands;
mod deaths;
mod dropping;
mod endpoints;
mod garbage;
mod gate;
mod interrupts;
mod leftovers;
mod logins;
mod older;
mod outputs;
mod pressure;
mod programs;
mod readme;
mod replies;
mod results;
mod secrets;
mod servers;
mod silence;
mod starts;
mod streams;
mod sweep;
mod threads;
mod turns;
mod volume;
mod watches;
