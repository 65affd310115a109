//! The console of Windows. The program belongs to the console subsystem, so that verbs can print
//! and shells wait for them; a console that Windows made for the window alone is left. Since
//! Windows 11 24H2 none is made in the first place: `package/windows.manifest` says so.

/// Leaves a console that was made for this program alone.
#[cfg(target_os = "windows")]
#[expect(
    unsafe_code,
    reason = "calls of the system; both get the arguments that they ask for"
)]
pub(crate) fn leave() {
    use windows_sys::Win32::System::Console::{FreeConsole, GetConsoleProcessList};

    let mut processes = [0; 2];
    // A console with a second process belongs to a shell that somebody reads.
    // SAFETY: the list is as long as the call is told.
    if unsafe { GetConsoleProcessList(processes.as_mut_ptr(), 2) } == 1 {
        // SAFETY: takes no arguments; what is printed afterwards goes nowhere.
        unsafe { FreeConsole() };
    }
}

/// Does nothing: other systems make no console for a window.
#[cfg(not(target_os = "windows"))]
pub(crate) const fn leave() {}
