// Spending: the chart with its table, and the sections below.

import * as api from '../api.js';
import { byId, element, part, show, write } from '../dom.js';
import { say } from '../language.js';
import { mountChart } from './chart.js';
import { mountDialog } from './dialog.js';
import { mountReconcile } from './reconcile.js';

/** @typedef {import('../types').SpendingView} SpendingView */

/** Periods that a column can stand for, by days of the whole. @type {Record<string, string[]>} */
const GRAINS = {
  7: ['day'],
  30: ['day', 'week'],
  90: ['week', 'day', 'month'],
  365: ['month', 'week'],
};

/** @type {Record<string, string>} */
const GRAIN_LABELS = {
  day: say('page-grain-day'),
  week: say('page-grain-week'),
  month: say('page-grain-month'),
};

/** @param {import('../main.js').Page} page */
export function mountSpending(page) {
  const dialog = byId('spending', HTMLDialogElement);
  const open = mountDialog(page, dialog);
  const chart = mountChart();
  const reconcile = mountReconcile(page);
  let drawn = '';

  const form = mountForm(() => read());
  const readNow = oneAtATime(() =>
    page.attempt(async () => {
      const spending = await api.getSpending(form.query());
      const now = JSON.stringify(spending);
      if (now === drawn) return;
      drawn = now;
      chart.show(spending, form.isSplit());
      render(spending);
      reconcile.show(Boolean(spending.forecast) && !spending.gap);
    }),
  );
  const read = () => dialog.open && readNow();

  byId('open-spending', HTMLButtonElement).addEventListener('click', () => {
    open();
    part(dialog, '#spending-title').focus();
    read();
  });
  page.state.subscribe(read);
}

/**
 * Runs `work` once at a time. Calls that come meanwhile lead to one more run.
 * @param {() => Promise<void>} work
 */
function oneAtATime(work) {
  let isWanted = false;
  let isRunning = false;
  return async () => {
    isWanted = true;
    if (isRunning) return;
    isRunning = true;
    while (isWanted) {
      isWanted = false;
      await work();
    }
    isRunning = false;
  };
}

/** @param {() => void} changed */
function mountForm(changed) {
  const days = byId('spending-days', HTMLSelectElement);
  const grain = byId('spending-grain', HTMLSelectElement);
  const split = byId('spending-split', HTMLSelectElement);

  function offerGrains() {
    const grains = GRAINS[days.value] ?? [];
    const options = grains.map((value) => element('option', { value }, GRAIN_LABELS[value] ?? ''));
    grain.replaceChildren(...options);
    grain.disabled = grains.length < 2;
  }

  offerGrains();
  days.addEventListener('change', () => {
    offerGrains();
    changed();
  });
  grain.addEventListener('change', changed);
  split.addEventListener('change', changed);
  byId('spending-form', HTMLFormElement).addEventListener('submit', (event) =>
    event.preventDefault(),
  );
  return {
    query: () => ({ days: Number(days.value), grain: grain.value, split: split.value }),
    isSplit: () => split.value !== 'none',
  };
}

/** @param {SpendingView} spending */
function render(spending) {
  renderTotals(spending);
  renderTable(spending);
  renderForecast(spending);
  renderGap(spending);
  renderAccuracy(spending);
}

/** @param {SpendingView} spending */
function renderTotals({ total, without, compared }) {
  write(byId('spending-total', HTMLElement), total);
  show(byId('spending-without', HTMLElement), without);
  const figures = compared.map(({ label, amount, before }) =>
    element(
      'p',
      {},
      element('span', {}, label),
      element('b', { title: amount.full }, amount.text),
      element('small', {}, before),
    ),
  );
  byId('spending-compared', HTMLElement).replaceChildren(...figures);
}

/** @param {SpendingView} spending */
function renderTable({ series, groups }) {
  const hasSum = series.length > 1;
  const head = [
    say('page-when'),
    ...series.map(({ name }) => name),
    ...(hasSum ? [say('page-in-all')] : []),
    say('page-jobs'),
  ];
  const rows = groups.map(({ full, total, jobs }, nth) => [
    full,
    ...series.map(({ shown }) => shown[nth]?.text ?? ''),
    ...(hasSum ? [total.text] : []),
    jobs,
  ]);
  fillTable(byId('spending-table', HTMLTableElement), head, rows);
}

/** @param {SpendingView} spending */
function renderForecast({ forecast, buys }) {
  byId('forecast', HTMLElement).hidden = !forecast;
  write(byId('forecast-text', HTMLElement), forecast?.text ?? '');
  byId('forecast-details', HTMLElement).hidden = !forecast?.details.length;
  fillList(byId('forecast-list', HTMLElement), forecast?.details ?? []);
  byId('buys-block', HTMLElement).hidden = buys.length === 0;
  fillList(byId('buys', HTMLElement), buys);
}

/** @param {SpendingView} spending */
function renderGap({ gap }) {
  byId('gap', HTMLElement).hidden = !gap;
  const rows = (gap ?? []).map(({ label, amount, note }) => [
    label,
    amount?.text ?? say('page-not-known'),
    note,
  ]);
  fillTable(byId('gap-table', HTMLTableElement), [], rows);
}

/** @param {SpendingView} spending */
function renderAccuracy({ accuracy, corrections }) {
  const rows = accuracy.map(({ name, text }) =>
    element('li', {}, element('b', {}, name), element('small', {}, text)),
  );
  byId('accuracy', HTMLElement).replaceChildren(...rows);
  byId('accuracy-empty', HTMLElement).hidden = accuracy.length + corrections.length > 0;
  const sentences = corrections.map((line) => say('page-correction-of', { what: line }));
  fillList(byId('corrections', HTMLElement), sentences);
}

/** @param {HTMLElement} list @param {string[]} texts */
function fillList(list, texts) {
  list.replaceChildren(...texts.map((text) => element('li', {}, text)));
}

/**
 * Fills a table. The first value of each row names the row; an empty head is left out.
 * @param {HTMLTableElement} table @param {string[]} head @param {string[][]} rows
 */
function fillTable(table, head, rows) {
  const names = head.map((name) => element('th', { scope: 'col' }, name));
  const body = rows.map(([name = '', ...values]) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, name),
      ...values.map((value) => element('td', {}, value)),
    ),
  );
  table.replaceChildren(
    ...(head.length ? [element('thead', {}, element('tr', {}, ...names))] : []),
    element('tbody', {}, ...body),
  );
}
