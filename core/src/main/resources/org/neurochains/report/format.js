/** Numbers and names as they are read. */

/** A number with about three digits, small ones with two; a true minus sign, and powers of ten as they are written. */
export function number(value, digits = 3) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size < 1e-5 || size >= 1e6) return power(value);
  const places = size >= 100 ? 0 : size >= 10 ? 1 : size < 0.001 ? 1 - Math.floor(Math.log10(size)) : digits;
  return value
    .toFixed(places)
    .replace(/^-(?=[0.]+$)/, "")
    .replace("-", "−");
}

/** "1.2 × 10⁻⁷". */
function power(value) {
  const [digits, exponent] = value.toExponential(1).split("e");
  const raised = [...exponent.replace("+", "")].map((sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign])).join("");
  return `${digits.replace("-", "−")} × 10${raised}`;
}

/** A count with thin spaces between thousands. */
export function count(value) {
  return value === null || value === undefined ? "–" : String(value).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** A share of one in per cent. */
export function percent(value) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const hundred = value * 100;
  return (hundred > 0 && hundred < 0.05 ? "< 0.1" : hundred.toFixed(hundred >= 99.95 || hundred === 0 ? 0 : 1)) + " %";
}

/** A share of one in per cent, however small. */
export const amount = (value) => (value > 0 && value < 0.0005 ? `${number(value * 100)} %` : percent(value));

/** "a, b and c". */
export const list = (names) =>
  names.length < 2 ? names.join("") : names.slice(0, -1).join(", ") + " and " + names.at(-1);

/** At most `length` characters; the whole name stands in a title beside it. */
export function short(name, length = 40) {
  const letters = [...name];
  return letters.length > length ? letters.slice(0, length - 1).join("") + "…" : name;
}

/** A class's name as it is read: folders of data sets have underscores for spaces. */
export const named = (name) => name.replaceAll("_", " ").trim() || name;

/** A name that may run from right to left, kept from turning its neighbours around. */
export const isolated = (name) =>
  /[\u0590-\u08ff\u202a-\u202e\ufb1d-\ufeff]/.test(name) ? `\u2068${name}\u2069` : name;

/** A file's last part. */
export const fileName = (path) => path.split(/[\\/]/).at(-1);
