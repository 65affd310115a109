// Conclusions of the page from its state.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { announcement, createState, phase } from '../../ui/state.js';

/** @param {string} level @param {string | null} [status] */
const snapshot = (level, status = '75 % left') => ({
  revision: 0,
  budget: { level, display: { header: 'Budget: €7.50', status } },
});

test('the page is loading until it knows figures or a reason', () => {
  assert.equal(phase({ snapshot: null, error: null }), 'loading');
  assert.equal(
    phase({ snapshot: null, error: { code: 'database_busy', message: 'Held.' } }),
    'problem',
  );
  assert.equal(
    phase({ snapshot: snapshot('high'), error: { code: 'database_busy', message: 'Held.' } }),
    'ready',
  );
});

test('a good figure outlives the trouble that follows it, and a new one ends the trouble', () => {
  const state = createState();
  const seen = [];
  state.subscribe((now) => seen.push(now));
  const good = snapshot('high');
  state.shown(good);
  state.failed({ code: 'database_busy', message: 'Held.' });
  assert.equal(state.get().snapshot, good);
  assert.equal(state.get().error.code, 'database_busy');
  state.shown(snapshot('medium'));
  assert.equal(state.get().error, null);
  assert.equal(seen.length, 4, 'once at first, then once for each change');
});

test('an answer that was overtaken by newer figures does not bring the old ones back', () => {
  const state = createState();
  state.shown({ ...snapshot('medium'), revision: 2 });
  state.shown({ ...snapshot('high'), revision: 1 });
  assert.equal(state.get().snapshot.budget.level, 'medium');
  state.shown({ ...snapshot('low'), revision: 2 });
  assert.equal(state.get().snapshot.budget.level, 'low');
});

test('a screen reader hears a change of level and nothing else', () => {
  assert.equal(announcement(null, snapshot('low')), null, 'not at the start');
  assert.equal(announcement(snapshot('high'), snapshot('high')), null, 'not at each refresh');
  assert.equal(
    announcement(snapshot('medium'), snapshot('low', '24 % left, low')),
    'Budget: €7.50, 24 % left, low',
  );
  assert.equal(announcement(snapshot('low'), snapshot('none', null)), 'Budget: €7.50');
});
