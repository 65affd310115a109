// The sign that amounts are shown with, and its rate.

import * as api from '../api.js';
import { byId, onChange, show } from '../dom.js';
import { say } from '../language.js';

/** @param {import('../main.js').Page} page */
export function mountCurrency(page) {
  mountChoice(page);
  mountRate(page);
}

/**
 * Saves settings of the currency. Returns whether they were accepted.
 * @param {import('../main.js').Page} page
 * @param {Record<string, string | null>} changes
 * @param {string} done sentence of the toast
 */
async function choose(page, changes, done) {
  const rate = byId('rate-input', HTMLInputElement);
  const error = byId('rate-error', HTMLElement);
  error.textContent = '';
  rate.removeAttribute('aria-invalid');
  try {
    await api.saveSettings(changes);
    page.toasts.success(done, page.undoLast());
    return true;
  } catch (failure) {
    page.toasts.refusal(failure);
    if ('rate' in changes) {
      error.textContent = /** @type {api.Failure} */ (failure).message;
      rate.setAttribute('aria-invalid', 'true');
      rate.focus();
    }
    return false;
  }
}

/** @param {import('../main.js').Page} page */
const chooseEuro = (page) => choose(page, { currency: 'EUR' }, say('page-in-euros'));

/** @param {import('../main.js').Page} page */
const chooseDollar = (page) => choose(page, { currency: 'USD' }, say('page-in-dollars'));

/** @param {import('../main.js').Page} page */
function mountChoice(page) {
  const oneToOne = byId('one-to-one', HTMLElement);
  const radios = {
    EUR: byId('currency-eur', HTMLInputElement),
    USD: byId('currency-usd', HTMLInputElement),
  };

  radios.EUR.addEventListener('change', () => chooseEuro(page));
  radios.USD.addEventListener('change', () => chooseDollar(page));
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const line = snapshot.budget.display.oneToOne;
    show(oneToOne, line && say('page-one-to-one-choices', { line }));
    radios[snapshot.settings.currency].checked = true;
  });
}

/** @param {import('../main.js').Page} page */
function mountRate(page) {
  const form = byId('rate-form', HTMLFormElement);
  const input = byId('rate-input', HTMLInputElement);
  const remove = byId('remove-rate', HTMLButtonElement);
  const date = byId('rate-date', HTMLElement);

  remove.addEventListener('click', async () => {
    if (await choose(page, { rate: null }, say('page-one-to-one'))) input.focus();
  });
  let saved = '';
  onChange(form, async () => {
    const before = saved;
    if (input.value === before) return;
    saved = input.value;
    const changes = { currency: 'EUR', rate: input.value || null };
    const done = input.value ? say('page-rate-set') : say('page-one-to-one');
    if (!(await choose(page, changes, done))) saved = before;
  });
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const { currency, rate, rateSetOn } = snapshot.settings;
    form.hidden = currency === 'USD';
    remove.hidden = rate === null;
    date.textContent = rateSetOn ? say('page-rate-date', { date: rateSetOn }) : '';
    // What somebody is typing is not overwritten by what was saved before.
    const isTyped = document.activeElement === input && input.value !== saved;
    if (!isTyped && !input.hasAttribute('aria-invalid'))
      saved = input.value = rate === null ? '' : String(rate);
  });
}
