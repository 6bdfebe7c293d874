// For a page that shows saved pages in frames. A frame is as high as the page in it says, so that nothing is cut or scrolled, and as dark
// as the page around it, which says so in `data-theme` of its body.

const scheme = () => {
  const theme = document.body.dataset.theme ?? "";
  return ["light", "dark"].includes(theme) ? theme : "light dark";
};
const shown = () => [...document.querySelectorAll("iframe")];
/** @param {Window | null} page  in a frame */
const tellScheme = (page) => page?.postMessage({ pageScheme: scheme() }, "*");

addEventListener("message", ({ source, data }) => {
  const height = Number(data?.pageHeight), frame = shown().find((one) => one.contentWindow === source);
  if (!frame || !(height > 0)) return;
  frame.style.height = `${height}px`;
  // it is there now, and listens
  tellScheme(frame.contentWindow);
});
const themes = new MutationObserver(() => {
  for (const frame of shown()) tellScheme(frame.contentWindow);
});
addEventListener("DOMContentLoaded", () => themes.observe(document.body, { attributeFilter: ["data-theme"] }));
