// Positions of the columns of a chart.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columns, labelStep } from '../../ui/chart.js';

const AREA = { width: 300, height: 100 };

/** @param {(number | null)[][]} values @param {number} top @param {number} [groups] */
const chart = (values, top, groups = values[0]?.length ?? 0) =>
  columns({
    groups,
    top,
    series: values.map((one, nth) => ({ name: `series ${nth}`, values: one })),
    ...AREA,
  });

/** Every number in what a chart gives. @param {unknown} part @returns {number[]} */
const numbers = (part) =>
  typeof part === 'number' ? [part] : Object.values(/** @type {object} */ (part)).flatMap(numbers);

test('series stand on one another in their order', () => {
  const [first, second] = chart(
    [
      [4, 0],
      [null, 5],
      [6, 2.5],
    ],
    10,
  );
  assert.deepEqual(first?.parts, [
    { series: 0, y: 60, height: 40 },
    { series: 2, y: 0, height: 60 },
  ]);
  assert.deepEqual(second?.parts, [
    { series: 1, y: 50, height: 50 },
    { series: 2, y: 25, height: 25 },
  ]);
});

test('little is not nothing, and nothing is not little', () => {
  const found = chart(
    [
      [999.999, 0.001, 0, null],
      [0.001, 0.001, -5, NaN],
    ],
    1000,
  );
  assert.deepEqual(
    found.map(({ parts }) => parts.map(({ height }) => Math.round(height))),
    [[99, 1], [1, 1], [], []],
  );
});

test('without anything to show there are no parts', () => {
  for (const none of [
    chart([], 0),
    chart([[]], 0),
    chart([[0, 0]], 0),
    chart([[null]], 1),
    chart([], 0, 3),
  ]) {
    assert.deepEqual(
      none.flatMap(({ parts }) => parts),
      [],
    );
    assert.ok(numbers(none).every(Number.isFinite), JSON.stringify(none));
  }
});

test('missing values are as good as unknown ones', () => {
  assert.deepEqual(
    chart([[1]], 1, 3).map(({ parts }) => parts.length),
    [1, 0, 0],
  );
});

test('columns stand in order, side by side, and a lonely one is no wall', () => {
  for (const groups of [1, 2, 7, 30, 90, 365]) {
    let end = 0;
    for (const { x, width } of chart([Array(groups).fill(1)], 1)) {
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
      Array.from({ length: groups }, () =>
        random() < 0.2 ? null : random() ** 8 * 10 ** (random() * 12 - 6),
      ),
    );
    const sums = Array.from({ length: groups }, (_, group) =>
      series.reduce((sum, one) => sum + (one[group] ?? 0), 0),
    );
    const result = chart(series, Math.max(...sums) * (1 + random()));
    assert.ok(numbers(result).every(Number.isFinite));
    for (const [group, { parts }] of result.entries()) {
      let below = 100;
      for (const { series: nth, y, height } of parts) {
        assert.ok(
          height >= 1 - 1e-9 && Math.abs(y + height - below) < 1e-9 && y >= -1e-9,
          `${round}: ${y}`,
        );
        assert.ok((series[nth]?.[group] ?? 0) > 0);
        below = y;
      }
      const known = series.filter((one) => (one[group] ?? 0) > 0).length;
      assert.equal(parts.length, known, 'every known value has a part');
    }
  }
});

test('labels keep their distance', () => {
  for (const [groups, width, step] of [
    [7, 400, 1],
    [30, 400, 4],
    [90, 400, 12],
    [12, 400, 2],
    [1, 0, 50],
  ]) {
    assert.equal(labelStep(groups, width, 50), step);
  }
});
