// Runs the rules of the checklist page outside any page, on the cases the command line is tested with.
// Usage: node rules.mjs SCRIPTS FIXTURES   One line per difference; exit code 1 when there is one.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const [scripts, fixtures] = process.argv.slice(2);
const cases = join(fixtures, 'carryover');
const PURE = ['json', 'answers', 'definition', 'view', 'summary', 'edit', 'sheet'];
const source = PURE.map((name) => readFileSync(join(scripts, `${name}.js`), 'utf8')).join('\n');
const NAMES = ['Unreadable', 'parseJson', 'readAnswers', 'readAnswersText', 'writeAnswers', 'writeJson', 'viewOf', 'confirmed', 'mergedAnswers',
  'newAnswers', 'readCsv', 'writeCsv', 'byCodePoint', 'mismatch', 'tableOf', 'takenTable', 'tableText', 'printsOf', 'COLUMNS', 'MAX_PROBLEMS', 'decided'];
const rules = new Function(`"use strict";\n${source}\nreturn { ${NAMES.join(', ')} };`)();
const problems = [];
const same = (place, got, wanted) => {
  if (got === wanted) return;
  const [left, right] = [String(got).split('\n'), String(wanted).split('\n')];
  const line = left.findIndex((text, index) => text !== right[index]);
  problems.push(`${place}: line ${line + 1} is ${left[line]}, not ${right[line]}`);
};
const refused = (place, work, wanted) => {
  try {
    work();
    problems.push(`${place}: accepted`);
  } catch (error) {
    if (!(error instanceof rules.Unreadable)) problems.push(`${place}: ${error.stack}`);
    else if (!error.message.includes(wanted)) problems.push(`${place}: « ${error.message} » does not say « ${wanted} »`);
  }
};

// The same view, and the same bytes for the file of answers.
const names = readdirSync(cases).filter((name) => name.endsWith('.json')).sort();
for (const name of names) {
  const one = JSON.parse(readFileSync(join(cases, name), 'utf8'));
  const answers = rules.readAnswersText(one.reponses);
  same(`${name} bytes`, rules.writeAnswers(answers), one.reponses);
  same(`${name} view`, rules.writeJson(rules.viewOf(answers, one.definition)), one.attendu);
  // Confirming what is shown makes it stand, and changes no other answer.
  let next = answers;
  for (const item of rules.viewOf(answers, one.definition).exigences.filter((item) => item.etat)) {
    next = rules.confirmed(next, one.definition, item.cle, { etat: item.etat, date: '2023-01-01' });
  }
  const stale = rules.viewOf(next, one.definition).exigences.filter((item) => item.etat && item.fraicheur !== 'a_jour');
  same(`${name} confirmed`, stale.length, 0);
  same(`${name} untouched`, rules.writeAnswers(answers), one.reponses);
  // A file merged with itself is itself.
  const merged = rules.mergedAnswers(answers, answers, () => undefined);
  same(`${name} merged`, rules.writeAnswers(merged.answers), one.reponses);
}

// Two files put together: the same places, the same conflicts, the same bytes after the same choices.
const folder = (name) => readdirSync(join(fixtures, name)).sort().map((file) => JSON.parse(readFileSync(join(fixtures, name, file), 'utf8')));
const definition = (name) => JSON.parse(readFileSync(join(fixtures, 'definitions', `${name}.json`), 'utf8'));
const merges = folder('merge');
for (const one of merges) {
  const [left, right] = [one.gauche, one.droite].map(rules.readAnswersText);
  if (one.refus) {
    same(`merge ${one.cas}`, rules.mismatch(right, definition(one.definition))?.text, one.refus);
    continue;
  }
  const { conflicts, places } = rules.mergedAnswers(left, right, () => undefined);
  const only = (kind) => places.filter((place) => place.sorte === kind).map((place) => place.id);
  const [identiques, gauche_seulement, droite_seulement, conflits] = ['identique', 'gauche', 'droite', 'conflit'].map(only);
  same(`merge ${one.cas} report`, rules.writeJson({
    schema: 'remc/fusion@1',
    comptes: { identiques: identiques.length, gauche_seulement: gauche_seulement.length, droite_seulement: droite_seulement.length, conflits: conflits.length },
    gauche_seulement, droite_seulement, conflits: conflicts, tranches: 0,
  }), one.rapport);
  same(`merge ${one.cas} conflicts`, conflits.join(), conflicts.map((conflict) => conflict.id).join());
  const done = rules.mergedAnswers(left, right, (id) => one.choix[id]);
  same(`merge ${one.cas} left to settle`, done.conflicts.map((conflict) => conflict.id).join(), one.reste.join());
  same(`merge ${one.cas} bytes`, rules.writeAnswers(done.answers), one.fusion);
  same(`merge ${one.cas} left file`, rules.writeAnswers(left), one.gauche);
}

// Tables: the same bytes go out; what comes back is taken, or refused in the same words.
const label = { capture: 'Capture d’écran', video: 'Vidéo', trace: 'Trace' };
function textsOf(definition, item) {
  const proofs = new Map(item.scenarios?.flatMap((one) => one.preuves.map((proof) => [proof.numero, {
    scenario: one.id,
    titre: one.titre,
    texte: [proof.natures.map((kind) => label[kind]).join(' ou '), proof.texte, proof.verification && `Points de vérification : ${proof.verification}`].filter(Boolean).join('\n'),
  }])));
  const chapitre = definition.sections.find((one) => one.code === item.section)?.titre;
  const scenarios = (item.scenarios ?? []).map((one) => ({ id: one.id, titre: one.titre, preuves: one.preuves.length }));
  return { perimetre: item.perimetre, fonction: item.fonction, chapitre, enonce: item.enonce, commentaire: item.commentaire, scenarios, preuve: (number) => proofs.get(number) };
}
const tables = folder('tables');
for (const one of tables) {
  const about = definition(one.definition);
  for (const item of about.exigences) item.anciennement ??= [];
  const answers = rules.readAnswersText(one.reponses);
  const known = rules.tableOf(answers, about, rules.viewOf(answers, about), await rules.printsOf(about), (item) => textsOf(about, item));
  if (one.tableau) same(`table ${one.cas} out`, rules.writeCsv([rules.COLUMNS, ...known.map(({ row }) => row)]), one.tableau);
  const bytes = typeof one.csv === 'string' ? new TextEncoder().encode(one.csv) : new Uint8Array(one.csv);
  try {
    const taken = rules.takenTable(answers, about, known, rules.readCsv(rules.tableText(bytes)), '2023-01-02');
    same(`table ${one.cas}`, rules.writeAnswers(taken.answers), one.pris ?? `refused: ${one.refus}`);
    same(`table ${one.cas} told`, JSON.stringify([taken.changed, taken.notes]), JSON.stringify([one.changements, one.notes]));
  } catch (error) {
    if (!(error instanceof rules.Unreadable)) throw error;
    same(`table ${one.cas}`, error.problems.slice(0, rules.MAX_PROBLEMS).join('\n'), (one.refus ?? ['accepted']).slice(0, rules.MAX_PROBLEMS).join('\n'));
  }
  same(`table ${one.cas} untouched`, rules.writeAnswers(answers), one.reponses);
}
// Files edited by hand: the same problems, in the same words; only the place of a slip in JSON may be told otherwise.
const told = (list) => list.map((text) => text.replace(/ \(ligne.*\)$/, '')).sort().join('\n');
const unreadable = JSON.parse(readFileSync(join(fixtures, 'unreadable.json'), 'utf8'));
for (const one of unreadable) {
  try {
    rules.readAnswersText(one.texte);
    problems.push(`accepted: ${told(one.refus)}`);
  } catch (error) {
    if (!(error instanceof rules.Unreadable)) throw error;
    same(`refused « ${told(one.refus)} »`, told(error.problems), told(one.refus));
  }
}
if (!names.length || !merges.length || !tables.length || !unreadable.length) problems.push('no case found');

// Numbers, keys and unknown fields come back as the command line writes them.
const written = (text) => rules.writeJson(rules.parseJson(text).value).trim();
for (const [text, wanted] of [['1.0', '1.0'], ['1e5', '100000.0'], ['1e17', '1e17'], ['1.5E-7', '1.5e-7'], ['-0', '-0.0'],
  ['12345678901234567890', '12345678901234567890'], ['"\\u00e9\\n"', '"é\\n"'], ['[]', '[]'], ['{"10":1,"9":{}}', '{\n  "10": 1,\n  "9": {}\n}'],
  ['{"\\ufb01":1,"\\ud83d\\ude00":2}', '{\n  "ﬁ": 1,\n  "😀": 2\n}'], ['{"__proto__":1}', '{\n  "__proto__": 1\n}']]) {
  same(`number ${text}`, written(text), wanted);
}

// Why « non », typed after the reply, leaves the reply; no reply leaves nothing.
{
  const none = rules.newAnswers({ catalogue: 'c', couloir: 'RIS', iteration: 'IT1', date: '' });
  const replied = rules.decided(rules.decided(none, 'conditions', 'k', { reponse: 'non', question: 'Q' }), 'conditions', 'k', { justification: 'Hors offre.' });
  const { reponse, question, justification } = replied.conditions.get('k') ?? {};
  same('decided, then why', [reponse, question, justification].join(), 'non,Q,Hors offre.');
  same('undecided', rules.decided(replied, 'conditions', 'k', { reponse: '' }).conditions.size, 0);
}

const head = '{"schema":"remc/reponses@1","catalogue":"c","couloir":"RIS","iteration":"IT1","date":"2022-01-01"';
same('unknown fields', rules.readAnswersText(`${head},"reponses":{"A":{"etat":"conforme","futur":[1.50]}}}`).reponses.get('A').inconnus.size, 1);
for (const [text, wanted] of [
  ['', 'vide'], ['{', 'tronqué'], [head, 'tronqué'], ['nonsense', 'pas du JSON'], ['[]', 'objet JSON'], ['{}', 'schema'],
  ['{"schema":"remc/reponses@2"}', 'plus récent'], ['{"schema":"x"}', 'pas un fichier de réponses'],
  [`${head},"reponses":{"A":{"etat":"oui"}}}`, 'n’est pas un état'], [`${head},"reponses":[]}`, 'objet est attendu'],
  [`${head},"reponses":{"A":{"etat":"conforme"},"A":{"etat":"en_cours"}}}`, 'deux fois'], ['['.repeat(9999), 'imbriqués'],
]) refused(`refused ${text.slice(0, 40)}`, () => rules.readAnswersText(text), wanted);
refused('too large', () => rules.readAnswers(new Uint8Array(50 << 20)), 'trop volumineux');
refused('not UTF-8', () => rules.readAnswers(new Uint8Array([0x7b, 0xff])), 'UTF-8');
// Cut anywhere, a file is refused, and never by a mistake of ours.
const whole = JSON.parse(readFileSync(join(cases, names[0]), 'utf8')).reponses;
for (let length = 0; length < whole.length - 2; length += 7) refused(`cut at ${length}`, () => rules.readAnswersText(whole.slice(0, length)), '');

// A table that goes through a spreadsheet comes back.
const cells = [['a;b', '=1+1', 'dit "oui"', 'deux\nlignes', ''], ['', '', '', '', 'x']];
same('table', JSON.stringify(rules.readCsv(rules.tableText(new TextEncoder().encode(rules.writeCsv(cells)))).map((one) => one.row)), JSON.stringify(cells));

for (const problem of problems) console.log(problem);
console.log(`${names.length} + ${merges.length} + ${tables.length} + ${unreadable.length} cases, ${problems.length} problems`);
process.exitCode = problems.length ? 1 : 0;
