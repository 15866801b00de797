/** The document inside the page: JSON, compressed, as base64. */

import { bytesOf } from "./bytes.js";

/** Reads it; a browser that cannot unpack it is told so. */
export async function readDocument() {
  if (!("DecompressionStream" in window)) throw new Error("This browser is too old to open the page.");
  const bytes = bytesOf(document.getElementById("document").textContent.trim());
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"))).json();
}

/** Shows in the page’s place why there is none. */
export function cannotOpen(error) {
  const home = document.getElementById("app");
  home.replaceChildren(
    Object.assign(document.createElement("p"), {
      className: "loading",
      textContent: `The page cannot be opened: ${error.message}`,
    }),
  );
  throw error;
}
