// The geometry of a chart of stacked columns; whoever draws it needs no arithmetic.

/** A value above zero is at least as tall as this, in pixels: little is not nothing. */
const LEAST = 1;
/** A column is at most as wide as this, however few there are. */
const WIDEST = 48;
/** The part of a column's place that stays free. */
const FREE = 0.25;
/** Steps between ticks, at most. */
const STEPS = 4;

/**
 * @typedef {{name: string, values: (number | null)[]}} Series a value for each group; null is unknown
 * @typedef {{series: number, y: number, height: number}} Part one series' share of a column
 * @typedef {{x: number, width: number, parts: Part[]}} Column
 * @typedef {{max: number, ticks: {value: number, y: number}[], columns: Column[]}} Bars
 */

/**
 * Places columns and ticks on an area that begins at 0, 0 in its top left corner. The first series stands at
 * the bottom. What is unknown or not above zero has no part; where nothing has, zero is the only tick.
 * @param {{groups: number, series: Series[], width: number, height: number}} data @returns {Bars}
 */
export function bars({ groups, series, width, height }) {
  const values = Array.from({ length: groups }, (_, group) => series.map((one) => shown(one.values[group])));
  const ticks = ticksTo(values.reduce((most, column) => Math.max(most, sum(column)), 0));
  const max = ticks.at(-1) ?? 0;
  const place = width / groups;
  const wide = Math.min(Math.max(place * (1 - FREE), Math.min(place, LEAST)), WIDEST);
  return {
    max,
    ticks: ticks.map((value) => ({ value, y: max > 0 ? height * (1 - value / max) : height })),
    columns: values.map((column, group) => ({
      x: group * place + (place - wide) / 2,
      width: wide,
      parts: stacked(column, max, height),
    })),
  };
}

/**
 * Round numbers from zero to at least `most`, with steps of 1, 2 or 5 and zeros.
 * @param {number} most @returns {number[]}
 */
function ticksTo(most) {
  if (most <= 0) return [0];
  const power = 10 ** Math.floor(Math.log10(most / STEPS));
  // A hair of tolerance: 0.3 / 0.1 is a little less than 3.
  const times = [1, 2, 5].find((nice) => nice * power * STEPS >= most * (1 - 1e-9)) ?? 10;
  const steps = Math.ceil((most / (times * power)) * (1 - 1e-9));
  return Array.from({ length: steps + 1 }, (_, nth) => Number((nth * times * power).toPrecision(12)));
}

/**
 * The parts of a column from the bottom up. What the smallest are made taller by is taken from the tallest.
 * @param {number[]} column @param {number} max @param {number} height @returns {Part[]}
 */
function stacked(column, max, height) {
  const tall = column.map((value) => (value > 0 ? Math.max((value / max) * height, LEAST) : 0));
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
