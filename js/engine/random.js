// Random angles that Python and a page draw alike: each number is a hash of a seed, a name and its
// place, so that nothing has to be drawn before it. The twin is in nbs/3_seeing/09_cell_builder.

/**
 * A text as 32 bits (FNV-1a).
 * @param {string} text of ASCII characters
 * @returns {number}
 */
function hashed(text) {
  let bits = 0x811c9dc5;
  for (const character of text) bits = Math.imul(bits ^ character.charCodeAt(0), 0x01000193);
  return bits >>> 0;
}

/**
 * 32 bits of which each depends on every bit of the number that is given (MurmurHash3's last step).
 * @param {number} bits
 * @returns {number}
 */
function mixed(bits) {
  let mix = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35);
  return (mix ^ (mix >>> 16)) >>> 0;
}

/**
 * Standard normal numbers (Box and Muller's formula).
 * @param {number} seed
 * @param {string} name of the array
 * @param {number} count
 * @returns {Float64Array}
 */
export function normals(seed, name, count) {
  const start = hashed(`${seed} ${name}`);
  // steps of the golden ratio of 2^32 come near each other late
  const uniform = (/** @type {number} */ place) =>
    (mixed(start + Math.imul(place, 0x9e3779b9)) + 0.5) / 2 ** 32;
  return new Float64Array(count).map((_, place) => {
    const length = Math.sqrt(-2 * Math.log(uniform(2 * place)));
    return length * Math.cos(2 * Math.PI * uniform(2 * place + 1));
  });
}
