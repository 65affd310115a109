// Days as one view names them to another.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDays, writeDays } from '../../ui/days.js';

test('days come back as they were written, whatever their name', () => {
  for (const full of ['Fri 20 Nov 2026', 'Week of 16–22 Nov', 'semaine du 16..22 nov. (2026)']) {
    const days = { from: '2026-11-16', until: '2026-11-22', full };
    assert.deepEqual(readDays(writeDays(days)), days);
  }
});

test('another place of the list is no days', () => {
  for (const place of ['', 'today', 'unknown', '7', '2026-11-16', '2026-11-16..2026-11-22'])
    assert.equal(readDays(place), null, place);
});
