// What is computed anew only when it would be another.

/**
 * The last value of a function, as long as it would be made of the same.
 * @template {unknown[]} Parts
 * @template Value
 * @param {(...parts: Parts) => Value} make
 */
export function remembered(make) {
  /** @type {Parts | undefined} */
  let known;
  /** @type {Value} */
  let value;
  return (/** @type {Parts} */ ...parts) => {
    if (!known?.every((part, n) => part === parts[n])) value = make(...parts);
    known = parts;
    return value;
  };
}
