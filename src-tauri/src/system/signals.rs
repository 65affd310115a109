//! SIGTERM, SIGINT and the end of the session end the program as *Quit* does, with the write-ahead
//! log checkpointed and the window's place saved. Tauri alone would just die.

/// Starts to listen for signals, before there is anything to lose. The first ends the program
/// by `end`.
#[cfg(unix)]
pub(crate) fn begin(end: impl FnOnce() + Send + 'static) {
    use fal_budget_i18n::os_error;
    use tokio::signal::unix::{Signal, SignalKind, signal};

    let listen = || -> std::io::Result<[Signal; 3]> {
        Ok([
            signal(SignalKind::terminate())?,
            signal(SignalKind::interrupt())?,
            signal(SignalKind::hangup())?,
        ])
    };
    // Inside the runtime, which registers the handlers; none of it waits.
    match tauri::async_runtime::block_on(async { listen() }) {
        Ok([mut terminate, mut interrupt, mut hangup]) => {
            tauri::async_runtime::spawn(async move {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = interrupt.recv() => {}
                    _ = hangup.recv() => {}
                }
                end();
            });
        }
        Err(error) => log::warn!(
            "signals end the program without tidying up: {}",
            os_error::describe(&error)
        ),
    }
}

/// Does nothing: Windows tells windows that the session ends, and Tauri listens to that.
#[cfg(not(unix))]
pub(crate) fn begin(_end: impl FnOnce() + Send + 'static) {}
