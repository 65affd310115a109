// Small functions of the shell: loading once, and the header's figure.

import assert from 'node:assert/strict';
import { test } from 'node:test';

test('what could not be loaded is loaded at the next call, and what could once', async () => {
  const { once } = await import('../../ui/load.js');
  let calls = 0;
  const load = once(async () => {
    calls += 1;
    if (calls === 1) throw new Error('gone');
    return calls;
  });
  await assert.rejects(load());
  assert.equal(await load(), 2);
  assert.equal(await load(), 2);
});

test('the word of the figure stands apart from its amount', async () => {
  globalThis.window ??= globalThis;
  const { splitFigure } = await import('../../ui/views/figure.js');
  assert.deepEqual(splitFigure('Budget: €7.50'), ['Budget:', ' €7.50']);
  assert.deepEqual(splitFigure('Budget\u00a0: 7,50\u00a0€'), ['Budget\u00a0:', ' 7,50\u00a0€']);
  assert.deepEqual(splitFigure('Budget: −€0.18 ($0.20)'), ['Budget:', ' −€0.18 ($0.20)']);
  assert.deepEqual(splitFigure('•••'), ['', '•••']);
});
