// The definition a page embeds, made whole again: see src/conformity/embed.rs for what it leaves out. Texts stay in the
// page.

/** A definition as the rules want it. A whole one is left as it is. */
function wholeDefinition(data) {
  return { ...data, exigences: data.exigences.map((item) => wholeItem(item, data.iteration)) };
}

function wholeItem(item, iteration) {
  const nature = item.preconisee ? "preconisee" : "obligatoire";
  const preuves = item.preuves.map((link) => ({ cle: link.cle, numero: link.numero ?? link.cle, profils: link.profils ?? [] }));
  return {
    cle: item.cle,
    id: item.id ?? item.cle,
    anciennement: item.anciennement ?? [],
    nature,
    profils: item.profils,
    condition: item.condition ?? "",
    na_admis: item.na_admis ?? false,
    fonction: item.fonction ?? "",
    perimetre: item.perimetre ?? "",
    criticite: item.criticite ?? "",
    depend: item.depend ?? [],
    preuves,
    vu: {
      iteration,
      enonce: item.vu.enonce,
      nature,
      profils: [...item.profils].sort(byCodePoint),
      condition: item.vu.condition ?? "",
      perimetre: item.vu.perimetre ?? "",
      references: item.vu.references ?? {},
      scenarios: item.vu.scenarios ?? {},
      preuves: new Map(item.preuves.map((link) => [link.cle, link.vu])),
      lignee: item.vu.lignee ?? [],
    },
    historique: item.historique.map((version) => ({ ...version, enonce: version.enonce ?? item.vu.enonce })),
    texte: item.texte,
  };
}
