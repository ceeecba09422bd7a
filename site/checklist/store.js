// What the page holds: the answers, what they are worth, what can be undone, the draft of this browser.

const DRAFT = "remc/brouillon@1";
const UNDO_STEPS = 50;
const DRAFT_DELAY = 500;

const store = {
  definition: undefined,
  answers: undefined,
  view: undefined,
  /** The answers as they are in a file; edits make new answers, so that identity tells whether one is unsaved. */
  inFile: undefined,
  /** How many edits are in no file. */
  unsaved: 0,
  fileName: "",
  fileTime: undefined,
  draftTime: undefined,
  draftKey: "",
  /** Why the draft could not be written. */
  failure: "",
  /** Drafts that cannot be used here: kept, offered as they are. */
  unusable: [],
  /** Drafts of other products of this lane. */
  others: [],
  undo: [],
  author: "",
  listeners: [],
  timer: 0,
};

/** Takes the first answers: a draft of this browser, or none. */
function startStore(definition) {
  store.definition = definition;
  const draft = bestDraft();
  store.answers = draft?.answers ?? newAnswers(definition);
  store.inFile = store.answers;
  if (draft) {
    store.draftKey = draft.key;
    store.draftTime = draft.time;
    store.fileName = draft.file;
    store.unsaved = draft.unsaved;
    if (draft.unsaved) store.inFile = undefined;
  }
  store.view = viewOf(store.answers, definition);
}

function onChange(listener) {
  store.listeners.push(listener);
}

/** Replaces the answers. `said` names the edit for undo; edits of one field in a row make one step. */
function edit(said, answers, field = "") {
  if (answers === store.answers) return;
  const last = store.undo.at(-1);
  if (!field || last?.field !== field) {
    remember(said, field);
    store.unsaved += 1;
  }
  set(answers);
}

function remember(said, field) {
  store.undo.push({ said, field, answers: store.answers });
  if (store.undo.length > UNDO_STEPS) store.undo.shift();
}

/** Comes back to the answers before the last edit. */
function undoLast() {
  const last = store.undo.pop();
  if (!last) return undefined;
  store.unsaved = last.answers === store.inFile ? 0 : store.unsaved + 1;
  set(last.answers);
  return last.said;
}

function set(answers) {
  store.answers = answers;
  store.view = viewOf(answers, store.definition);
  clearTimeout(store.timer);
  store.timer = setTimeout(writeDraft, DRAFT_DELAY);
  for (const listener of store.listeners) listener();
}

/** Says that the answers are in a file. */
function markSaved(name) {
  store.inFile = store.answers;
  store.unsaved = 0;
  store.fileName = name;
  store.fileTime = new Date();
  // What is typed next in the same field is another edit, in no file.
  if (store.undo.length) store.undo.at(-1).field = "";
  writeDraft();
}

const isUnsaved = () => store.answers !== store.inFile;

/** Browsers share one storage among all pages opened from disk: the name says whose draft it is. */
const draftPrefix = () => `remc:${store.definition.catalogue}:${store.definition.couloir}:`;

function writeDraft() {
  clearTimeout(store.timer);
  // A draft of other answers stays where it is.
  const others = new Set([...store.unusable, ...store.others].map((one) => one.key));
  let key = draftPrefix() + store.answers.produit.nom;
  while (others.has(key)) key += "+";
  const draft = {
    schema: DRAFT,
    enregistre: new Date().toISOString(),
    fichier: store.fileName,
    modifications: isUnsaved() ? Math.max(1, store.unsaved) : 0,
    reponses: writeAnswers(store.answers),
  };
  try {
    localStorage.setItem(key, JSON.stringify(draft));
    // The product was renamed: the draft goes with it.
    if (store.draftKey && store.draftKey !== key) localStorage.removeItem(store.draftKey);
    store.draftKey = key;
    store.draftTime = new Date();
    store.failure = "";
  } catch (error) {
    store.failure = error?.name === "QuotaExceededError" ? "la place réservée à cette page est pleine" : "ce navigateur le refuse";
  }
  for (const listener of store.listeners) listener("draft");
}

/** Every draft of this lane; the ones that cannot be used are set apart, never dropped. */
function readDrafts() {
  const found = [];
  store.unusable = [];
  let keys = [];
  try {
    keys = Object.keys(localStorage).filter((key) => key.startsWith(draftPrefix()));
  } catch {
    store.failure = "ce navigateur le refuse";
  }
  for (const key of keys) {
    const raw = localStorage.getItem(key) ?? "";
    try {
      found.push({ key, ...readDraft(raw) });
    } catch (error) {
      const reason = error instanceof Unreadable ? error.message : "il est abîmé";
      store.unusable.push({ key, raw, reason });
    }
  }
  return found.sort((one, other) => other.time - one.time);
}

/** The latest draft; those of other products can be opened instead. */
function bestDraft() {
  const [latest, ...others] = readDrafts();
  store.others = others;
  return latest;
}

/** Opens the draft of another product; the one of this product stays where it is. */
function openDraft(draft) {
  if (isUnsaved()) writeDraft();
  const mine = { key: store.draftKey, answers: store.answers, time: store.draftTime, file: store.fileName, unsaved: store.unsaved };
  store.others = [...store.others.filter((one) => one !== draft), ...(mine.key ? [mine] : [])];
  store.undo = [];
  store.draftKey = draft.key;
  store.draftTime = draft.time;
  store.fileName = draft.file;
  store.fileTime = undefined;
  store.unsaved = draft.unsaved;
  store.inFile = draft.unsaved ? undefined : draft.answers;
  set(draft.answers);
}

function readDraft(raw) {
  const draft = JSON.parse(raw);
  if (draft?.schema !== DRAFT || typeof draft.reponses !== "string") {
    throw new Unreadable(["il vient d’une autre version de cette page"]);
  }
  const answers = readAnswersText(draft.reponses);
  const problem = mismatch(answers, store.definition);
  if (problem) throw new Unreadable([problem.text]);
  const time = new Date(draft.enregistre);
  return {
    answers,
    time: Number.isNaN(time.getTime()) ? new Date(0) : time,
    file: typeof draft.fichier === "string" ? draft.fichier : "",
    unsaved: Number(draft.modifications) || 0,
  };
}

/** Starts another file; the draft of the former one stays under its own product. */
function startAnew(answers, name) {
  if (isUnsaved()) writeDraft();
  store.draftKey = "";
  remember("ouverture d’un fichier", "");
  store.inFile = answers;
  store.unsaved = 0;
  store.fileName = name;
  store.fileTime = new Date();
  set(answers);
}

function eraseDraft(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Nothing was stored either.
  }
  store.unusable = store.unusable.filter((one) => one.key !== key);
  if (key === store.draftKey) {
    clearTimeout(store.timer);
    store.draftKey = "";
    store.draftTime = undefined;
  }
  for (const listener of store.listeners) listener("draft");
}
