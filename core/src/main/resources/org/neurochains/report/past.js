/** Undo: the lists of changes that were there before. */

import { sameTarget } from "./changes.js";

/** Remembers what the list of changes was before each step; several values of one target in a row are one step. */
export function createPast(store) {
  const past = [];
  let before = store.get().do;
  let undoing = false;
  store.on(["do"], ({ do: list }) => {
    if (!undoing && !goesOn(before, list)) past.push(before);
    before = list;
  });
  return {
    /** Whether there is anything to undo: what came with the address can be taken back, too. */
    any: () => past.length > 0 || before.length > 0,
    undo() {
      undoing = true;
      store.set({ do: past.pop() ?? before.slice(0, -1) });
      undoing = false;
    },
  };
}

/** Whether a list only gives its last target another value. */
function goesOn(before, list) {
  const rest = (changes) => String(changes.slice(0, -1));
  return (
    list.length > 0 &&
    before.length === list.length &&
    rest(before) === rest(list) &&
    sameTarget(before.at(-1), list.at(-1))
  );
}
