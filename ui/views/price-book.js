// The price book: reading it, setting prices of one's own, asking fal for its.

import * as api from '../api.js';
import { busy, byId, element } from '../dom.js';
import { say } from '../language.js';
import { mountDialog } from './dialog.js';

/** @typedef {import('../types').PriceView} PriceView */

/** @param {import('../main.js').Page} page */
export function mountPriceBook(page) {
  const dialog = byId('price-book', HTMLDialogElement);
  const show = mountDialog(page, dialog);
  const find = byId('price-find', HTMLInputElement);
  const list = byId('prices', HTMLUListElement);
  const empty = byId('prices-empty', HTMLElement);
  const refresh = byId('price-refresh', HTMLButtonElement);
  const news = byId('price-news', HTMLElement);
  const fold = byId('price-edit', HTMLDetailsElement);
  const form = byId('price-form', HTMLFormElement);
  const model = byId('price-model', HTMLInputElement);
  const unit = byId('price-unit', HTMLInputElement);
  const amount = byId('price-amount', HTMLInputElement);
  const error = byId('price-error', HTMLElement);
  const save = byId('price-save', HTMLButtonElement);
  let asked = 0;
  let drawn = '';

  async function read() {
    if (!dialog.open) return;
    const question = ++asked;
    try {
      const prices = await api.findModels(find.value);
      if (question !== asked) return;
      const now = JSON.stringify(prices);
      if (now !== drawn) list.replaceChildren(...prices.map(row));
      drawn = now;
      empty.hidden = prices.length > 0;
    } catch (failure) {
      page.toasts.failure(failure);
    }
  }

  /** @param {PriceView} price */
  function row(price) {
    const details = element(
      'small',
      {},
      [price.sourceText, price.note, ...price.tiers.map((tier) => tier.label)]
        .filter(Boolean)
        .join(' · '),
    );
    const edit = element(
      'button',
      {
        type: 'button',
        class: 'link quiet',
        'aria-label': say('page-set-price-of', { model: price.endpoint }),
      },
      say('page-set-price'),
    );
    edit.addEventListener('click', () => start(price));
    const buttons = element('span', { class: 'choices' }, edit);
    if (price.source === 'user') {
      const back = element(
        'button',
        {
          type: 'button',
          class: 'link quiet',
          'aria-label': say('page-return-to-list', { model: price.endpoint }),
        },
        say('page-back-to-list'),
      );
      back.addEventListener('click', () => forget(price));
      buttons.prepend(back);
    }
    return element(
      'li',
      {},
      element('b', {}, price.endpoint),
      element('span', { class: 'cost', title: price.shown?.full ?? '' }, price.per),
      details,
      buttons,
    );
  }

  /** @param {PriceView} price */
  function start(price) {
    fold.open = true;
    model.value = price.endpoint;
    unit.value = price.unit;
    amount.value = price.typed;
    error.textContent = '';
    amount.focus();
    amount.select();
  }

  /** @param {PriceView} price */
  async function forget(price) {
    try {
      const { change } = await api.returnToList(price.endpoint);
      find.focus();
      page.toasts.success(
        say('page-price-removed', { model: price.endpoint }),
        change === null ? undefined : { label: say('page-undo'), act: () => page.undo(change) },
      );
    } catch (failure) {
      page.toasts.failure(failure);
    }
  }

  /** Offers to price the jobs that waited for it. @param {string} endpoint @param {import('../types').PriceSetView} set */
  function saved(endpoint, { change, waiting }) {
    if (!waiting) {
      page.toasts.success(say('page-price-saved', { model: endpoint }), {
        label: say('page-undo'),
        act: () => page.undo(change),
      });
      return;
    }
    const [said, label, done] = waiting;
    page.toasts.success(said, { label, act: () => priceJobs(endpoint, done) });
  }

  /** @param {string} endpoint @param {string} done */
  async function priceJobs(endpoint, done) {
    try {
      const { change } = await api.priceJobs(endpoint);
      if (change === null) page.toasts.refusal(new Error(say('page-nothing-to-price')));
      else page.toasts.success(done, { label: say('page-undo'), act: () => page.undo(change) });
    } catch (failure) {
      page.toasts.failure(failure);
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    busy(save, async () => {
      try {
        const endpoint = model.value.trim();
        const set = await api.setPrice(endpoint, unit.value, amount.value);
        error.textContent = '';
        form.reset();
        fold.open = false;
        find.focus();
        saved(endpoint, set);
      } catch (thrown) {
        const failure = /** @type {api.Failure} */ (thrown);
        error.textContent = failure.message;
        (({ invalid_model: model, invalid_unit: unit })[failure.code] ?? amount).focus();
        page.toasts.refusal(failure);
      }
    });
  });
  form.addEventListener('input', () => (error.textContent = ''));

  refresh.addEventListener('click', () =>
    busy(refresh, async () => {
      try {
        const { text, changed, news: told } = await api.refreshPrices();
        news.textContent = [text, ...changed].join(' ');
        // fal's prices are no part of the snapshot: book and form read them anew.
        page.state.shown(await api.getSnapshot());
        if (told) page.toasts.success(told);
      } catch (failure) {
        news.textContent = /** @type {api.Failure} */ (failure).message;
        page.toasts.refusal(failure);
      }
    }),
  );

  find.addEventListener('input', read);
  for (const button of document.querySelectorAll('[data-open-prices]')) {
    button.addEventListener('click', () => {
      show();
      find.focus();
      read();
    });
  }
  page.state.subscribe(read);
}
