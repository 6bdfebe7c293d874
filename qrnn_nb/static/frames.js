// For a page that shows saved pages in frames: a frame is as high as the page in it says, so that nothing is cut or scrolled.

addEventListener("message", ({ source, data }) => {
  const height = Number(data?.pageHeight);
  for (const frame of document.querySelectorAll("iframe")) {
    if (frame.contentWindow === source && height > 0) frame.style.height = `${height}px`;
  }
});
