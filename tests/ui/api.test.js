// Calls to the program: what is sent, and how refusals come back.

import './sentences.js';
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import * as api from '../../ui/api.js';

/** @param {(command: string, args: any) => any} invoke */
function programThat(invoke) {
  globalThis.window = {
    __TAURI__: { core: { invoke: async (command, args) => invoke(command, args) } },
  };
}

afterEach(() => delete globalThis.window);

test('typed text is sent as it was typed, and null comes from Clear alone', async () => {
  const sent = [];
  programThat((command, args) => sent.push([command, args]));
  await api.setBudget('');
  await api.setBudget('10,00');
  await api.clearBudget();
  assert.deepEqual(sent, [
    ['set_budget', { budget: '' }],
    ['set_budget', { budget: '10,00' }],
    ['set_budget', { budget: null }],
  ]);
});

test('undo without a change means the last one', async () => {
  const sent = [];
  programThat((command, args) => sent.push(args));
  await api.undo();
  await api.undo(7);
  assert.deepEqual(sent, [{}, { change: 7 }]);
});

test('a refusal keeps its code and its sentence', async () => {
  programThat(() => {
    throw { code: 'invalid_amount', message: 'Type an amount.' };
  });
  await assert.rejects(api.setBudget(''), { code: 'invalid_amount', message: 'Type an amount.' });
});

test('what is no answer of the program still gives a sentence', async () => {
  programThat(() => {
    throw 'command not allowed';
  });
  await assert.rejects(api.getSnapshot(), { code: 'internal', message: /did not answer/ });
});
