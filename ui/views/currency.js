// Which sign amounts are shown with: a line near the figure, and the choice in Settings.

import * as api from '../api.js';
import { busy, byId, part, show } from '../dom.js';
import { say } from '../language.js';

/** @param {import('../main.js').Page} page @param {{openAt: (field: HTMLElement) => void}} settings */
export function mountCurrency(page, settings) {
  const note = byId('currency-note', HTMLElement);
  const noteText = part(note, '[data-text]');
  const keep = part(note, '[data-keep]');
  const oneToOne = byId('one-to-one', HTMLElement);
  const radios = {
    EUR: byId('currency-eur', HTMLInputElement),
    USD: byId('currency-usd', HTMLInputElement),
  };
  const rate = byId('rate-input', HTMLInputElement);
  const rateForm = byId('rate-form', HTMLFormElement);
  const rateError = byId('rate-error', HTMLElement);
  const rateDate = byId('rate-date', HTMLElement);
  const saveRate = byId('save-rate', HTMLButtonElement);
  const removeRate = byId('remove-rate', HTMLButtonElement);

  /** @param {Record<string, string | null>} changes @param {string} said */
  async function choose(changes, said) {
    rateError.textContent = '';
    rate.removeAttribute('aria-invalid');
    try {
      await api.saveSettings(changes);
      page.toasts.success(said);
      return true;
    } catch (failure) {
      page.toasts.refusal(failure);
      if ('rate' in changes) refuse(/** @type {api.Failure} */ (failure));
      return false;
    }
  }

  /** @param {api.Failure} failure */
  function refuse(failure) {
    rateError.textContent = failure.message;
    rate.setAttribute('aria-invalid', 'true');
    rate.focus();
  }

  keep.addEventListener('click', () => choose({ currency: 'EUR' }, say('page-in-euros')));
  part(note, '[data-dollars]').addEventListener('click', () =>
    choose({ currency: 'USD' }, say('page-in-dollars')),
  );
  part(note, '[data-rate]').addEventListener('click', () => settings.openAt(rate));
  radios.EUR.addEventListener('change', () => choose({ currency: 'EUR' }, say('page-in-euros')));
  radios.USD.addEventListener('change', () => choose({ currency: 'USD' }, say('page-in-dollars')));
  removeRate.addEventListener('click', async () => {
    if (await choose({ rate: null }, say('page-one-to-one'))) rate.focus();
  });
  rateForm.addEventListener('submit', (event) => {
    event.preventDefault();
    busy(saveRate, () => choose({ currency: 'EUR', rate: rate.value }, say('page-rate-set')));
  });

  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const { budget, settings: chosen } = snapshot;
    const line = budget.display.oneToOne;
    note.hidden = !line;
    note.dataset.chosen = String(chosen.currencyChosen);
    noteText.textContent = line ?? '';
    keep.hidden = chosen.currencyChosen;
    show(oneToOne, line && say('page-one-to-one-choices', { line }));
    radios[chosen.currency].checked = true;
    rateForm.hidden = chosen.currency === 'USD';
    removeRate.hidden = chosen.rate === null;
    rateDate.textContent = chosen.rateSetOn
      ? say('page-rate-date', { date: chosen.rateSetOn })
      : '';
    if (document.activeElement !== rate && !rate.hasAttribute('aria-invalid'))
      rate.value = chosen.rate === null ? '' : String(chosen.rate);
  });
}
