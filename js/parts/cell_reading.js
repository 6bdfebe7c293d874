// The word that the cell reads, those that it has read before, and how one goes on to the next.

import { button, tool } from "../controls.js";
import { html, say } from "../dom.js";

/** @typedef {import("../engine/building.js").Builder} Builder */

const MOST = 6; // words that one sees of those read before: the last ones
const AGAIN = "M8 2a6 6 0 1 1-5.7 4.2l1.9.6A4 4 0 1 0 8 4v2.5L3.8 3.2 8 0Z";

/** @param {number} word @param {number} inputs @returns {string} its bits */
const bitsOf = (word, inputs) => word.toString(2).padStart(inputs, "0");

/** @param {number[]} words @param {number} inputs @param {number} [most]  that are written, the last ones */
function wordsTold(words, inputs, most = words.length) {
  const told = words.slice(-most).map((word) => bitsOf(word, inputs));
  return [...(words.length > most ? ["…"] : []), ...told].join(" ");
}

/**
 * @param {{ read: (word: number) => void, next: () => void, again: () => void }} act
 * @param {ReturnType<typeof import("./cell_tools.js").buttonsOf>["keep"]} keep
 */
export function readingPart({ read, next, again }, keep) {
  const said = html("span", { class: "qs-read" }), bits = html("span", { class: "qs-group" });
  const goOn = keep("Next word", button("Next word", "", next), "measure the likeliest word, keep the workspace, and read on");
  const restart = tool("Start again", "forget all words read: the workspace is empty again", again, true, AGAIN);
  const row = html("div", { class: "qs-reads", role: "group", "aria-label": "Input word" }, said, bits, goOn, restart);
  /** @type {HTMLButtonElement[]} */
  let toggles = [];
  let word = 0;
  /** @param {number} inputs */
  function build(inputs) {
    toggles = Array.from({ length: inputs }, (_, lane) => {
      const toggle = html("button", { type: "button", class: "qs-bit", "aria-label": `input bit on lane ${lane}` });
      toggle.addEventListener("click", () => read(word ^ (1 << (inputs - 1 - lane))));
      return toggle;
    });
    bits.replaceChildren(...toggles);
  }
  /** @param {{ builder: Builder, walked: { taken: number[] } }} cell @returns {string} what has come out before */
  function told({ builder: { topology: { inputs } }, walked: { taken } }) {
    return taken.length ? `Came out before: ${wordsTold(taken, inputs, MOST)}, each time the likeliest word.` : "";
  }
  /** @param {Builder} builder */
  function draw({ topology: { inputs }, word: now, before }) {
    word = now;
    if (toggles.length !== inputs) build(inputs);
    for (const [lane, bit] of [...bitsOf(word, inputs)].entries()) {
      toggles[lane].setAttribute("aria-pressed", String(bit === "1"));
      say(toggles[lane], bit);
    }
    say(said, before.length ? `read ${wordsTold(before, inputs, MOST)}, now` : "input word");
    said.title = before.length ? `read before: ${wordsTold(before, inputs)}` : "";
    restart.hidden = !before.length;
  }
  return { row, draw, told };
}
