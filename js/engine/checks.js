// What an engine refuses, in the sentences of Python's qrnn_nb.checks: a page shows them as they are.

/** The largest cell, as in qrnn_nb.checks. */
export const LIMITS = Object.freeze({
  lanes: 64,
  bits: 16, // of a word: the alphabet has 2^bits words
  order: 10,
  calls: 999,
  stages: 1000,
  neurons: 10_000,
  angles: 20_000_000,
});

/**
 * A number as Python writes a float: 1e-07 for 1e-7, 1.0 for 1.
 * @param {number} value
 * @returns {string}
 */
export function pythonFloat(value) {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0.0";
  const size = Math.abs(value);
  // Python changes to powers of ten at other sizes than JavaScript does
  if (size >= 1e16 || (size < 1e-4 && size > 0)) return withPower(value);
  const text = String(value);
  return text.includes(".") ? text : `${text}.0`;
}

/**
 * A number with a power of ten of at least two digits.
 * @param {number} value
 * @returns {string}
 */
function withPower(value) {
  const [digits, power] = value.toExponential().split("e");
  const sign = power[0];
  const places = power.slice(1).padStart(2, "0");
  return `${digits}e${sign}${places}`;
}

/**
 * A text in Python's quotes, at most some 80 characters of it.
 * @param {string} value
 * @returns {string}
 */
export function quoted(value) {
  const mark = value.includes("'") && !value.includes('"') ? '"' : "'";
  const escaped = value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  const inner = mark === "'" ? escaped.replaceAll("'", "\\'") : escaped;
  const text = `${mark}${inner}${mark}`;
  return text.length > 80 ? `${text.slice(0, 38)}...${text.slice(-39)}` : text;
}

/**
 * A value as an error shows it, as Python writes it.
 * @param {unknown} value
 * @returns {string}
 */
export function pythonText(value) {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "number")
    return Number.isInteger(value) ? String(value) : pythonFloat(value);
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) {
    const first = value.slice(0, 6).map(pythonText);
    if (value.length > 6) first.push("...");
    return `[${first.join(", ")}]`;
  }
  return "a dictionary";
}

/**
 * Numbers as Python writes a tuple.
 * @param {readonly number[]} values
 * @returns {string}
 */
export function pythonTuple(values) {
  return values.length === 1 ? `(${values[0]},)` : `(${values.join(", ")})`;
}

/**
 * The error of every check: what must be what, and what it was.
 * @param {string} what
 * @param {string} expected
 * @param {unknown} value
 * @returns {Error}
 */
export function wrong(what, expected, value) {
  return new Error(`${what} must be ${expected}, got ${pythonText(value)}`);
}

/**
 * A whole number with commas between thousands.
 * @param {number | bigint} value
 * @returns {string}
 */
export function withCommas(value) {
  return value.toLocaleString("en-US");
}

/**
 * A whole number in bounds; an Error for anything else.
 * @param {unknown} value
 * @param {string} what
 * @param {number} least
 * @param {number} most
 * @returns {number}
 */
export function whole(value, what, least, most) {
  if (Number.isInteger(value)) {
    const given = /** @type {number} */ (value);
    // adding 0 makes 0 of -0, which a page may come to by multiplying
    if (given >= least && given <= most) return given + 0;
  }
  const limits = `from ${withCommas(least)} to ${withCommas(most)}`;
  throw wrong(what, `a whole number ${limits}`, value);
}

/**
 * A finite number in bounds; an Error for anything else.
 * @param {unknown} value
 * @param {string} what
 * @param {number} [least]
 * @param {number} [most]
 * @returns {number}
 */
export function finite(value, what, least = -Infinity, most = Infinity) {
  if (typeof value === "number" && Number.isFinite(value)) {
    if (value >= least && value <= most) return value;
  }
  const bounds = [];
  if (least > -Infinity) bounds.push(`at least ${least}`);
  if (most < Infinity) bounds.push(`at most ${most}`);
  const expected = bounds.length ? `a finite number ${bounds.join(" and ")}` : "a finite number";
  throw wrong(what, expected, value);
}

/**
 * One of the known names; an Error for another.
 * @param {unknown} value
 * @param {string} what
 * @param {readonly string[]} known
 * @returns {string}
 */
export function checkedChoice(value, what, known) {
  if (typeof value === "string" && known.includes(value)) return value;
  throw wrong(what, `one of ${known.map(quoted).join(", ")}`, value);
}

/**
 * A list of at most so many items; an Error for anything else.
 * @param {unknown} value
 * @param {string} what
 * @param {number} [most]
 * @returns {unknown[]}
 */
export function checkedItems(value, what, most = 1_000_000) {
  if (Array.isArray(value) && value.length <= most) return value;
  throw wrong(what, `a list of at most ${withCommas(most)} items`, value);
}

/**
 * An object with the fields that are expected, and no others; an Error names the field.
 * @param {unknown} value
 * @param {string} what
 * @param {readonly string[]} required
 * @param {readonly string[]} optional
 * @returns {Record<string, unknown>}
 */
export function checkedRecord(value, what, required, optional) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw wrong(what, "a dictionary with named fields", value);
  }
  const missing = required.find((name) => !Object.hasOwn(value, name));
  if (missing !== undefined) {
    const needed = required.map(quoted).join(", ");
    throw new Error(`${what} has no ${quoted(missing)}: it needs ${needed}`);
  }
  const known = [...required, ...optional];
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown === undefined) return { ...value };
  const may = `it may have ${known.map(quoted).join(", ")}`;
  throw new Error(`${what} has an unknown field ${quoted(unknown)}: ${may}`);
}

/**
 * A text of at most so many characters; an Error for anything else.
 * @param {unknown} value
 * @param {string} what
 * @param {number} most
 * @returns {string}
 */
export function checkedText(value, what, most) {
  if (typeof value === "string" && value.length <= most) return value;
  throw wrong(what, `a text of at most ${withCommas(most)} characters`, value);
}
