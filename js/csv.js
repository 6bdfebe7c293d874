// Numbers as a table that other programs read.

/** @param {unknown} value */
const field = (value) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));

/** @param {unknown[][]} rows  the first has the names of the columns @returns {string} */
export const asCsv = (rows) => `${rows.map((row) => row.map(field).join(",")).join("\n")}\n`;
