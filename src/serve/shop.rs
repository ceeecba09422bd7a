//! The one thread that compiles, renders and answers.
//!
//! A generation is a sound compilation and its preview; it ends when the sources are sound again in another state. While
//! they are not, its pages stay, and what is wrong is told beside them.

use std::collections::{BTreeMap, BTreeSet};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use super::http::{self, HTML, Refusal, Reply, Request, Target};
use super::watch::Watch;
use super::{Event, Options, Stopped, page};
use crate::diagnostic::{Code, Severity};
use crate::io::{Kept, ProjectPaths};
use crate::publication::VendorNames;
use crate::render::{Carried, Preview, SiteOptions, Theme, ThemeError};
use crate::{Compilation, compile_after};

/// How long files must be quiet before they are read: an editor writes in several steps.
const QUIET: Duration = Duration::from_millis(15);
/// How long a stream of changes is waited for, at most.
const PATIENCE: Duration = Duration::from_millis(100);
/// How often everything read is looked at, whatever the system tells.
const ROUND: Duration = Duration::from_secs(1);
/// How long a page that asks what is new waits for an answer.
const HOLD: Duration = Duration::from_secs(20);
/// How many pages may wait so.
const WAITING: usize = 64;

/// What reaches the thread.
enum Message {
    Asked(Request),
    Touched(Vec<PathBuf>),
}

/// What there is to do.
enum Next {
    Answer(Request),
    Look(BTreeSet<PathBuf>),
}

/// Files that were touched and are not read yet.
struct Touched {
    first: Instant,
    last: Instant,
    paths: BTreeSet<PathBuf>,
}

impl Touched {
    fn due(&self) -> Instant {
        (self.last + QUIET).min(self.first + PATIENCE)
    }
}

/// A compilation on its way to be shown.
struct Fresh {
    compilation: Compilation,
    changed: BTreeSet<PathBuf>,
    since: Instant,
}

/// The files, the inbox and what pages are told.
pub(super) struct Shop<'t> {
    root: PathBuf,
    port: u16,
    files: Kept,
    /// The folder of templates.
    themes: Option<Kept>,
    theme: Theme,
    inbox: Receiver<Message>,
    watch: Option<Watch>,
    tell: &'t mut dyn FnMut(Event<'_>),
    touched: Option<Touched>,
    round: Instant,
    waiting: Vec<(Request, Instant)>,
    /// Number of what pages were told last, and of the site they were told of; 0 before there is one.
    told: u64,
    site: u64,
    /// What is wrong with the sources, as markup; empty when nothing is.
    wrong: String,
    /// What is wrong with the templates, which stays while they are not corrected, whatever the sources become.
    theme_wrong: String,
}

impl<'t> Shop<'t> {
    /// Reads the templates, listens and watches.
    pub(super) fn open(
        options: &Options,
        listener: TcpListener,
        tell: &'t mut dyn FnMut(Event<'_>),
    ) -> Result<Self, Stopped> {
        let port = listener.local_addr().map_err(Stopped::PortRefused)?.port();
        let disk = super::disk(&options.root);
        let root = disk.root().to_owned();
        let templates = options.templates.as_deref().map(super::disk);
        let folder = templates.as_ref().map(|disk| disk.root().to_owned());
        let themes = templates.map(Kept::new);
        let theme = themes
            .as_ref()
            .map_or(Ok(Theme::default()), |kept| super::theme_of(kept))
            .map_err(Stopped::Theme)?;
        let (send, inbox) = channel();
        let touch = send.clone();
        let watch = Watch::new(&root, folder.as_deref(), move |paths| {
            let _ = touch.send(Message::Touched(paths));
        });
        let watch = match watch {
            Ok(watch) => Some(watch),
            Err(reason) => {
                tell(Event::Trouble(&format!(
                    "le système ne signale pas les changements ({reason}) : les fichiers sont relus chaque seconde"
                )));
                None
            }
        };
        http::listen(listener, move |request| drop(send.send(Message::Asked(request))))
            .map_err(Stopped::PortRefused)?;
        tell(Event::Ready(&format!("http://127.0.0.1:{port}/")));
        Ok(Self {
            root,
            port,
            files: Kept::new(disk),
            themes,
            theme,
            inbox,
            watch,
            tell,
            touched: None,
            round: Instant::now() + ROUND,
            waiting: Vec::new(),
            told: 0,
            site: 0,
            wrong: String::new(),
            theme_wrong: String::new(),
        })
    }

    /// One generation after the other.
    pub(super) fn run(mut self) -> Stopped {
        let mut fresh = Fresh {
            since: Instant::now(),
            compilation: compile_after(&self.files, &Compilation::default()),
            changed: BTreeSet::new(),
        };
        let mut carried = Carried::default();
        let mut frozen = std::sync::Arc::clone(&fresh.compilation.baselines);
        loop {
            let Fresh { compilation, changed, since } = fresh;
            if !std::sync::Arc::ptr_eq(&frozen, &compilation.baselines) {
                carried = Carried::default();
                frozen = std::sync::Arc::clone(&compilation.baselines);
            }
            let preview = self.prepare(&compilation, &carried);
            match &preview {
                Some((preview, _)) => {
                    carried = preview.carry();
                    self.site += 1;
                    self.announce(String::new());
                    (self.tell)(Event::Sound(&changed, since.elapsed()));
                }
                None if self.wrong.is_empty() => self.report(&compilation),
                None => {}
            }
            match self.generation(&compilation, preview) {
                Ok(next) => fresh = next,
                Err(stopped) => return stopped,
            }
        }
    }

    /// The preview of a sound compilation; else says what is wrong.
    fn prepare<'a>(
        &mut self,
        compilation: &'a Compilation,
        carried: &Carried,
    ) -> Option<(Preview<'a>, VendorNames)> {
        self.wrong.clear();
        if !is_sound(compilation) {
            return None;
        }
        let context = compilation.site(false)?;
        let options = SiteOptions { theme: self.theme.clone(), ..SiteOptions::default() };
        let names = VendorNames::of(context.settings).map_err(|error| error.to_string());
        let made = Preview::new(&context, &options, carried).map_err(|error| error.to_string());
        match names.and_then(|names| Ok((made?, names))) {
            Ok(ready) => Some(ready),
            Err(message) => {
                self.announce(trouble(&message, ""));
                (self.tell)(Event::Trouble(&message));
                None
            }
        }
    }

    /// Answers with the pages of a compilation until another one can be shown.
    fn generation(
        &mut self,
        shown: &Compilation,
        preview: Option<(Preview<'_>, VendorNames)>,
    ) -> Result<Fresh, Stopped> {
        let mut pages = BTreeMap::new();
        let mut broken: Option<Compilation> = None;
        loop {
            let suspects = match self.next()? {
                Next::Answer(request) => {
                    self.answer(request, preview.as_ref(), &mut pages);
                    continue;
                }
                Next::Look(suspects) => suspects,
            };
            let since = Instant::now();
            let themed = self.refresh_theme(&suspects, shown);
            let changed = self.changes(&suspects);
            // Looking may take longer than a round on a slow disk: requests come first then.
            self.round = Instant::now() + ROUND;
            if changed.is_empty() && !themed {
                continue;
            }
            let before = broken.as_ref().filter(|last| last.settings.is_some()).unwrap_or(shown);
            let compilation = compile_after(&self.files, before);
            if preview.is_none() || is_sound(&compilation) {
                return Ok(Fresh { compilation, changed, since });
            }
            self.report(&compilation);
            broken = Some(compilation);
        }
    }

    /// Waits for something to do.
    fn next(&mut self) -> Result<Next, Stopped> {
        loop {
            let now = Instant::now();
            self.release(|since| now >= since + HOLD);
            if let Some(touched) = self.touched.take_if(|touched| now >= touched.due()) {
                return Ok(Next::Look(touched.paths));
            }
            if now >= self.round {
                if let Some(watch) = &mut self.watch {
                    watch.keep_up();
                }
                return Ok(Next::Look(BTreeSet::new()));
            }
            let due = self.touched.iter().map(Touched::due);
            let until =
                due.chain(self.waiting.iter().map(|(_, since)| *since + HOLD)).fold(self.round, Instant::min);
            match self.inbox.recv_timeout(until.saturating_duration_since(now)) {
                Ok(Message::Asked(request)) => return Ok(Next::Answer(request)),
                Ok(Message::Touched(paths)) => self.touch(paths),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(Stopped::Closed),
            }
        }
    }

    fn touch(&mut self, paths: Vec<PathBuf>) {
        let now = Instant::now();
        let touched =
            self.touched.get_or_insert_with(|| Touched { first: now, last: now, paths: BTreeSet::new() });
        touched.last = now;
        let below = |path: PathBuf| path.strip_prefix(&self.root).map(PathBuf::from).unwrap_or(path);
        touched.paths.extend(paths.into_iter().map(below));
    }

    /// Files of the project whose content, presence or listing changed; what editors write beside them is none.
    fn changes(&self, suspects: &BTreeSet<PathBuf>) -> BTreeSet<PathBuf> {
        let mut changed = self.files.refresh(suspects);
        changed.retain(|path| ProjectPaths::is_source(path) || !ProjectPaths::is_beside(path));
        changed
    }

    /// Reads the templates again; whether they changed and can be used.
    fn refresh_theme(&mut self, suspects: &BTreeSet<PathBuf>, shown: &Compilation) -> bool {
        let Some(themes) = &self.themes else { return false };
        if themes.refresh(suspects).is_empty() {
            return false;
        }
        match usable(themes, shown) {
            Ok(theme) => {
                self.theme = theme;
                self.theme_wrong.clear();
                true
            }
            Err(ThemeError { message, help }) => {
                self.theme_wrong = trouble(&message, &help);
                self.tell_pages();
                (self.tell)(Event::Trouble(&message));
                false
            }
        }
    }

    /// Tells that the sources have errors.
    fn report(&mut self, compilation: &Compilation) {
        self.announce(page::errors(&compilation.diagnostics, &compilation.sources));
        (self.tell)(Event::Broken(&compilation.diagnostics, &compilation.sources, self.site > 0));
    }

    /// Tells pages what is wrong with the sources now, if anything.
    fn announce(&mut self, wrong: String) {
        self.wrong = wrong;
        self.tell_pages();
    }

    /// Answers the pages that wait for something new.
    fn tell_pages(&mut self) {
        self.told += 1;
        self.release(|_| true);
    }

    /// All that is wrong, as markup; empty when nothing is.
    fn all_wrong(&self) -> String {
        format!("{}{}", self.theme_wrong, self.wrong)
    }

    /// Answers the pages that wait and match.
    fn release(&mut self, which: impl Fn(Instant) -> bool) {
        let (ready, waiting) =
            std::mem::take(&mut self.waiting).into_iter().partition(|(_, since)| which(*since));
        self.waiting = waiting;
        for (request, _) in ready {
            http::send(request, self.news());
        }
    }

    /// What pages are told: the state they are in, the state of the site, what is wrong.
    fn news(&self) -> Reply {
        Reply::found(HTML, self.all_wrong())
            .with("X-Remc-Etat", self.token(self.told))
            .with("X-Remc-Site", self.site_token())
    }

    /// A number that another run of the preview does not give.
    fn token(&self, number: u64) -> String {
        format!("{}.{number}", std::process::id())
    }

    /// The state of the site; empty before there is one.
    fn site_token(&self) -> String {
        if self.site == 0 { String::new() } else { self.token(self.site) }
    }
}

/// Answers.
impl Shop<'_> {
    fn answer(
        &mut self,
        request: Request,
        preview: Option<&(Preview<'_>, VendorNames)>,
        pages: &mut BTreeMap<String, Reply>,
    ) {
        let Target { mut path, query } = match http::target(&request, self.port) {
            Ok(target) => target,
            Err(refusal) => return http::send(request, refused(refusal)),
        };
        if path.is_empty() || path.ends_with('/') {
            path.push_str("index.html");
        }
        if let Some(own) = path.strip_prefix(page::OWN) {
            if own == "etat" && query == format!("vu={}", self.token(self.told)) {
                if self.waiting.len() >= WAITING {
                    let (oldest, _) = self.waiting.remove(0);
                    http::send(oldest, self.news());
                }
                return self.waiting.push((request, Instant::now()));
            }
            return http::send(request, self.own(own));
        }
        let reply = match pages.get(&path) {
            Some(known) => known.clone(),
            None => {
                let made = self.made(&path, preview);
                // Only what the site has is kept: addresses without a page have no end.
                if made.is_found() {
                    pages.insert(path, made.clone());
                }
                made
            }
        };
        http::send(request, reply);
    }

    /// The files of the preview itself.
    fn own(&self, path: &str) -> Reply {
        let code = path.strip_prefix("codes/").and_then(Code::parse);
        match (path, code) {
            ("apercu.css", _) => Reply::found(http::kind(path), page::STYLE),
            ("apercu.js", _) => Reply::found(http::kind(path), page::SCRIPT),
            ("etat", _) => self.news(),
            (_, Some(code)) => {
                let title = format!("{} : {}", code.as_str(), code.title());
                Reply::found(HTML, page::own(&title, &page::explanation(code), &self.site_token(), false))
            }
            _ => self.missing(path),
        }
    }

    /// A file of the site.
    fn made(&self, path: &str, preview: Option<&(Preview<'_>, VendorNames)>) -> Reply {
        let site = self.site_token();
        let Some((preview, names)) = preview else {
            let body = format!(
                "<p>Le site paraîtra ici dès que les sources seront corrigées.</p>\n<div class=\"remc-constats\">{}</div>",
                self.all_wrong()
            );
            let html = page::own("Aperçu impossible pour le moment", &body, &site, true);
            return Reply::new((503, "Service Unavailable"), HTML, html);
        };
        let failed = |title: &str, message: &str| {
            let html = page::own(title, &(page::paragraph(message) + page::HOME), &site, false);
            Reply::new((500, "Internal Server Error"), HTML, html)
        };
        let kind = http::kind(path);
        match preview.file(path) {
            Err(error) => failed("Page impossible à écrire", &error.to_string()),
            Ok(Some(bytes)) => match names.find(&bytes) {
                Some(code) => failed(
                    "Page retenue",
                    &format!(
                        "Le nom de l’éditeur {code} paraîtrait dans « {path} » : « remc build » refuserait ce site. Retirer le nom du texte publié."
                    ),
                ),
                None if kind == HTML => Reply::found(kind, page::with_script(&bytes, &site)),
                None => Reply::found(kind, bytes),
            },
            Ok(None) => {
                let folder = format!("{path}/index.html");
                match preview.file(&folder) {
                    Ok(Some(_)) if !path.contains("//") => {
                        Reply::new((302, "Found"), HTML, "").with("Location", format!("/{}/", encoded(path)))
                    }
                    _ => self.missing(path),
                }
            }
        }
    }

    fn missing(&self, path: &str) -> Reply {
        let words = page::paragraph(&format!("Le site n’a pas de page « {path} »."));
        let html = page::own("Page introuvable", &(words + page::HOME), &self.site_token(), false);
        Reply::new((404, "Not Found"), HTML, html)
    }
}

/// The templates of a folder, tried on a site if there is one.
fn usable(themes: &Kept, shown: &Compilation) -> Result<Theme, ThemeError> {
    let options = SiteOptions { theme: super::theme_of(themes)?, ..SiteOptions::default() };
    let tried = shown.site(false).map(|context| Preview::new(&context, &options, &Carried::default()));
    match tried {
        Some(Err(error)) => Err(ThemeError { message: error.to_string(), help: String::new() }),
        _ => Ok(options.theme),
    }
}

/// Something wrong outside the sources, as markup.
fn trouble(message: &str, help: &str) -> String {
    let help = if help.is_empty() { String::new() } else { page::paragraph(&format!("Aide : {help}")) };
    page::paragraph(message) + &help
}

/// Why a request is refused, for who reads it.
fn refused(refusal: Refusal) -> Reply {
    let text = |status, words: &str| Reply::new(status, "text/plain; charset=utf-8", format!("{words}\n"));
    match refusal {
        Refusal::Method => {
            text((405, "Method Not Allowed"), "L’aperçu se lit seulement.").with("Allow", "GET, HEAD")
        }
        Refusal::Host => text(
            (403, "Forbidden"),
            "L’aperçu ne répond qu’à l’adresse écrite par « remc serve », sur cette machine.",
        ),
        Refusal::Address => text((400, "Bad Request"), "Cette adresse n’est pas celle d’une page."),
    }
}

/// A path as an address.
fn encoded(path: &str) -> String {
    let kept = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~=".contains(&byte);
    let parts = path
        .bytes()
        .map(|byte| if kept(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") });
    parts.collect()
}

/// Whether a site can be made.
fn is_sound(compilation: &Compilation) -> bool {
    compilation.settings.is_some()
        && !compilation.diagnostics.iter().any(|one| one.severity == Severity::Error)
}
