//! The built program, as people and other programs meet it. All in one binary, so that the tests
//! share one linking, and those that wait leave the processors to the others.

mod checks;
mod desktop;
mod files;
mod gateway;
mod live;
mod security;
mod two_programs;
mod verbs;
mod views;
mod window;
