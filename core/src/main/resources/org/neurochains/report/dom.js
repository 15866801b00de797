/** Elements from plain data. Text is always text: nothing here reads markup. */

const SVG = "http://www.w3.org/2000/svg";

/** An HTML element; attributes starting with `on` are listeners, null and false ones are left out. */
export function el(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An SVG element. */
export function svg(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "style") node.style.cssText = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/**
 * Puts other children into an element. Where a control in it has the focus, the one that takes its place gets it: the
 * one of the same words in the same article, else the one that stands where it stood and is of its kind, else the
 * element.
 */
export function renew(element, ...children) {
  const held = document.activeElement;
  const within = held !== element && element.contains(held);
  const place = within ? controlsOf(element).indexOf(held) : -1;
  const words = within && wordsOf(held);
  element.replaceChildren(...children);
  if (!within) return;
  const controls = controlsOf(element);
  const there = controls[place];
  const next =
    controls.find((control, i) => i === place && wordsOf(control) === words) ??
    controls.find((control) => wordsOf(control) === words) ??
    (there && there.className === held.className && articleOf(there) === articleOf(held) ? there : null);
  (next ?? element).focus({ preventScroll: true });
}

const controlsOf = (element) => [...element.querySelectorAll("button, input, textarea, select, summary, [tabindex]")];
const articleOf = (control) => control.closest("article")?.getAttribute("aria-label") ?? "";
const wordsOf = (control) =>
  [articleOf(control), control.tagName, control.id, control.getAttribute("aria-label") ?? control.textContent].join(
    "\n",
  );

/** A section with a heading. */
export function section(id, title, ...children) {
  return el("section", { id, "aria-labelledby": id + "-title" }, el("h2", { id: id + "-title" }, title), ...children);
}

/** A table; `columns` are [title, class] and `rows` hold text or nodes, the first cell of each row being its header. */
export function table(caption, columns, rows) {
  const cell = (value, i) => el(i ? "td" : "th", { class: columns[i][1], scope: i ? null : "row", dir: "auto" }, value);
  return el(
    "div",
    { class: "table", tabindex: 0, role: "region", "aria-label": caption },
    el(
      "table",
      {},
      el("caption", {}, caption),
      el(
        "thead",
        {},
        el(
          "tr",
          {},
          columns.map(([title, kind]) => el("th", { scope: "col", class: kind }, title)),
        ),
      ),
      el(
        "tbody",
        {},
        rows.map((row) => el("tr", {}, row.map(cell))),
      ),
    ),
  );
}

/** A horizontal bar of a share of one; what it shows stands beside it as a number. */
export function meter(share, colour = null, kind = "") {
  const style = `width:${Math.min(Math.max(share, 0), 1) * 100}%` + (colour ? `;background-color:${colour}` : "");
  return el("span", { class: "bar " + kind, "aria-hidden": "true" }, el("i", { style }));
}

/** A list of names with bars and numbers; entries are [name, shown name, share, colour, number]. */
export function bars(entries) {
  return el(
    "dl",
    { class: "bars" },
    entries.map(([name, shown, share, colour, text]) => [
      el("dt", { dir: "auto", title: name }, shown),
      el("dd", {}, meter(share, colour), text),
    ]),
  );
}

/** Hands the reader a file. */
export function download(name, content, type) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = el("a", { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
