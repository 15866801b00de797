/** What the reader has chosen, kept in the address so that a link opens the same view. */

/** Choices of the page of a chain, and what they are at first. */
const OF_A_CHAIN = {
  pin: [],
  class: "",
  less: "",
  path: "",
  image: "",
  least: "",
  size: "",
  edge: "",
  find: "",
  closed: [],
  open: [],
  theme: "system",
  flow: "auto",
  view: "",
  wide: "",
  click: "",
  step: "",
  do: [],
  name: [],
};

/**
 * A store of choices: `set` changes some of them and tells those who listen. Of an address only what `allows(key,
 * value)` is taken.
 */
export function createState(defaults = OF_A_CHAIN, allows = () => true) {
  const listeners = [];
  const saved = document.getElementById("notes")?.dataset.view;
  const state = { ...defaults, ...fromAddress(location.hash || saved || "", defaults, allows) };
  const tell = (patch) => {
    const changed = new Set(Object.keys(patch).filter((key) => String(patch[key]) !== String(state[key])));
    Object.assign(state, patch);
    if (changed.size) listeners.forEach((listener) => listener(changed));
    return changed.size > 0;
  };
  // Writing the address takes a browser longer than most changes of the page.
  let timer = 0;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(write, 150);
    return true;
  };
  function write() {
    if (!timer) return;
    clearTimeout(timer);
    timer = 0;
    toAddress(state, defaults);
  }
  const store = {
    get: () => state,
    on: (keys, action) => listeners.push((changed) => keys.some((key) => changed.has(key)) && action(state)),
    touch: (key) => listeners.forEach((listener) => listener(new Set([key]))),
    set: (patch) => tell(patch) && later(),
    /** Writes the address now, where it is behind. */
    write,
  };
  window.addEventListener("hashchange", () => {
    clearTimeout(timer);
    timer = 0;
    tell({ ...defaults, ...fromAddress(location.hash, defaults, allows) });
  });
  window.addEventListener("pagehide", write);
  return store;
}

/**
 * The theme that the system prefers, and word of its change. It is asked once: Chromium does not tell of a change that
 * someone has read from `matches` before the next frame.
 */
export function preferredTheme(changed) {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const name = (query) => (query.matches ? "dark" : "light");
  let preferred = name(dark);
  dark.addEventListener("change", (event) => {
    preferred = name(event);
    changed();
  });
  return () => preferred;
}

/** Whether a text of the address is a place in a list. */
export const isPlace = (list, text) => String(Number(text)) === text && text in list;

function fromAddress(hash, defaults, allows) {
  const chosen = {};
  for (const [key, value] of new URLSearchParams(hash.slice(1))) {
    if (!Object.hasOwn(defaults, key) || !allows(key, value)) continue;
    if (Array.isArray(defaults[key])) (chosen[key] ??= []).push(value);
    else chosen[key] = value;
  }
  return chosen;
}

function toAddress(state, defaults) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(state)) {
    if (Array.isArray(value)) value.forEach((part) => query.append(key, part));
    else if (value !== defaults[key]) query.set(key, value);
  }
  history.replaceState(null, "", "#" + query);
}
