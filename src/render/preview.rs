//! The site one file at a time, for who writes and looks.
//!
//! Owner of [`Preview`]. Input: a compiled project; output: the bytes [`render_site`](super::render_site) would give the
//! same path. Nothing is written before it is asked for: what costs is one page, not the site.

use std::sync::Arc;

use super::pages::{self, RENDERERS};
use super::site::{Pair, Site};
use super::{MARKER, RenderContext, RenderError, SiteOptions, Wanted, every_file};

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
        let named = |file: &super::Artifact| file.path.as_os_str() == path;
        if path == MARKER || path == pages::DOWNLOADS {
            return Ok(every_file(&self.site)?.into_iter().find(named).map(|file| file.bytes));
        }
        for family in RENDERERS.iter().filter(|one| one.places.iter().any(|place| path.starts_with(place))) {
            let files = (family.render)(&self.site, Wanted::Only(path))?;
            if let Some(file) = files.into_iter().find(named) {
                return Ok(Some(file.bytes));
            }
        }
        Ok(None)
    }

    /// What the next preview can use.
    #[must_use]
    pub fn carry(&self) -> Carried {
        let frozen = |pair: &&Arc<Pair>| self.site.states.get(pair.to).is_some_and(|state| !state.draft);
        let all = self.site.pairs.iter().chain(&self.site.far);
        Carried { pairs: all.filter(frozen).cloned().collect() }
    }
}
