// Budget Management: the balance that is typed, the totals and the bar, the balances entered.

import * as api from '../api.js';
import {
  byId,
  element,
  onPress,
  onSubmit,
  part,
  pressedButton,
  show as showText,
  showAmount,
  showRefusal,
  write,
} from '../dom.js';
import { say } from '../language.js';
import { drawBar } from './bar.js';
import { copy } from './copy.js';

/** @typedef {import('../types').BudgetView} BudgetView */

/** @param {import('../main.js').Page} page */
export function mountBudget(page) {
  mountBudgetForm(page);
  mountTotals(page);
  mountEntries(page);
  mountAlert(page);
  mountAddress(page);
}

/** Shows here, too, that the budget is low. @param {import('../main.js').Page} page */
function mountAlert(page) {
  const banner = byId('low-budget-alert', HTMLElement);
  page.state.subscribe(({ snapshot }) => {
    const alert = snapshot?.budget.display.alert;
    banner.hidden = !alert;
    write(part(banner, '[data-title]'), alert?.title ?? '');
    write(part(banner, '[data-text]'), alert?.text ?? '');
  });
}

/** @param {import('../main.js').Page} page */
function mountAddress(page) {
  const fallback = byId('link-address', HTMLElement);
  const address = part(fallback, '[data-address]');
  part(fallback, '[data-copy-address]').addEventListener('click', () =>
    copy(page, address.textContent ?? '', say('page-address-copied')),
  );
}

/** @param {import('../main.js').Page} page */
function mountBudgetForm(page) {
  const form = byId('budget-form', HTMLFormElement);
  const input = byId('budget-input', HTMLInputElement);
  const save = byId('save-budget', HTMLButtonElement);
  const clear = byId('clear-budget', HTMLButtonElement);
  const error = byId('budget-error', HTMLElement);

  /** @param {() => Promise<api.Changed>} command @param {string} done sentence of the toast */
  async function send(command, done) {
    try {
      const { change } = await command();
      showRefusal(input, error, '');
      input.value = '';
      page.toasts.success(done, page.undoAction(change));
    } catch (failure) {
      showRefusal(input, error, /** @type {api.Failure} */ (failure).message);
      page.toasts.refusal(failure);
    }
    input.focus();
  }

  onSubmit(form, save, () => send(() => api.setBudget(input.value), say('page-budget-updated')));
  onPress(clear, () => send(api.clearBudget, say('page-budget-cleared')));
  input.addEventListener('input', () => showRefusal(input, error, ''));
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const isLive = snapshot.budget.source === 'live';
    input.disabled = save.disabled = isLive;
    byId('budget-live', HTMLElement).hidden = !isLive;
    clear.disabled = isLive || !snapshot.budget.hasManualBudget;
    labelBudgetInput(snapshot.budget);
  });
}

/** @param {BudgetView} budget */
function labelBudgetInput({ rate, currency, display }) {
  const inDollars = rate !== null || currency === 'USD';
  const label = inDollars ? say('page-balance-label-dollars') : say('page-balance-label');
  write(byId('budget-label', HTMLElement), label);
  byId('budget-input', HTMLInputElement).placeholder = display.budget
    ? say('page-balance-now', { amount: display.budget.text })
    : say('page-balance-example.placeholder');
}

/** @param {import('../main.js').Page} page */
function mountTotals(page) {
  const spent = byId('total-spent', HTMLElement);
  const remaining = byId('remaining', HTMLElement);
  const bar = byId('remaining-bar', HTMLMeterElement);
  const words = byId('remaining-words', HTMLElement);

  const renderMarkAsFull = mountMarkAsFull(page);
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const { budget } = snapshot;
    const { spent: total, remaining: left } = budget.display;
    showAmount(spent, total);
    if (left) showAmount(remaining, left);
    else write(remaining, say('page-no-budget-set'));
    drawBar(bar, budget);
    showText(words, budget.hasManualBudget ? barSentence(budget) : say('page-enter-to-see'));
    renderMarkAsFull(budget);
  });
}

/** @param {BudgetView} budget */
function barSentence({ display: { status, reference, unpricedSince } }) {
  return [status, reference, unpricedSince].filter((part) => part !== null).join(' · ');
}

/** @param {import('../main.js').Page} page */
function mountMarkAsFull(page) {
  const button = byId('mark-as-full', HTMLButtonElement);
  button.addEventListener('click', () =>
    page.attempt(async () => {
      const { change } = await api.markAsFull();
      page.toasts.success(say('page-bar-anew'), page.undoAction(change));
    }),
  );
  return (/** @type {BudgetView} */ { fraction }) => {
    button.hidden = !(fraction !== null && fraction > 0 && fraction < 1);
  };
}

/** @param {import('../main.js').Page} page */
function mountEntries(page) {
  const details = byId('entries-fold', HTMLDetailsElement);
  const list = byId('entries', HTMLUListElement);
  const empty = byId('entries-empty', HTMLElement);
  let drawn = '';

  async function read() {
    if (!details.open) return;
    await page.attempt(async () => {
      const entries = await api.listEntries();
      const now = JSON.stringify(entries);
      if (now !== drawn) list.replaceChildren(...entries.map(row));
      drawn = now;
      empty.hidden = entries.length > 0;
    });
  }

  details.addEventListener('toggle', read);
  list.addEventListener('click', (event) => {
    const button = pressedButton(event);
    if (button) page.undo(Number(button.dataset.change));
  });
  page.state.subscribe(({ snapshot }) => snapshot && read());
}

/** @param {import('../types').EntryView} entry */
function row({ amount, time, from, undone, change }) {
  const title = amount ? amount.text : say('page-cleared');
  const details = [time, from, ...(undone ? [say('page-undone-entry')] : [])].join(' · ');
  const undo = element(
    'button',
    {
      type: 'button',
      class: 'link quiet',
      'data-change': String(change),
      'aria-label': say('page-undo-entry', { amount: title }),
    },
    say('page-undo'),
  );
  return element(
    'li',
    { class: undone ? 'entry undone' : 'entry' },
    element('b', { title: amount?.full ?? '' }, title),
    element('small', {}, details),
    ...(!undone && change !== null ? [undo] : []),
  );
}
