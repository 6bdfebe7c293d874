// Numbers that come as bytes.

/**
 * The bytes of a view, in a buffer of their own: a view may begin anywhere, and numbers have to be aligned.
 * @param {DataView} view
 * @returns {ArrayBuffer}
 */
export const bytesOf = (view) => /** @type {ArrayBuffer} */ (view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
