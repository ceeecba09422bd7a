//! An address shown in the browser of the user.

use std::io;
use std::process::{Command, Stdio};

/// Opens an address with the program the system has for it. Does not wait for it.
///
/// # Errors
/// When there is no such program.
pub fn open_in_browser(address: &str) -> io::Result<()> {
    let mut command = if cfg!(target_os = "windows") {
        let mut command = Command::new("rundll32");
        command.arg("url.dll,FileProtocolHandler");
        command
    } else if cfg!(target_os = "macos") {
        Command::new("open")
    } else {
        Command::new("xdg-open")
    };
    let quiet = command.arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = quiet.spawn()?;
    // Waited for aside, so that it leaves nothing behind.
    let _ = std::thread::spawn(move || child.wait());
    Ok(())
}
