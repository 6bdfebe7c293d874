// What a cell is for and what to try with it, above its picture; of an exercise also what the neuron lacks, and how far it is.

import { button } from "../controls.js";
import { html, say } from "../dom.js";
import { bestAngles, chancesNow, standOf } from "../engine/exercise.js";
import { remembered } from "../remembered.js";

/** @typedef {import("../engine/building.js").Angles} Angles */
/** @typedef {import("../engine/building.js").Builder} Builder */
/** @typedef {import("../engine/building.js").Walked} Walked */

/** @typedef {{ builder: Builder, walked: Walked }} Cell */

// where there is no preset to be told of
const ABOUT = ["A word enters on in/out and runs to the right. A column with dots is a neuron.",
  "Full dots steer it, its box is the lane that it turns. Press Word, or click a dot."];

/**
 * The four words of an exercise, each as a button that lets the cell read it: how likely the neuron turns its target, and whether that is right.
 * @param {(word: number) => void} read
 */
function answersPart(read) {
  const root = html("span", { class: "qs-answers", role: "group", "aria-label": "How likely the target is turned, for each word" });
  const parts = Array.from({ length: 4 }, (_, word) => {
    const level = html("span", { class: "qs-level" }), number = html("span"), mark = html("b");
    const name = word.toString(2).padStart(2, "0"), press = button("", `read ${name}`, () => read(word), html("span", {}, name), level, number, mark);
    root.append(press);
    return { name, press, level, number, mark };
  });
  /** @param {number[]} chances @param {boolean[]} right @param {number} reading  the word that the cell reads */
  function draw(chances, right, reading) {
    for (const [word, { name, press, level, number, mark }] of parts.entries()) {
      const told = chances[word].toFixed(3);
      say(number, told);
      say(mark, right[word] ? "✓" : "✗");
      level.style.setProperty("--share", `${100 * chances[word]}%`);
      press.classList.toggle("qs-wrong", !right[word]);
      press.setAttribute("aria-pressed", String(word === reading));
      press.setAttribute("aria-label", `${name}: turned with probability ${told}, ${right[word] ? "right" : "wrong"}`);
    }
  }
  return { root, draw };
}

/**
 * @typedef {object} Facts
 * @property {Record<string, [string, string]>} hints  of each preset: what it is for, and what to press while it is as it was
 * @property {Record<string, number[]>} wanted  of the exercises: the bit for each word
 */

/**
 * @param {Facts} facts
 * @param {{ set: (angles: Angles) => void, read: (word: number) => void, choose: (preset: string) => void }} act  set: angles of the input neuron
 */
export function taskPart({ hints, wanted }, act) {
  const task = html("span"), rest = html("span", { class: "qs-try" }), verdict = html("span");
  const give = button("Set the best angles", "or try it yourself: the angles of the neuron are below", () => setAll());
  const goOn = button("", "the next exercise", () => goNext()), answers = answersPart(act.read), stand = html("div", { class: "qs-stand" }, answers.root, verdict, goOn);
  let next = ""; // exercise
  const bestOf = remembered(bestAngles), root = html("div", { class: "qs-task", role: "group", "aria-label": "What the cell is for", tabindex: -1 }, task, rest, give, stand);
  /** @type {Angles} */
  let answer = {};
  function goNext() {
    act.choose(next);
    keepFocus(goOn);
  }
  /** Where a button has gone, the focus must not go with it. @param {HTMLElement} button */
  const keepFocus = (button) => button.hidden && root.focus();
  function setAll() {
    act.set(answer);
    keepFocus(give);
  }
  const names = Object.keys(wanted);
  /** @param {Cell} cell @param {string} name  of the exercise */
  function drawExercise({ builder: { topology, word, before }, walked: { parameters } }, name) {
    const bits = wanted[name];
    const { input: [neuron], bias } = topology, now = parameters && chancesNow(neuron, parameters, bias);
    const { right = [], isDone = false, canBe = false, lacks = "", verdict: told = "" } = now ? standOf(neuron, bits, now) : {};
    const isAsked = canBe && !isDone;
    if (isAsked) answer = bestOf(neuron, bits, bias);
    say(rest, isAsked ? " With other angles it can. " : ` ${lacks}`);
    give.hidden = !isAsked;
    stand.hidden = !now;
    if (now) answers.draw(now, right, word);
    next = names[names.indexOf(name) + 1] ?? "";
    goOn.hidden = !isDone || !next;
    say(goOn, `Next: ${next}`);
    say(verdict, told && before.length ? "from an empty workspace: press Start again" : told);
  }
  /**
   * @param {Cell} cell
   * @param {{ name: string, isPlain: boolean, more: string }} preset  isPlain: its cell has the angles that it comes with; more: what it does once it is changed
   */
  function draw(cell, { name, isPlain, more }) {
    const [purpose, trial] = hints[name] ?? ABOUT;
    say(task, purpose);
    if (name in wanted) return drawExercise(cell, name);
    give.hidden = stand.hidden = true;
    say(verdict, "");
    say(rest, more ? ` ${more}` : isPlain || !name ? ` ${trial}` : "");
  }
  return { root, draw, verdict: () => verdict.textContent ?? "" };
}
