/**
 * Names of filters: those in chain.json, and the reader's, as texts in the address: "L1B2C1.4=wheel", "L1B2C1.4=wheel?"
 * for a guess, "L1B2C1.4=" for none.
 */

import { short } from "./format.js";

const SCHEMA = "neurochains/names/1";
const LONGEST = 40;
const MOST_BYTES = 16 * 2 ** 20;

/**
 * The names: `of(filter)` is {name, guess} or undefined, `called(filter)` how it is shown. `given` are those in
 * chain.json.
 */
export function createNames(store, given = []) {
  let read = null;
  let names = new Map();
  const before = new Map(given.map(({ filter, name, guess }) => [filter, { name, guess }]));
  const all = () => {
    const { name: list } = store.get();
    if (list !== read)
      names = new Map([...new Map([...before, ...(read = list).map(parsed)])].filter(([, { name }]) => name));
    return names;
  };
  const changed = (changes) => {
    const own = new Map(store.get().name.map((entry) => [parsed(entry)[0], entry]));
    for (const [filter, { name, guess }] of changes) {
      const same = before.get(filter);
      if (same ? same.name === name && same.guess === guess : !name) own.delete(filter);
      else own.set(filter, `${filter}=${name}${guess && name ? "?" : ""}`);
    }
    store.set({ name: [...own.values()] });
  };
  return {
    all,
    of: (filter) => all().get(filter),
    /** With at most so many letters of the name. */
    called: (filter, letters = LONGEST) =>
      all().has(filter)
        ? `${short(all().get(filter).name, letters)}${all().get(filter).guess ? "?" : ""} (${filter})`
        : filter,
    /** All names as they are saved; those of chain.json that the reader took away are empty. */
    saved: () => [
      ...[...all()].map(([filter, given]) => ({ filter, ...given })),
      ...[...before.keys()]
        .filter((filter) => !all().has(filter))
        .map((filter) => ({ filter, name: "", guess: false })),
    ],
    set: (filter, text, guess) => changed([[filter, { name: cleaned(text), guess }]]),
    /** Takes over the names of a saved file, of filters that there are; says what came of it. */
    load(text, filters) {
      const list = namesOf(text);
      if (!list) return "This is not a file of names: save one with “Your names as JSON”.";
      const known = list.filter(({ filter }) => filters.has(filter));
      changed(known.map(({ filter, name, guess }) => [filter, { name: cleaned(name), guess: guess === true }]));
      return `${known.length} of ${list.length} names are of this chain’s filters.`;
    },
  };
}

/** The list in a file, or null where the text is not such a file. */
function namesOf(text) {
  try {
    const { schema, names } = JSON.parse(text);
    const fits =
      schema === SCHEMA &&
      Array.isArray(names) &&
      names.every((each) => typeof each?.filter === "string" && typeof each?.name === "string");
    return fits ? names : null;
  } catch {
    return null;
  }
}

/** Lets the reader choose a file of names and says what came of it. */
export function loadNames(names, filters, say) {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = ".json,application/json";
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (file) say(names.load(file.size > MOST_BYTES ? "" : await file.text(), filters));
  });
  input.click();
}

const cleaned = (text) => text.replaceAll(/[=?]/g, " ").trim().slice(0, LONGEST);

function parsed(entry) {
  const at = entry.lastIndexOf("=");
  const name = entry.slice(at + 1);
  return [entry.slice(0, at), { name: name.replace(/\?$/, ""), guess: name.endsWith("?") }];
}
