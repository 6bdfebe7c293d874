// Cuts an article into slides: a heading begins one, and what does not fit goes on to the next, so that nothing is cut. Without this
// script the article is read from top to bottom, and so it is on paper: see styles/slides.css.

const BEGINS = "h1, h2, hr, .exercise, .solution, .widget, .tall";
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

/** Puts the blocks of an article on slides. @param {Element} main @param {HTMLElement[]} blocks */
function flow(main, blocks) {
  let heading = /** @type {?Element} */ (null);
  let slide = addSlide(main, null);
  const waiting = [...blocks];
  for (let block = waiting.shift(); block; block = waiting.shift()) {
    if (getComputedStyle(block).display === "none") {
      slide.append(block); // for paper only
      continue;
    }
    const isHeading = block.matches("h1, h2");
    if (block.matches(BEGINS) && slide.children.length > 0 && !(slide.children.length === 1 && slide.matches(":has(> .again)"))) {
      slide = addSlide(main, isHeading ? null : heading);
    }
    if (isHeading) heading = block;
    const before = leadIn(slide);
    slide.append(block);
    for (const lines of /** @type {NodeListOf<HTMLElement>} */ (block.querySelectorAll("pre"))) narrow(lines);
    if (!isOverfull(slide)) continue;
    const rest = block.matches("ul, ol") ? split(block, slide) : null;
    if (rest) waiting.unshift(/** @type {HTMLElement} */ (rest));
    if (!isOverfull(slide)) continue;
    const alone = slide.children.length === 1 || (slide.children.length === 2 && slide.firstElementChild?.matches("h1, h2"));
    if (!alone) {
      slide = addSlide(main, heading);
      if (before) slide.append(before);
      slide.append(block);
    }
    shrink(block, slide);
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
  const next = Math.max(LEAST, Math.min(size - 0.02, room.clientHeight / height));
  frame.style.scale = `${next}`;
  frame.style.transformOrigin = "0 0";
  frame.style.width = `${100 / next}%`;
  frame.style.height = `${100 / next}%`;
}

/** Lets keys and the buttons turn slides over. @param {HTMLElement[]} slides @param {HTMLElement} number */
function turn(slides, number) {
  let current = 0;
  /** @param {number} place */
  const go = (place) => slides[Math.min(slides.length - 1, Math.max(0, place))].scrollIntoView();
  const seen = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      current = slides.indexOf(/** @type {HTMLElement} */ (target));
      number.textContent = `${current + 1} / ${slides.length}`;
      history.replaceState(null, "", `#${current + 1}`);
      for (const frame of target.querySelectorAll("iframe")) wake(frame);
    }
  }, { threshold: 0.6 });
  for (const slide of slides) seen.observe(slide);
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "f") document.documentElement.requestFullscreen();
    if (!(event.key in KEYS) || (event.target instanceof Element && event.target.matches("button") && event.key === " ")) return;
    event.preventDefault();
    go(current + KEYS[event.key]);
  });
  for (const button of document.querySelectorAll("nav button")) {
    button.addEventListener("click", () => go(current + Number(/** @type {HTMLElement} */ (button).dataset.step)));
  }
  go(Number(location.hash.slice(1) || 1) - 1);
}

addEventListener("message", ({ source, data }) => {
  const frame = [...document.querySelectorAll("iframe")].find((one) => one.contentWindow === source);
  if (frame && Number(data?.pageHeight) > 0) fit(frame, Number(data.pageHeight));
});

/** Cuts the page into slides once its pictures have their sizes. */
async function start() {
  const main = /** @type {HTMLElement} */ (document.querySelector("main"));
  await Promise.all([...document.images].map((image) => image.decode().catch(() => null)));
  for (const image of document.images) if (image.naturalHeight > image.naturalWidth) image.parentElement?.classList.add("tall");
  document.documentElement.classList.add("slides");
  const blocks = /** @type {HTMLElement[]} */ ([...main.children]);
  flow(main, blocks);
  const slides = /** @type {HTMLElement[]} */ ([...main.children]);
  turn(slides, /** @type {HTMLElement} */ (document.querySelector("nav output")));
  document.documentElement.classList.add("ready");
}

start();
