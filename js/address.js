// The state of a page in its address: a link is a figure. What follows the # is JSON of the fields that differ from the saved page's.

/** @typedef {import("./frame.js").Model} Model */

/**
 * @param {Record<string, any>} state
 * @param {Record<string, any>} saved  the state that the page was saved with
 * @returns {string} "" if nothing differs, else "#..."
 */
function addressOf(state, saved) {
  const names = Object.keys(state).filter((name) => JSON.stringify(state[name]) !== JSON.stringify(saved[name]));
  if (!names.length) return "";
  const fields = Object.fromEntries(names.map((name) => [name, state[name]]));
  return `#${encodeURIComponent(JSON.stringify(fields))}`;
}

/**
 * @param {string} hash  of an address, with its # or empty
 * @returns {Record<string, any>} the fields that it holds; none if it is not ours
 */
function fieldsOfAddress(hash) {
  try {
    const fields = JSON.parse(decodeURIComponent(hash.slice(1)));
    return fields && typeof fields === "object" && !Array.isArray(fields) ? fields : {};
  } catch {
    return {};
  }
}

/**
 * Keep the state of a saved page in its address, and take it from there.
 * @param {Model} model
 * @param {(fields: Record<string, any>) => void} take
 */
export function addressed(model, take) {
  const saved = model.get("state");
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  let known = location.hash; // the link that the page has taken or written
  const write = () => {
    clearTimeout(timer);
    // in a frame of slides there is no address to keep; and another link, of which the page has not heard yet, is not to be overwritten
    if (location.protocol === "blob:" || location.hash !== known) return;
    window.history.replaceState(null, "", addressOf(model.get("state"), saved) || location.pathname + location.search);
    known = location.hash;
  };
  if (location.hash) take(fieldsOfAddress(location.hash));
  // somebody has pasted another link, which says what differs from the saved state
  addEventListener("hashchange", () => {
    known = location.hash;
    take({ ...saved, ...fieldsOfAddress(known) });
  });
  return {
    soon: () => {
      // when it has come to rest: to write an address takes a page longer than to draw a frame
      clearTimeout(timer);
      timer = setTimeout(write, 250);
    },
    now: write,
  };
}

/**
 * Where a link to what is shown leads: this page, or one of the same name.
 * @param {Model} model
 * @param {string} kind
 */
export function linkTo(model, kind) {
  if (model.alone) return location.href;
  return `${model.get("site") ?? ""}${kind}.html${addressOf(model.get("state"), {})}`;
}
