// Reconciling: the balance that the dashboard states, compared with the ledger, then booked.

import * as api from '../api.js';
import { byId, onPress, onSubmit, showRefusal, write } from '../dom.js';
import { say } from '../language.js';

/** @param {import('../main.js').Page} page */
export function mountReconcile(page) {
  const section = byId('reconcile', HTMLElement);
  const label = byId('reconcile-label', HTMLElement);
  const input = byId('reconcile-input', HTMLInputElement);
  const book = byId('reconcile-book', HTMLButtonElement);
  const topUp = byId('reconcile-top-up', HTMLButtonElement);

  mountComparison();
  input.addEventListener('input', reset);
  onPress(book, () => send(page, api.reconcile, say('page-reconciled')));
  onPress(topUp, () => send(page, api.setBudget, say('page-topped-up')));
  byId('reconcile-leave', HTMLButtonElement).addEventListener('click', () => {
    reset();
    input.focus();
  });
  page.state.subscribe(({ snapshot }) => {
    const budget = snapshot?.budget;
    const inDollars = budget && (budget.rate !== null || budget.currency === 'USD');
    write(label, inDollars ? say('page-dashboard-says-dollars') : say('page-dashboard-says'));
  });

  return {
    /** @param {boolean} isShown */
    show: (isShown) => (section.hidden = !isShown),
  };
}

/** @param {string} message */
function refuse(message) {
  const input = byId('reconcile-input', HTMLInputElement);
  showRefusal(input, byId('reconcile-error', HTMLElement), message);
}

/** Hides the question and the refusal. */
function reset() {
  byId('reconcile-question', HTMLElement).hidden = true;
  refuse('');
}

/** Wires the form that compares the stated balance with the ledger, and then asks what to do. */
function mountComparison() {
  const input = byId('reconcile-input', HTMLInputElement);
  const form = byId('reconcile-form', HTMLFormElement);
  onSubmit(form, byId('reconcile-look', HTMLButtonElement), async () => {
    reset();
    try {
      ask(await api.findDiscrepancy(input.value));
    } catch (failure) {
      refuse(/** @type {api.Failure} */ (failure).message);
      input.focus();
    }
  });
}

/** @param {import('../types').DiscrepancyView} discrepancy */
function ask({ text, mayBeTopUp }) {
  const book = byId('reconcile-book', HTMLButtonElement);
  const topUp = byId('reconcile-top-up', HTMLButtonElement);
  const question = mayBeTopUp ? say('page-ask-topped-up', { drift: text }) : text;
  write(byId('reconcile-text', HTMLElement), question);
  topUp.hidden = !mayBeTopUp;
  byId('reconcile-question', HTMLElement).hidden = false;
  (mayBeTopUp ? topUp : book).focus();
}

/**
 * Sends the stated balance with a command.
 * @param {import('../main.js').Page} page
 * @param {(stated: string) => Promise<api.Changed>} command
 * @param {string} done sentence of the toast
 */
function send(page, command, done) {
  const input = byId('reconcile-input', HTMLInputElement);
  return page.attempt(async () => {
    const { change } = await command(input.value);
    input.value = '';
    reset();
    page.toasts.success(done, page.undoAction(change));
    input.focus();
  });
}
