// Where the columns and ticks of a chart stand.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bars } from '../../ui/chart.js';

const AREA = { width: 300, height: 100 };

/** @param {(number | null)[][]} values @param {number} [groups] */
const chart = (values, groups = values[0]?.length ?? 0) =>
  bars({ groups, series: values.map((one, nth) => ({ name: `series ${nth}`, values: one })), ...AREA });

/** Every number in what a chart gives. @param {unknown} part @returns {number[]} */
const numbers = (part) =>
  typeof part === 'number' ? [part] : Object.values(/** @type {object} */ (part)).flatMap(numbers);

test('ticks are round and reach the highest column', () => {
  for (const [most, ticks] of /** @type {[number, number[]][]} */ ([
    [0.3, [0, 0.1, 0.2, 0.3]],
    [0.7, [0, 0.2, 0.4, 0.6, 0.8]],
    [1, [0, 0.5, 1]],
    [1.01, [0, 0.5, 1, 1.5]],
    [4, [0, 1, 2, 3, 4]],
    [4.1, [0, 2, 4, 6]],
    [9, [0, 5, 10]],
    [30, [0, 10, 20, 30]],
    [1234, [0, 500, 1000, 1500]],
    [0.000_000_025, [0, 0.000_000_01, 0.000_000_02, 0.000_000_03]],
  ])) {
    assert.deepEqual(chart([[most]]).ticks.map(({ value }) => value), ticks, `${most}`);
  }
});

test('zero is at the bottom and the highest tick at the top', () => {
  const { ticks, max } = chart([[3, 7, 10]]);
  assert.deepEqual(ticks, [{ value: 0, y: 100 }, { value: 5, y: 50 }, { value: 10, y: 0 }]);
  assert.equal(max, 10);
});

test('series stand on one another in their order', () => {
  const [first, second] = chart([[4, 0], [null, 5], [6, 2.5]]).columns;
  assert.deepEqual(first?.parts, [{ series: 0, y: 60, height: 40 }, { series: 2, y: 0, height: 60 }]);
  assert.deepEqual(second?.parts, [{ series: 1, y: 50, height: 50 }, { series: 2, y: 25, height: 25 }]);
});

test('little is not nothing, and nothing is not little', () => {
  const { columns } = chart([[999.999, 0.001, 0, null], [0.001, 0.001, -5, NaN]]);
  assert.deepEqual(columns.map(({ parts }) => parts.map(({ height }) => height)), [[99, 1], [1, 1], [], []]);
});

test('without anything to show there is zero', () => {
  for (const none of [chart([]), chart([[]]), chart([[0, 0]]), chart([[null]]), chart([], 3)]) {
    assert.equal(none.max, 0);
    assert.deepEqual(none.ticks, [{ value: 0, y: 100 }]);
    assert.deepEqual(none.columns.flatMap(({ parts }) => parts), []);
    assert.ok(numbers(none).every(Number.isFinite), JSON.stringify(none));
  }
});

test('missing values are as good as unknown ones', () => {
  assert.deepEqual(chart([[1]], 3).columns.map(({ parts }) => parts.length), [1, 0, 0]);
});

test('columns stand in order, side by side, and a lonely one is no wall', () => {
  for (const groups of [1, 2, 7, 30, 90, 365]) {
    const { columns } = chart([Array(groups).fill(1)]);
    let end = 0;
    for (const { x, width } of columns) {
      assert.ok(x >= end - 1e-9 && width > 0 && width <= 48, `${groups}: ${x}`);
      end = x + width;
    }
    assert.ok(end <= 300 + 1e-9);
  }
});

test('whatever the values, columns are whole and stay on the area', () => {
  let seed = 1;
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  for (let round = 0; round < 500; round += 1) {
    const groups = 1 + Math.floor(random() * 40);
    const series = Array.from({ length: 1 + Math.floor(random() * 6) }, () =>
      Array.from({ length: groups }, () => (random() < 0.2 ? null : random() ** 8 * 10 ** (random() * 12 - 6))));
    const result = chart(series);
    assert.ok(numbers(result).every(Number.isFinite));
    for (const [group, { parts }] of result.columns.entries()) {
      let below = 100;
      for (const { series: nth, y, height } of parts) {
        assert.ok(height >= 1 - 1e-9 && Math.abs(y + height - below) < 1e-9 && y >= -1e-9, `${round}: ${y}`);
        assert.ok((series[nth]?.[group] ?? 0) > 0);
        below = y;
      }
      const known = series.filter((one) => (one[group] ?? 0) > 0).length;
      assert.equal(parts.length, known, 'every known value has a part');
    }
    const total = Math.max(...result.columns.map((_, group) => series.reduce((sum, one) => sum + (one[group] ?? 0), 0)));
    assert.ok(result.max >= total * (1 - 1e-8) && result.max <= total * 2.5 + Number.MIN_VALUE, `${total}: ${result.max}`);
    assert.ok(result.ticks.length <= 5);
  }
});
