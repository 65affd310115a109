// Sentences and labels of the page.

import './sentences.js';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { say } from '../../ui/language.js';
import { basisLabel, loggedAgain } from '../../ui/views/labels.js';

test('values stand where the sentence has them, whatever they hold', () => {
  assert.equal(say('page-undone', { what: '2 images' }), 'Undone: 2 images');
  assert.equal(say('page-and', { first: '{second}', second: '$& 1' }), '{second} and $& 1');
  assert.equal(say('page-undone'), 'Undone: {what}');
});

test('what has no sentence is seen by its key', () => {
  assert.equal(say('page-no-such-thing'), 'page-no-such-thing');
});

test('codes of the program have words', () => {
  assert.deepEqual(['estimated', 'metered', 'billed', 'correction', 'unknown'].map(basisLabel), [
    'estimated',
    'metered',
    'billed',
    'correction',
    'no price',
  ]);
  assert.equal(
    loggedAgain('2 images', { text: '€0.05', full: '€0.05' }),
    'Logged 2 images again: €0.05',
  );
  assert.equal(loggedAgain('1 app', null), 'Logged 1 app again: no price is known');
});
