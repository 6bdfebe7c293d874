// Cuts an article into slides: a heading begins one, and what does not fit goes on to the next, so that nothing is cut; text stands beside
// the widget that it is about. On a narrow window, on paper and without this script the article is read from top to bottom, and a button
// leads from one to the other: see styles/slides.css.

const BEGINS = "h1, h2, hr, .exercise, .solution, .widget, .tall";
const TEXT = "p:not(.exercise, .solution), ul, ol";
const ROOM = "(min-width: 700px)"; // on less, the type of a slide is too small to be read
const READ = "#read"; // behind the address
const BESIDE = [0.8, 0.7, 0.6]; // of the type, for text beside a widget or a high picture
const SIZES = [0.85, 0.72, 0.6, 0.5]; // of the type, for one block that is too large by itself
const KEYS = /** @type {Record<string, number>} */ ({
  ArrowRight: 1, ArrowDown: 1, PageDown: 1, " ": 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1, Home: -Infinity, End: Infinity,
});

/** Whether something holds more than fits. @param {Element} part */
const isOverfull = (part) => part.scrollHeight > part.clientHeight + 1 || part.scrollWidth > part.clientWidth + 1;

/** A new, empty slide; `heading` is repeated on it, since it goes on with the same. @param {Element} main @param {?Element} heading */
function addSlide(main, heading) {
  const slide = document.createElement("section");
  if (heading) {
    const again = /** @type {Element} */ (heading.cloneNode(true));
    again.classList.add("again");
    again.removeAttribute("id");
    slide.append(again);
  }
  main.append(slide);
  return slide;
}

/** The last block of a slide that must not stay alone at its end: a heading, or a sentence with a colon. @param {Element} slide */
function leadIn(slide) {
  const last = slide.lastElementChild;
  if (!last || last.matches(".again, h1, h2") || slide.children.length < 2) return null;
  return last.matches("h3") || /:\s*$/.test(last.textContent ?? "") ? last : null;
}

/** Moves items of a list that do not fit to a list of their own, which is returned; null if all fit. @param {Element} list @param {Element} slide */
function split(list, slide) {
  const rest = /** @type {Element} */ (list.cloneNode(false));
  while (isOverfull(slide) && list.children.length > 1) rest.prepend(/** @type {Element} */ (list.lastElementChild));
  if (!rest.children.length) return null;
  if (list.matches("ol")) rest.setAttribute("start", `${Number(list.getAttribute("start") ?? 1) + list.children.length}`);
  return rest;
}

/** Makes the type of a block smaller until its slide holds it. @param {HTMLElement} block @param {Element} slide */
function shrink(block, slide) {
  for (const size of SIZES) {
    if (!isOverfull(slide)) return;
    block.style.fontSize = `${size}em`;
  }
}

/** Makes long lines of code or output fit: a little smaller first, and then they are broken. @param {HTMLElement} lines */
function narrow(lines) {
  for (const size of SIZES.slice(0, 2)) if (isOverfull(lines)) lines.style.fontSize = `${size * 0.88}em`;
  if (!isOverfull(lines)) return;
  lines.classList.add("broken");
  lines.style.fontSize = `${SIZES[0] * 0.88}em`;
}

/** Whether a block is shown on slides at all. @param {Element} block */
const isShown = (block) => getComputedStyle(block).display !== "none";

/** Slides that are filled block by block. */
class Deck {
  /** @type {?Element} the one that is repeated */
  #heading = null;
  /** @type {?HTMLElement} the widget or high picture of this slide that text may still stand beside */
  #figure = null;

  /** @param {Element} main */
  constructor(main) {
    this.main = main;
    this.slide = addSlide(main, null);
  }
  /** @param {?Element} heading */
  #begin(heading) {
    this.slide = addSlide(this.main, heading);
    this.#figure = null;
  }
  /** Puts a block on this slide or on a new one. @param {HTMLElement} block @returns {?HTMLElement} what is left of it */
  add(block) {
    if (!isShown(block)) {
      this.slide.append(block); // for paper only
      return null;
    }
    if (this.#figure && block.matches(TEXT) && this.#setBeside(this.#figure, [block])) return null;
    const isFigure = block.matches(".widget, .tall"), isHeading = block.matches("h1, h2"), texts = isFigure ? this.#texts() : [];
    if (!texts.length || !this.#setBeside(block, texts)) {
      // a heading alone waits for what it is about
      const isBegun = [...this.slide.children].some((part) => isShown(part) && !part.matches("h2, .again"));
      if (block.matches(BEGINS) && (isBegun || (isHeading && this.slide.children.length > 0))) {
        this.#begin(isHeading ? null : this.#heading);
      }
      if (isHeading) this.#heading = block;
      const rest = this.#fill(block);
      if (isFigure) this.#figure = block;
      return rest;
    }
    this.#figure = block;
    return null;
  }
  /** Texts without anything else on this slide. @returns {HTMLElement[]} */
  #texts() {
    const shown = /** @type {HTMLElement[]} */ ([...this.slide.children].filter((part) => isShown(part) && !part.matches("h1, h2")));
    return shown.every((part) => part.matches(TEXT)) ? shown : [];
  }
  /**
   * Lets texts stand beside a figure, so that one sees what they are about. The order of all remains, for who reads or prints them.
   * @param {HTMLElement} figure
   * @param {HTMLElement[]} texts  on this slide before the figure, or one that comes after it
   * @returns {boolean} whether there is room for them
   */
  #setBeside(figure, texts) {
    const { slide } = this, known = figure.parentElement?.matches(".beside") ? figure.parentElement : null;
    const row = known ?? document.createElement("div"), isAfter = slide.contains(figure);
    const aside = isAfter && known?.lastElementChild?.matches(".aside") ? known.lastElementChild : document.createElement("div");
    // what is for paper only keeps its place between them
    const follows = (/** @type {Element} */ part) => texts[0].compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING;
    const hidden = isAfter ? [] : [...slide.children].filter((part) => !isShown(part) && follows(part));
    row.className = "beside";
    aside.className = "aside";
    if (isAfter && !known) figure.replaceWith(row);
    if (isAfter && !known) row.append(figure);
    if (!isAfter) slide.append(row);
    row.append(aside);
    aside.append(...texts);
    if (!isAfter) row.append(...hidden, figure);
    const asides = /** @type {HTMLElement[]} */ ([...row.querySelectorAll(":scope > .aside")]), size = asides[0].style.fontSize;
    const resize = (/** @type {string} */ next) => { for (const one of asides) one.style.fontSize = next; };
    for (const smaller of BESIDE.filter((one) => !size || one <= Number.parseFloat(size))) {
      resize(`${smaller}em`);
      if (!isOverfull(row) && !isOverfull(slide)) return true;
    }
    resize(size);
    if (!isAfter) row.replaceWith(...texts, ...hidden);
    else for (const text of texts) text.remove();
    if (isAfter && !known) row.replaceWith(figure);
    else if (!aside.children.length) aside.remove();
    if (!isAfter) figure.remove();
    return false;
  }
  /** Puts a block on this slide, or on the next if it does not fit. @param {HTMLElement} block @returns {?HTMLElement} what is left of a list */
  #fill(block) {
    const { slide } = this, before = leadIn(slide.querySelector(".aside:last-child") ?? slide), last = [...slide.children].filter(isShown).at(-1);
    slide.append(block);
    for (const lines of /** @type {NodeListOf<HTMLElement>} */ (block.querySelectorAll("pre"))) narrow(lines);
    if (!isOverfull(slide)) return null;
    const rest = block.matches("ul, ol") ? split(block, slide) : null;
    if (isOverfull(slide)) {
      const isAlone = slide.children.length === 1 || (slide.children.length === 2 && slide.firstElementChild?.matches("h1, h2"));
      if (!isAlone) {
        this.#begin(this.#heading);
        if (before) this.slide.append(before);
        this.slide.append(block);
        if (last?.matches("figure:not(.widget, .tall)") && block.matches(TEXT)) this.#repeat(last, before ?? block);
      }
      shrink(block, this.slide);
    }
    return /** @type {?HTMLElement} */ (rest);
  }
  /** Shows a picture again, smaller, above the text that explains it, where there is room for both. @param {Element} picture @param {Element} text */
  #repeat(picture, text) {
    const again = /** @type {Element} */ (picture.cloneNode(true));
    again.classList.add("again");
    again.setAttribute("aria-hidden", "true");
    text.before(again);
    if (isOverfull(this.slide)) again.remove();
  }
}

/** Puts the blocks of an article on slides. @param {Element} main @param {HTMLElement[]} blocks */
function flow(main, blocks) {
  const deck = new Deck(main), waiting = [...blocks];
  for (let block = waiting.shift(); block; block = waiting.shift()) {
    const rest = deck.add(block);
    if (rest) waiting.unshift(rest);
  }
  for (const empty of main.querySelectorAll("section:empty")) empty.remove();
}

/** Loads the page of a widget into its frame, with the state that it was saved in. @param {HTMLIFrameElement} frame */
function wake(frame) {
  if (frame.src || !frame.dataset.page) return;
  const content = document.getElementById(`page-${frame.dataset.page}`)?.textContent ?? "";
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const address = URL.createObjectURL(new Blob([bytes], { type: "text/html;charset=utf-8" }));
  frame.src = `${address}#${encodeURIComponent(frame.dataset.state ?? "")}`;
}

const LEAST = 0.6; // of its size, for the page of a widget

/**
 * Makes the page of a widget smaller until its frame holds it: it says how high it is, again and again as its width changes. Once somebody
 * has touched it, it stays as large as it is.
 * @param {HTMLIFrameElement} frame
 * @param {number} height  of the page, in its own pixels
 */
function fit(frame, height) {
  const size = Number(frame.style.scale || 1), room = /** @type {HTMLElement} */ (frame.parentElement);
  if (height * size <= room.clientHeight || size <= LEAST || document.activeElement === frame) return;
  // by a little at a time: what becomes wider needs less height
  const next = Math.max(LEAST, Math.min(size - 0.02, Math.max(0.92 * size, room.clientHeight / height)));
  frame.style.scale = `${next}`;
  frame.style.transformOrigin = "0 0";
  frame.style.width = `${100 / next}%`;
  frame.style.height = `${100 / next}%`;
}

/** The heading that the address names, if it names one. */
const headingAsked = () => document.getElementById(decodeURIComponent(location.hash.slice(1)));

/** Lets keys and the buttons turn slides over. @param {HTMLElement[]} slides @param {HTMLElement} number @param {AbortSignal} signal */
function turn(slides, number, signal) {
  let current = 0;
  // in the middle of the window: on a high one the next slide is in sight too
  const go = (/** @type {number} */ place) => slides[Math.min(slides.length - 1, Math.max(0, place))].scrollIntoView({ block: "center" });
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      current = slides.indexOf(/** @type {HTMLElement} */ (target));
      number.textContent = `${current + 1} / ${slides.length}`;
      history.replaceState(null, "", `#${current + 1}`);
      for (const frame of target.querySelectorAll("iframe")) wake(frame);
    }
  }, { threshold: 0.6 });
  const heading = headingAsked(), asked = heading ? slides.findIndex((slide) => slide.contains(heading)) : (Number(location.hash.slice(1)) || 1) - 1;
  go(asked);
  for (const slide of slides) seen.observe(slide);
  signal.addEventListener("abort", () => seen.disconnect());
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "f") document.documentElement.requestFullscreen();
    if (!(event.key in KEYS) || (event.target instanceof Element && event.target.matches("button") && event.key === " ")) return;
    event.preventDefault();
    go(current + KEYS[event.key]);
  }, { signal });
  for (const button of document.querySelectorAll("nav [data-step]")) {
    button.addEventListener("click", () => go(current + Number(/** @type {HTMLElement} */ (button).dataset.step)), { signal });
  }
}

/** Loads the page of each widget once it is in sight. @param {Element} main @param {AbortSignal} signal */
function wakeWhenSeen(main, signal) {
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) if (isIntersecting) wake(/** @type {HTMLIFrameElement} */ (target));
  });
  for (const frame of main.querySelectorAll("iframe")) seen.observe(frame);
  signal.addEventListener("abort", () => seen.disconnect());
}

addEventListener("message", ({ source, data }) => {
  const frame = [...document.querySelectorAll("iframe")].find((one) => one.contentWindow === source), height = Number(data?.pageHeight);
  if (!frame || !(height > 0)) return;
  if (isOn("slides")) fit(frame, height);
  else frame.style.height = `${height}px`;
});

/** @typedef {"slides" | "reading"} Way */

const html = document.documentElement, isOn = (/** @type {Way} */ way) => html.classList.contains(way);

/** Shows the article, cut into slides or to be read from top to bottom, with its pictures loaded. @param {Way} way @param {AbortSignal} signal */
async function show(way, signal) {
  const main = /** @type {HTMLElement} */ (document.querySelector("main"));
  await Promise.all([...document.images].map((image) => image.decode().catch(() => null)));
  if (signal.aborted) return;
  for (const image of document.images) if (image.naturalHeight > image.naturalWidth) image.parentElement?.classList.add("tall");
  html.classList.add(way);
  if (way === "slides") {
    flow(main, /** @type {HTMLElement[]} */ ([...main.children]));
    turn(/** @type {HTMLElement[]} */ ([...main.children]), /** @type {HTMLElement} */ (document.querySelector("nav output")), signal);
  } else {
    headingAsked()?.scrollIntoView();
    wakeWhenSeen(main, signal);
  }
  html.classList.add("ready");
}

/** Shows slides where there is room for them, and the article elsewhere, until somebody has chosen. */
function start() {
  const main = /** @type {HTMLElement} */ (document.querySelector("main")), article = main.innerHTML, wide = matchMedia(ROOM);
  const button = document.createElement("button"), fits = () => /** @type {Way} */ (wide.matches ? "slides" : "reading");
  let chosen = /** @type {?Way} */ (location.hash === READ ? "reading" : null), shown = new AbortController();
  /** @param {Way} way */
  function begin(way) {
    shown.abort();
    shown = new AbortController();
    if (html.classList.contains("ready")) main.innerHTML = article;
    html.classList.remove("slides", "reading", "ready");
    button.textContent = way === "slides" ? "read" : "slides";
    button.title = way === "slides" ? "as an article, from top to bottom" : "as slides, to show";
    show(way, shown.signal);
  }
  button.type = "button";
  button.addEventListener("click", () => {
    chosen = isOn("slides") ? "reading" : "slides";
    history.replaceState(null, "", chosen === "slides" ? "#1" : READ);
    begin(chosen);
  });
  wide.addEventListener("change", () => chosen || begin(fits()));
  document.querySelector("nav")?.append(button);
  begin(chosen ?? fits());
}

start();
