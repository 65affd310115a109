// Reconciling: what the dashboard says, held against the books, then booked.

import * as api from '../api.js';
import { busy, byId, write } from '../dom.js';
import { say } from '../language.js';

/** @param {import('../main.js').Page} page */
export function mountReconcile(page) {
  const section = byId('reconcile', HTMLElement);
  const form = byId('reconcile-form', HTMLFormElement);
  const input = byId('reconcile-input', HTMLInputElement);
  const label = byId('reconcile-label', HTMLElement);
  const error = byId('reconcile-error', HTMLElement);
  const look = byId('reconcile-look', HTMLButtonElement);
  const question = byId('reconcile-question', HTMLElement);
  const text = byId('reconcile-text', HTMLElement);
  const book = byId('reconcile-book', HTMLButtonElement);
  const topUp = byId('reconcile-top-up', HTMLButtonElement);

  /** @param {string} message */
  function refuse(message) {
    write(error, message);
    input.setAttribute('aria-invalid', String(message !== ''));
  }

  function reset() {
    question.hidden = true;
    refuse('');
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    busy(look, async () => {
      reset();
      try {
        const drift = await api.findDrift(input.value);
        write(
          text,
          drift.mayBeTopUp ? say('page-ask-topped-up', { drift: drift.text }) : drift.text,
        );
        topUp.hidden = !drift.mayBeTopUp;
        question.hidden = false;
        (drift.mayBeTopUp ? topUp : book).focus();
      } catch (failure) {
        refuse(/** @type {api.Failure} */ (failure).message);
        input.focus();
      }
    });
  });
  input.addEventListener('input', reset);

  /** @param {HTMLButtonElement} button @param {(stated: string) => Promise<api.Changed>} deed @param {string} said */
  function act(button, deed, said) {
    button.addEventListener('click', () =>
      busy(button, async () => {
        try {
          const { change } = await deed(input.value);
          input.value = '';
          reset();
          page.toasts.success(
            said,
            change === null ? undefined : { label: say('page-undo'), act: () => page.undo(change) },
          );
          input.focus();
        } catch (failure) {
          page.toasts.failure(failure);
        }
      }),
    );
  }

  act(book, api.reconcile, say('page-reconciled'));
  act(topUp, api.setBudget, say('page-topped-up'));
  byId('reconcile-leave', HTMLButtonElement).addEventListener('click', () => {
    reset();
    input.focus();
  });

  page.state.subscribe(({ snapshot }) => {
    const inDollars =
      snapshot && (snapshot.budget.rate !== null || snapshot.budget.currency === 'USD');
    write(label, inDollars ? say('page-dashboard-says-dollars') : say('page-dashboard-says'));
  });

  return {
    /** @param {boolean} shown */
    show: (shown) => (section.hidden = !shown),
  };
}
