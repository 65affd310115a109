// The form's own small rules.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localMinute } from '../../ui/views/job-form.js';

test('an earlier time begins as the local minute, in the form that the program reads', () => {
  assert.equal(localMinute(new Date(2026, 0, 2, 3, 4, 59)), '2026-01-02 03:04');
  assert.equal(localMinute(new Date(2026, 10, 22, 14, 2)), '2026-11-22 14:02');
});
