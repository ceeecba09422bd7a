//! The preview: the site of a project being written, on this machine only.
//!
//! Owner of the HTTP server and of the watch on the files; the only user of `notify`. Input: a project
//! folder; output: pages over HTTP, the bytes `remc build` would write but for one script, which reloads the page when the
//! sources change and shows what is wrong with them. Nothing is written to the disk.
//!
//! - [`shop`]: one thread that compiles, renders the page asked for and answers. Sources that did not change are not
//!   parsed again, frozen iterations are not read again, pages nobody asks for are not rendered. While the sources have
//!   errors, the last sound site stays.
//! - [`watch`]: the system tells which files were touched; once a second everything read is looked at as well, for disks
//!   that tell nothing (network shares, links).
//! - [`http`]: who may ask and what; answers in one piece.
//! - [`page`]: what the preview adds to a page, and the pages that are its own.

mod http;
mod page;
mod shop;
mod watch;

use std::collections::BTreeSet;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::diagnostic::Diagnostic;
use crate::io::{Disk, FileSystem, ProjectPaths};
use crate::render::{Theme, ThemeError};
use crate::source::SourceSet;

/// What is shown, and where.
#[derive(Debug, Clone)]
pub struct Options {
    /// The project.
    pub root: PathBuf,
    /// Port on 127.0.0.1; 0 for any free one.
    pub port: u16,
    /// Templates, style and logo in place of ours.
    pub templates: Option<PathBuf>,
}

/// What happens while the preview runs.
#[derive(Debug)]
pub enum Event<'a> {
    /// It answers at this address.
    Ready(&'a str),
    /// The site shows the sources as they are now; these files changed, and it took that long.
    Sound(&'a BTreeSet<PathBuf>, Duration),
    /// The sources have errors, these; whether a sound site stays meanwhile.
    Broken(&'a [Diagnostic], &'a SourceSet, bool),
    /// Something else cannot be used: a template, the watch of the system.
    Trouble(&'a str),
}

/// Why the preview stopped, or did not start.
#[derive(Debug)]
pub enum Stopped {
    /// Another program has the port; a free one near it, if any.
    PortTaken(Option<u16>),
    /// The system refuses the port.
    PortRefused(io::Error),
    /// A template or a file of `templates` cannot be used.
    Theme(ThemeError),
    /// The server ended.
    Closed,
}

/// How many ports are tried to propose a free one.
const NEAR: u16 = 50;

/// Serves the preview until the process is stopped.
///
/// # Errors
/// Always, in the end: see [`Stopped`].
pub fn run(options: &Options, tell: &mut dyn FnMut(Event<'_>)) -> Stopped {
    let listener = match TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)) {
        Ok(listener) => listener,
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            return Stopped::PortTaken(free_port(options.port));
        }
        Err(error) => return Stopped::PortRefused(error),
    };
    match shop::Shop::open(options, listener, tell) {
        Ok(shop) => shop.run(),
        Err(stopped) => stopped,
    }
}

fn free_port(taken: u16) -> Option<u16> {
    let near = (taken..=u16::MAX).skip(1).take(NEAR.into());
    near.into_iter().find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
}

/// Templates, style and logo of a folder.
///
/// # Errors
/// When the folder cannot be read, or holds what is none of them.
pub fn theme_of(files: &dyn FileSystem) -> Result<Theme, ThemeError> {
    let failed = |error: io::Error| ThemeError {
        message: error.to_string(),
        help: "vérifier le dossier donné à « --templates » et les droits de lecture".to_owned(),
    };
    let mut found = Vec::new();
    let paths = files.list(Path::new("")).map_err(failed)?;
    for path in paths.into_iter().filter(|path| !ProjectPaths::is_beside(path)) {
        let bytes = files.read(&path).map_err(failed)?;
        found.push((path.to_string_lossy().replace('\\', "/"), bytes));
    }
    Theme::of(found)
}

/// The project, on the disk.
fn disk(root: &Path) -> Disk {
    Disk::new(crate::io::canonical(root))
}
