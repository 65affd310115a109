//! The program that runs already, whose window a second start shows.

use fal_budget_i18n::say;

/// Finds whoever has the program's name on the session's bus, and says who that is. Returns `true`
/// if it is another program: asked for its window, that one would do nothing or never answer.
#[cfg(target_os = "linux")]
pub(super) fn is_name_taken(id: &str) -> bool {
    use std::time::Duration;

    // A bus that hangs keeps nobody from the window.
    let patience = Duration::from_secs(2);
    let owner = tauri::async_runtime::block_on(async {
        tokio::time::timeout(patience, owner(format!("{id}.SingleInstance"))).await
    });
    let Ok(Ok(process)) = owner else {
        return false;
    };
    let program = name_of(&process.to_string());
    let is_taken = program != name_of("self");
    log::info!("process {process} ({program}) has the program's name on the bus");
    let process = process.to_string();
    eprintln!(
        "{}",
        if is_taken {
            say!("desktop-name-taken", process = process, program = program)
        } else {
            say!("desktop-runs-already", process = process)
        }
    );
    is_taken
}

/// Returns `false`: other systems find a running program by means that no other program takes.
#[cfg(not(target_os = "linux"))]
pub(super) const fn is_name_taken(_id: &str) -> bool {
    false
}

/// Asks the bus for the process that owns a name. `Err` when there is none.
#[cfg(target_os = "linux")]
async fn owner(name: String) -> zbus::Result<u32> {
    let bus = zbus::Connection::session().await?;
    let bus = zbus::fdo::DBusProxy::new(&bus).await?;
    Ok(bus.get_connection_unix_process_id(name.try_into()?).await?)
}

/// Reads the name of a process's program. Empty when the process is gone.
#[cfg(target_os = "linux")]
fn name_of(process: &str) -> String {
    let name = std::fs::read_to_string(format!("/proc/{process}/comm")).unwrap_or_default();
    name.trim_end().to_owned()
}
