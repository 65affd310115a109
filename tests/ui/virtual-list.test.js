// The rows that a long list draws for a scroll position.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { windowOf, ROW } from '../../ui/views/virtual-list.js';

const HEIGHT = 640;

test('every row is drawn somewhere, and none is out of reach', () => {
  for (const total of [0, 1, 5, 20, 1000, 1_000_000, 5_000_000]) {
    const { tall } = windowOf(total, 0, HEIGHT);
    const top = windowOf(total, 0, HEIGHT);
    const bottom = windowOf(total, Math.max(tall - HEIGHT, 0), HEIGHT);
    assert.equal(top.first, 0, `${total}`);
    assert.equal(bottom.last, total, `${total}: the last row can be scrolled to`);
    assert.ok(tall <= 32_000_000);
  }
});

test('scrolling leaves no gap between what is drawn', () => {
  for (let scrolled = 0; scrolled < 32_000_000 - HEIGHT; scrolled += 97_301) {
    const { first, last, offset } = windowOf(1_000_000, scrolled, HEIGHT);
    assert.ok(first * ROW <= scrolled && last * ROW >= scrolled + HEIGHT, `${scrolled}`);
    assert.equal(offset, first * ROW);
  }
});

test('a list taller than can be laid out still shows whole windows', () => {
  for (const scrolled of [0, 1_000_000, 16_000_000, 31_999_360]) {
    const { first, last, offset } = windowOf(5_000_000, scrolled, HEIGHT);
    assert.ok(last - first >= HEIGHT / ROW, `${scrolled}`);
    assert.ok(
      offset <= scrolled && offset + (last - first) * ROW >= scrolled + HEIGHT,
      `${scrolled}`,
    );
  }
});
