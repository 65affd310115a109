// Days that the list of jobs is filtered by, as one view names them to another.

/**
 * @typedef {{from: string, until: string, full: string}} Days
 *   first and last day, ISO 8601, and their name
 */

/** Writes days as a place in the list of jobs. @param {Days} days */
export const writeDays = ({ from, until, full }) => `${from}..${until} ${full}`;

/**
 * Reads days from a place in the list of jobs. Returns `null` for any other place.
 * @param {string} place @returns {Days | null}
 */
export function readDays(place) {
  const [, from, until, full] = place.match(/^([\d-]+)\.\.([\d-]+) (.+)$/) ?? [];
  return from && until && full ? { from, until, full } : null;
}
