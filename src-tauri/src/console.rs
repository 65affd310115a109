//! Windows' console. The program is one of the console, so that verbs print and shells wait for
//! them; one that a window came with is left. Since Windows 11 24H2 there is none to begin with:
//! `package/windows.manifest` says so.

/// Leaves a console that was made for this program alone.
#[cfg(target_os = "windows")]
#[expect(
    unsafe_code,
    reason = "the system's calls; both are given what they ask for"
)]
pub(crate) fn leave() {
    use windows_sys::Win32::System::Console::{FreeConsole, GetConsoleProcessList};

    let mut others = [0; 2];
    // SAFETY: the list is as long as is said.
    if unsafe { GetConsoleProcessList(others.as_mut_ptr(), 2) } == 1 {
        // SAFETY: takes nothing; what is printed afterwards goes nowhere.
        unsafe { FreeConsole() };
    }
}

/// Other systems make none.
#[cfg(not(target_os = "windows"))]
pub(crate) const fn leave() {}
