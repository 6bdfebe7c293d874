// What a screen reader is told.

import { say } from "./dom.js";

/**
 * Tells the latest text, at most once in three seconds.
 * @param {Element} region
 */
export function announcer(region) {
  let news = "", last = -3000;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const speak = () => {
    timer = undefined;
    last = performance.now();
    say(region, news);
  };
  return (/** @type {string} */ text) => {
    if (text === news) return;
    news = text;
    if (timer === undefined) timer = setTimeout(speak, Math.max(100, last + 3000 - performance.now()));
  };
}
