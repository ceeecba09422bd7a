//! What a family of files is asked for, and what becomes of the files it writes.
//!
//! Owner of [`Order`], which families see, and of [`Ledger`], which notes each file of a whole site as it passes to its
//! [`Shelf`]: a site may weigh more than memory, its files are never held together.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use super::addresses::Lasting;
use super::links::{self, LinkProblem, Told};
use super::site::Site;
use super::{Addresses, Artifact, RenderError, archive, pages};
use crate::io::Shelf;

/// What a family is asked for, and who takes it.
pub(crate) struct Order<'o> {
    /// One path, or every file.
    only: Option<&'o str>,
    take: &'o (dyn Fn(Artifact) -> Result<(), RenderError> + Sync),
}

impl<'o> Order<'o> {
    /// Every file.
    pub(crate) fn all(take: &'o (dyn Fn(Artifact) -> Result<(), RenderError> + Sync)) -> Self {
        Self { only: None, take }
    }

    /// One file. A family that writes it in no time may write more.
    pub(crate) fn only(
        path: &'o str,
        take: &'o (dyn Fn(Artifact) -> Result<(), RenderError> + Sync),
    ) -> Self {
        Self { only: Some(path), take }
    }

    /// Whether a file is worth writing.
    pub(crate) fn wants(&self, path: &str) -> bool {
        self.only.is_none_or(|only| only == path)
    }

    /// Gives a file, written.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub(crate) fn deliver(&self, file: Artifact) -> Result<(), RenderError> {
        (self.take)(file)
    }
}

/// What is known of a file once it was kept.
pub(crate) struct Filed {
    /// Where it is, from the root of the site.
    pub(crate) address: String,
    /// Bytes.
    pub(crate) weight: usize,
    /// SHA-256, when it is offered for download.
    pub(crate) sum: Option<String>,
    told: Option<Told>,
    /// Anchors that must stay, when this is a publication.
    anchors: BTreeSet<String>,
}

/// The files of a whole site, noted as they pass.
pub(crate) struct Ledger<'r> {
    shelf: &'r dyn Shelf,
    /// What must stay valid, when this is a publication.
    lasting: Option<Lasting>,
    files: Mutex<Vec<Filed>>,
}

impl<'r> Ledger<'r> {
    /// Opens the ledger of a site.
    pub(crate) fn new(site: &Site<'_>, shelf: &'r dyn Shelf) -> Self {
        let lasting = site.publication().then(|| Lasting::of(site));
        Self { shelf, lasting, files: Mutex::default() }
    }

    /// Notes a file and keeps it.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub(crate) fn take(&self, file: Artifact) -> Result<(), RenderError> {
        let address = file.address();
        let publication = self.lasting.as_ref();
        let summed = publication.filter(|_| pages::is_offered(&address));
        let filed = Filed {
            weight: file.bytes.len(),
            sum: summed.map(|_| archive::sha256(&file.bytes)),
            told: Told::of(&address, &file.bytes),
            anchors: publication.map(|lasting| lasting.anchors(&address, &file.bytes)).unwrap_or_default(),
            address,
        };
        self.keep(file)?;
        self.note(filed);
        Ok(())
    }

    /// Keeps a file that a later one replaces.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub(crate) fn keep(&self, file: Artifact) -> Result<(), RenderError> {
        let address = file.address();
        self.shelf.put(&file.path, file.bytes).map_err(|error| RenderError::kept(&address, &error))
    }

    /// Keeps a file written piece by piece from those already kept; its weight and its sum.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub(crate) fn pack(
        &self,
        address: &str,
        folder: &str,
        files: &[String],
    ) -> Result<(usize, String), RenderError> {
        let mut sealed = (0, String::new());
        let bytes = |file: &str| self.shelf.get(Path::new(file));
        self.shelf
            .pour(Path::new(address), &mut |out| {
                let mut summed = archive::Summed::new(out);
                archive::zip(&mut summed, folder, files, bytes)?;
                sealed = (summed.weight(), summed.sum());
                Ok(())
            })
            .map_err(|error| RenderError::kept(address, &error))?;
        let (weight, sum) = sealed.clone();
        let (address, anchors) = (address.to_owned(), BTreeSet::new());
        self.note(Filed { address, weight, sum: Some(sum), told: None, anchors });
        Ok(sealed)
    }

    fn note(&self, filed: Filed) {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).push(filed);
    }

    /// Looks at what was kept so far, sorted by address.
    pub(crate) fn look<T>(&self, see: impl FnOnce(&[Filed]) -> T) -> T {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.sort_unstable_by(|left, right| left.address.cmp(&right.address));
        see(&files)
    }

    /// What there is to say of the whole.
    pub(crate) fn close(self) -> Written {
        let mut files = self.files.into_inner().unwrap_or_else(PoisonError::into_inner);
        files.sort_unstable_by(|left, right| left.address.cmp(&right.address));
        let pages: Vec<(&str, Option<&Told>)> =
            files.iter().map(|file| (file.address.as_str(), file.told.as_ref())).collect();
        let problems = links::problems_of(&pages, |page| self.shelf.get(Path::new(page)).ok());
        Written {
            pages: pages.iter().filter(|(_, told)| told.is_some()).count(),
            files: files.len(),
            weight: files.iter().map(|file| file.weight).sum(),
            problems,
            addresses: match self.lasting {
                Some(_) => Addresses::of(files.into_iter().map(|file| (file.address, file.anchors))),
                None => Addresses::default(),
            },
        }
    }
}

/// A site, as its shelf has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Number of pages.
    pub pages: usize,
    /// Number of files, pages included.
    pub files: usize,
    /// Bytes of all files.
    pub weight: usize,
    /// What a browser would find wrong: always a fault of ours or of a template.
    pub problems: Vec<LinkProblem>,
    /// The addresses that must stay valid; empty unless this is a publication.
    pub addresses: Addresses,
}
