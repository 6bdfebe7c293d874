// What a screen reader is told.

import { say } from "./dom.js";

const REST = 700; // milliseconds without a change: something has come to rest
export const PLAYING = "playing";

/**
 * Tells results: the latest text, once it has stayed for a while and nothing is going on any more.
 * @param {Element} region
 * @param {() => boolean} busy
 * @param {() => string} going  what goes on then: it is told once, so that what was said last does not seem to hold
 */
export function announcer(region, busy, going) {
  let news = "", isGoing = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const speak = () => {
    timer = busy() ? setTimeout(speak, REST) : undefined;
    if (timer !== undefined) return;
    isGoing = false;
    say(region, news);
  };
  return {
    hear: (/** @type {string} */ text) => {
      if (text === news) return;
      news = text;
      clearTimeout(timer);
      if (busy() && !isGoing) say(region, going());
      isGoing ||= busy();
      timer = setTimeout(speak, REST);
    },
    /** Something has been done, so what was said last holds no longer, also where the news are the same. */
    again: () => { news = ""; },
  };
}
