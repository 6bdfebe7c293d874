// A page's settings as Python that builds its widget again.

/** @param {unknown} value @returns {string} */
const literal = (value) =>
  Array.isArray(value) ? `(${value.map(literal).join(", ")}${value.length === 1 ? "," : ""})` : JSON.stringify(value);

/**
 * The lines that make an explorer with the same settings.
 * @param {string} widget  its class
 * @param {object} settings  the page's state
 */
export function widgetCode(widget, settings) {
  const own = Object.entries(settings).filter(([name]) => !["pinned", "unfolded"].includes(name));
  const lines = own.map(([name, value]) => `    ${name}=${literal(value)},\n`);
  return `from qrnn_nb.widgets import ${widget}\n\nexplorer = ${widget}(\n${lines.join("")})\n`;
}
