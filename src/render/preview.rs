//! The site one file at a time, for who writes and looks.
//!
//! Owner of [`Preview`]. Input: a compiled project; output: the bytes [`render_site`](super::render_site) would give the
//! same path. Nothing is written before it is asked for: what costs is one page, not the site.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use super::pages::{self, RENDERERS};
use super::site::{Pair, Site};
use super::{Artifact, Ledger, MARKER, Order, RenderContext, RenderError, SiteOptions, every_file};
use crate::io::{MemoryShelf, Shelf as _};

/// A site whose files are written when they are asked for.
pub struct Preview<'a> {
    site: Site<'a>,
}

/// What a preview leaves to the next one of the same frozen iterations: the comparisons between them.
#[derive(Default)]
pub struct Carried {
    pairs: Vec<Arc<Pair>>,
}

impl<'a> Preview<'a> {
    /// Prepares the site. `carried` comes from a preview of the same frozen iterations, or is empty.
    ///
    /// # Errors
    /// When a template is wrong.
    pub fn new(
        context: &RenderContext<'a>,
        options: &SiteOptions,
        carried: &Carried,
    ) -> Result<Self, RenderError> {
        Ok(Self { site: Site::on_demand(context, options, &carried.pairs)? })
    }

    /// The bytes of a file, by its path from the root of the site with `/` between folders; `None` when the site has no
    /// such file.
    ///
    /// # Errors
    /// When a template is wrong.
    pub fn file(&self, path: &str) -> Result<Option<Vec<u8>>, RenderError> {
        if path == MARKER || path == pages::DOWNLOADS {
            let shelf = MemoryShelf::default();
            every_file(&self.site, &Ledger::new(&self.site, &shelf))?;
            return Ok(shelf.get(Path::new(path)).ok());
        }
        let found = Mutex::new(None);
        let keep = |file: Artifact| {
            if file.path.as_os_str() == path {
                *found.lock().unwrap_or_else(PoisonError::into_inner) = Some(file.bytes);
            }
            Ok(())
        };
        let order = Order::only(path, &keep);
        for family in RENDERERS.iter().filter(|one| one.places.iter().any(|place| path.starts_with(place))) {
            (family.render)(&self.site, &order)?;
        }
        Ok(found.into_inner().unwrap_or_else(PoisonError::into_inner))
    }

    /// What the next preview can use.
    #[must_use]
    pub fn carry(&self) -> Carried {
        let frozen = |pair: &&Arc<Pair>| self.site.states.get(pair.to).is_some_and(|state| !state.draft);
        let all = self.site.pairs.iter().chain(&self.site.far);
        Carried { pairs: all.filter(frozen).cloned().collect() }
    }
}
