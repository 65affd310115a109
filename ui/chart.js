// Geometry of a chart of stacked columns: who draws it needs no arithmetic.

/** Least height of a value above zero, in pixels: little is not nothing. */
const LEAST = 1;
/** Greatest width of a column in pixels, however few there are. */
const WIDEST = 48;
/** Share of a column's place that stays free. */
const FREE = 0.25;

/**
 * @typedef {{name: string, values: (number | null)[]}} Series
 *   a value for each group; `null` is unknown
 * @typedef {{series: number, y: number, height: number}} Part
 *   one series' share of a column
 * @typedef {{x: number, width: number, parts: Part[]}} Column
 */

/**
 * Places columns on an area that begins at 0, 0 in its top left corner; `top` is the value of its
 * upper edge. The first series stands at the bottom. Unknown values and those not above zero have
 * no part.
 * @param {{groups: number, series: Series[], top: number, width: number, height: number}} data
 * @returns {Column[]}
 */
export function columns({ groups, series, top, width, height }) {
  const place = width / groups;
  const wide = Math.min(Math.max(place * (1 - FREE), Math.min(place, LEAST)), WIDEST);
  return Array.from({ length: groups }, (_, group) => ({
    x: group * place + (place - wide) / 2,
    width: wide,
    parts: stacked(
      series.map((one) => shown(one.values[group])),
      top,
      height,
    ),
  }));
}

/**
 * Returns the step from one label to the next that has room beside it.
 * @param {number} groups
 * @param {number} width of the area in pixels
 * @param {number} label its width in pixels
 * @returns {number}
 */
export function labelStep(groups, width, label) {
  return Math.max(1, Math.ceil((groups * label) / Math.max(width, 1)));
}

/**
 * Stacks the parts of a column from the bottom up. The tallest gives what the smallest are made
 * taller by.
 * @param {number[]} column @param {number} top @param {number} height @returns {Part[]}
 */
function stacked(column, top, height) {
  const tall = column.map((value) =>
    value > 0 && top > 0 ? Math.max((value / top) * height, LEAST) : 0,
  );
  const tallest = tall.indexOf(Math.max(...tall));
  const over = Math.max(sum(tall) - height, 0);
  let y = height;
  return tall.flatMap((exact, series) => {
    if (exact === 0) return [];
    const part = series === tallest ? Math.max(exact - over, LEAST) : exact;
    y -= part;
    return [{ series, y, height: part }];
  });
}

/** @param {number | null | undefined} value */
function shown(value) {
  return typeof value === 'number' && Number.isFinite(value) ? Math.max(value, 0) : 0;
}

/** @param {number[]} values */
function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}
