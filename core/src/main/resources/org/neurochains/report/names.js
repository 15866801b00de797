/** Names that the reader gives to filters, as texts in the address: "L1B2C1.4=wheel", "L1B2C1.4=wheel?" for a guess. */

/** The given names: `of(filter)` is {name, guess} or undefined, `called(filter)` how it is shown. */
export function createNames(store) {
  let read = null;
  let names = new Map();
  const all = () => {
    const { name: list } = store.get();
    if (list !== read) names = new Map((read = list).map(parsed));
    return names;
  };
  return {
    all,
    of: (filter) => all().get(filter),
    called: (filter) => (all().has(filter) ? `${all().get(filter).name}${all().get(filter).guess ? "?" : ""} (${filter})` : filter),
    set(filter, text, guess) {
      const name = text.replaceAll(/[=?]/g, " ").trim().slice(0, 40);
      store.set({ name: [...store.get().name.filter((entry) => parsed(entry)[0] !== filter), ...(name ? [`${filter}=${name}${guess ? "?" : ""}`] : [])] });
    },
  };
}

function parsed(entry) {
  const at = entry.lastIndexOf("=");
  const name = entry.slice(at + 1);
  return [entry.slice(0, at), { name: name.replace(/\?$/, ""), guess: name.endsWith("?") }];
}
