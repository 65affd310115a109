// The price book: reading it, setting prices of one's own, asking fal for its.

import * as api from '../api.js';
import { byId, element, onPress, onSubmit } from '../dom.js';
import { say } from '../language.js';

/** @typedef {import('../types').PriceView} PriceView */

/** @param {import('../main.js').Page} page */
export function mount(page) {
  const section = byId('view-models', HTMLElement);
  const find = byId('price-find', HTMLInputElement);
  const list = byId('prices', HTMLUListElement);
  const form = mountPriceForm(page);
  let latest = 0;
  let drawn = '';

  async function read() {
    if (section.hidden) return;
    const request = ++latest;
    await page.attempt(async () => {
      const prices = await api.findModels(find.value);
      if (request !== latest) return;
      const now = JSON.stringify(prices);
      if (now !== drawn)
        list.replaceChildren(...prices.map((price) => row(page, price, form.edit)));
      drawn = now;
      byId('prices-empty', HTMLElement).hidden = prices.length > 0;
    });
  }

  find.addEventListener('input', read);
  mountRefresh(page);
  page.state.subscribe(read);
  return {
    async opened() {
      find.focus();
      await Promise.all([read(), readBuys(page)]);
    },
  };
}

/** Shows what the balance buys of the models used most. @param {import('../main.js').Page} page */
function readBuys(page) {
  return page.attempt(async () => {
    const { buys } = await api.getSpending({ days: 30 });
    byId('buys-block', HTMLElement).hidden = buys.length === 0;
    byId('buys', HTMLElement).replaceChildren(...buys.map((line) => element('li', {}, line)));
  });
}

/**
 * Wires the button that asks fal for its prices.
 * @param {import('../main.js').Page} page
 */
function mountRefresh(page) {
  const outcome = byId('price-news', HTMLElement);
  onPress(byId('price-refresh', HTMLButtonElement), async () => {
    try {
      const { text, changed, news: notice } = await api.refreshPrices();
      outcome.textContent = [text, ...changed].join(' ');
      // fal's prices are no part of the snapshot: book and form read them anew.
      page.state.shown(await api.getSnapshot());
      if (notice) page.toasts.success(notice);
    } catch (failure) {
      outcome.textContent = /** @type {api.Failure} */ (failure).message;
      page.toasts.refusal(failure);
    }
  });
}

/** @param {import('../main.js').Page} page */
function mountPriceForm(page) {
  const details = byId('price-edit', HTMLDetailsElement);
  const form = byId('price-form', HTMLFormElement);
  const model = byId('price-model', HTMLInputElement);
  const unit = byId('price-unit', HTMLInputElement);
  const amount = byId('price-amount', HTMLInputElement);
  const error = byId('price-error', HTMLElement);

  onSubmit(form, byId('price-save', HTMLButtonElement), async () => {
    try {
      const endpoint = model.value.trim();
      const saved = await api.setPrice(endpoint, unit.value, amount.value);
      error.textContent = '';
      form.reset();
      details.open = false;
      byId('price-find', HTMLInputElement).focus();
      confirm(page, endpoint, saved);
    } catch (thrown) {
      const failure = /** @type {api.Failure} */ (thrown);
      error.textContent = failure.message;
      const wrong = { invalid_model: model, invalid_unit: unit }[failure.code] ?? amount;
      wrong.focus();
      page.toasts.refusal(failure);
    }
  });
  form.addEventListener('input', () => (error.textContent = ''));

  return {
    /** Opens the form with a price. @param {PriceView} price */
    edit(price) {
      details.open = true;
      model.value = price.endpoint;
      unit.value = price.unit;
      amount.value = price.typed;
      error.textContent = '';
      amount.focus();
      amount.select();
    },
  };
}

/**
 * Confirms a price that was set; offers to price the jobs that waited for one.
 * @param {import('../main.js').Page} page
 * @param {string} endpoint
 * @param {import('../types').PriceSetView} saved
 */
function confirm(page, endpoint, { change, waiting }) {
  if (!waiting) {
    const sentence = say('page-price-saved', { model: endpoint });
    page.toasts.success(sentence, page.undoAction(change));
    return;
  }
  const [sentence, label, done] = waiting;
  page.toasts.success(sentence, { label, act: () => priceJobs(page, endpoint, done) });
}

/** @param {import('../main.js').Page} page @param {string} endpoint @param {string} done */
function priceJobs(page, endpoint, done) {
  return page.attempt(async () => {
    const { change } = await api.priceJobs(endpoint);
    if (change === null) page.toasts.refusal(new Error(say('page-nothing-to-price')));
    else page.toasts.success(done, page.undoAction(change));
  });
}

/**
 * Returns a model to the price of the list.
 * @param {import('../main.js').Page} page @param {PriceView} price
 */
function returnToList(page, { endpoint }) {
  return page.attempt(async () => {
    const { change } = await api.returnToList(endpoint);
    byId('price-find', HTMLInputElement).focus();
    const sentence = say('page-price-removed', { model: endpoint });
    page.toasts.success(sentence, page.undoAction(change));
  });
}

/**
 * @param {import('../main.js').Page} page
 * @param {PriceView} price
 * @param {(price: PriceView) => void} edit
 */
function row(page, price, edit) {
  const { endpoint: model, sourceText, note, tiers, shown, per, tariff, tariffSource } = price;
  const factors = tariff ? [] : tiers.map((tier) => tier.label);
  const details = [tariff, tariffSource, sourceText, note, ...factors].filter(Boolean);
  const set = link(say('page-set-price'), say('page-set-price-of', { model }));
  const back = link(say('page-back-to-list'), say('page-return-to-list', { model }));
  set.addEventListener('click', () => edit(price));
  back.addEventListener('click', () => returnToList(page, price));
  return element(
    'li',
    {},
    element('b', {}, model),
    element('span', { class: 'cost', title: shown?.full ?? '' }, per),
    element('small', {}, details.join(' · ')),
    element('span', { class: 'choices' }, ...(price.source === 'user' ? [back, set] : [set])),
  );
}

/** @param {string} label @param {string} name for screen readers */
function link(label, name) {
  return element('button', { type: 'button', class: 'link quiet', 'aria-label': name }, label);
}
