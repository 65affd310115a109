// The settings panel: Budget Management and the assumed prices. The sign and rate are in currency.js.

import * as api from '../api.js';
import { busy, byId, element, show as showText, showAmount, write } from '../dom.js';
import { say } from '../language.js';
import { drawBar } from './balance.js';
import { mountDialog } from './dialog.js';

/** @param {import('../main.js').Page} page */
export function mountSettings(page) {
  const dialog = byId('settings', HTMLDialogElement);
  const input = byId('budget-input', HTMLInputElement);

  const show = mountDialog(page, dialog);

  /** @param {HTMLElement} field */
  function openAt(field) {
    show();
    field.focus();
  }
  const open = () => openAt(input);

  mountBudgetForm(page, input);
  mountTotals(page);
  mountEntries(page);
  mountRates(page);
  return { open, openAt };
}

/** @param {import('../main.js').Page} page @param {HTMLInputElement} input */
function mountBudgetForm(page, input) {
  const form = byId('budget-form', HTMLFormElement);
  const label = byId('budget-label', HTMLElement);
  const error = byId('budget-error', HTMLElement);
  const save = byId('save-budget', HTMLButtonElement);
  const clear = byId('clear-budget', HTMLButtonElement);
  const note = byId('budget-live', HTMLElement);

  /** @param {string} message */
  function refuse(message) {
    error.textContent = message;
    input.setAttribute('aria-invalid', String(message !== ''));
  }

  /** @param {() => Promise<api.Changed>} work @param {string} said */
  async function keep(work, said) {
    try {
      const { change } = await work();
      refuse('');
      input.value = '';
      page.toasts.success(
        said,
        change === null ? undefined : { label: say('page-undo'), act: () => page.undo(change) },
      );
    } catch (failure) {
      refuse(/** @type {api.Failure} */ (failure).message);
      page.toasts.refusal(failure);
    }
    input.focus();
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    busy(save, () => keep(() => api.setBudget(input.value), say('page-budget-updated')));
  });
  clear.addEventListener('click', () =>
    busy(clear, () => keep(api.clearBudget, say('page-budget-cleared'))),
  );
  input.addEventListener('input', () => refuse(''));

  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const { budget } = snapshot;
    const live = budget.source === 'live';
    input.disabled = save.disabled = live;
    note.hidden = !live;
    clear.disabled = live || !budget.hasManualBudget;
    const inDollars = budget.rate !== null || budget.currency === 'USD';
    write(label, inDollars ? say('page-balance-label-dollars') : say('page-balance-label'));
    input.placeholder = budget.display.budget
      ? say('page-balance-now', { amount: budget.display.budget.text })
      : say('page-balance-example.placeholder');
  });
}

/** @param {import('../main.js').Page} page */
function mountTotals(page) {
  const spent = byId('total-spent', HTMLElement);
  const remaining = byId('remaining', HTMLElement);
  const bar = byId('remaining-bar', HTMLMeterElement);
  const words = byId('remaining-words', HTMLElement);
  const full = byId('mark-as-full', HTMLButtonElement);

  full.addEventListener('click', async () => {
    try {
      const { change } = await api.markAsFull();
      page.toasts.success(say('page-bar-anew'), {
        label: say('page-undo'),
        act: () => page.undo(change ?? undefined),
      });
    } catch (failure) {
      page.toasts.failure(failure);
    }
  });

  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const { budget } = snapshot;
    const shown = budget.display;
    showAmount(spent, shown.spent);
    if (shown.remaining) showAmount(remaining, shown.remaining);
    else write(remaining, say('page-no-budget-set'));
    drawBar(bar, budget);
    const parts = [shown.status, shown.reference, shown.unpricedSince].filter(
      (part) => part !== null,
    );
    showText(words, budget.hasManualBudget ? parts.join(' · ') : say('page-enter-to-see'));
    full.hidden = !(budget.fraction !== null && budget.fraction > 0 && budget.fraction < 1);
  });
}

/** @param {import('../main.js').Page} page */
function mountEntries(page) {
  const fold = byId('entries-fold', HTMLDetailsElement);
  const list = byId('entries', HTMLUListElement);
  const empty = byId('entries-empty', HTMLElement);
  let drawn = '';

  async function read() {
    if (!fold.open) return;
    try {
      const entries = await api.listEntries();
      const now = JSON.stringify(entries);
      if (now !== drawn) list.replaceChildren(...entries.map(row));
      drawn = now;
      empty.hidden = entries.length > 0;
    } catch (failure) {
      page.toasts.failure(failure);
    }
  }

  fold.addEventListener('toggle', read);
  list.addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    if (button) page.undo(Number(button.dataset.change));
  });
  page.state.subscribe(({ snapshot }) => snapshot && read());
}

/** @param {import('../types').EntryView} entry */
function row(entry) {
  const title = entry.amount ? entry.amount.text : say('page-cleared');
  const parts = [
    element('b', { title: entry.amount?.full ?? '' }, title),
    element(
      'small',
      {},
      [entry.time, entry.from, ...(entry.undone ? [say('page-undone-entry')] : [])].join(' · '),
    ),
  ];
  if (!entry.undone && entry.change !== null) {
    parts.push(
      element(
        'button',
        {
          type: 'button',
          class: 'link quiet',
          'data-change': String(entry.change),
          'aria-label': say('page-undo-entry', { amount: title }),
        },
        say('page-undo'),
      ),
    );
  }
  return element('li', { class: entry.undone ? 'entry undone' : 'entry' }, ...parts);
}

/** @param {import('../main.js').Page} page */
function mountRates(page) {
  const form = byId('rates-form', HTMLFormElement);
  const fields = {
    imageRate: byId('image-rate', HTMLInputElement),
    videoRate: byId('video-rate', HTMLInputElement),
  };
  const error = byId('rates-error', HTMLElement);
  const save = byId('save-rates', HTMLButtonElement);
  let edited = false;

  form.addEventListener('input', () => {
    edited = true;
    error.textContent = '';
    for (const field of Object.values(fields)) field.removeAttribute('aria-invalid');
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    busy(save, async () => {
      for (const [name, field] of Object.entries(fields)) {
        try {
          await api.saveSettings({ [name]: field.value });
        } catch (failure) {
          error.textContent = /** @type {api.Failure} */ (failure).message;
          field.setAttribute('aria-invalid', 'true');
          field.focus();
          page.toasts.refusal(failure);
          return;
        }
      }
      edited = false;
      page.toasts.success(say('page-prices-saved'));
    });
  });

  page.state.subscribe(({ snapshot }) => {
    if (!snapshot || edited) return;
    fields.imageRate.value = snapshot.settings.imageRate;
    fields.videoRate.value = snapshot.settings.videoRate;
  });
}
