// Spending: the chart with its table, and the sections below.

import * as api from '../api.js';
import { writeDays } from '../days.js';
import { byId, element, oneAtATime, onPress, show, write } from '../dom.js';
import { say } from '../language.js';
import { mountChart } from './chart.js';
import { copy } from './copy.js';
import { writtenSentence } from './labels.js';
import { mountReconcile } from './reconcile.js';

/** @typedef {import('../types').SpendingView} SpendingView */

/** Height of the columns in pixels. */
const COLUMNS = 132;

/** Widths that a column can have, by the period. @type {Record<string, string[]>} */
const GRAINS = {
  month: ['day'],
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
export function mount(page) {
  const section = byId('view-spending', HTMLElement);
  const chart = mountChart(
    byId('spending-chart', HTMLElement),
    byId('spending-here', HTMLElement),
    COLUMNS,
    (group) => page.go('jobs', writeDays(group)),
  );
  const reconcile = mountReconcile(page);
  let drawn = '';
  /** @type {SpendingView | undefined} */
  let shown;

  const form = mountForm(() => read());
  const readNow = oneAtATime(() =>
    page.attempt(async () => {
      const spending = await api.getSpending(form.query());
      form.show(spending);
      shown = spending;
      const now = JSON.stringify(spending);
      if (now === drawn) return;
      drawn = now;
      chart.show(spending, form.isSplit());
      render(spending);
      reconcile.show(Boolean(spending.forecast) && !spending.gap);
    }),
  );
  const read = () => section.hidden || readNow();

  mountExport(page, () => shown);
  page.state.subscribe(read);
  return {
    opened: () => {
      byId('spending-title', HTMLElement).focus({ preventScroll: true });
      return readNow();
    },
  };
}

/** @param {() => void} changed */
function mountForm(changed) {
  const days = byId('spending-days', HTMLSelectElement);
  const grain = byId('spending-grain', HTMLSelectElement);
  const split = byId('spending-split', HTMLSelectElement);
  const before = byId('month-before', HTMLButtonElement);
  const after = byId('month-after', HTMLButtonElement);
  const title = byId('spending-title', HTMLElement);
  /** Month that is shown; empty for this one. */
  let month = '';
  /** @type {import('../types').MonthView | null} */
  let shown = null;

  function offerGrains() {
    const grains = GRAINS[days.value] ?? [];
    const options = grains.map((value) => element('option', { value }, GRAIN_LABELS[value] ?? ''));
    grain.replaceChildren(...options);
    grain.hidden = grains.length < 2;
  }

  /** @param {string | null | undefined} to */
  function turn(to) {
    if (!to) return;
    month = to;
    changed();
  }

  offerGrains();
  days.addEventListener('change', () => {
    month = '';
    offerGrains();
    changed();
  });
  grain.addEventListener('change', changed);
  split.addEventListener('change', changed);
  before.addEventListener('click', () => turn(shown?.previous));
  after.addEventListener('click', () => turn(shown?.next));
  byId('spending-form', HTMLFormElement).addEventListener('submit', (event) =>
    event.preventDefault(),
  );
  return {
    query: () => ({
      ...(days.value === 'month' ? { month } : { days: Number(days.value) }),
      grain: grain.value,
      split: split.value,
    }),
    isSplit: () => split.value !== 'none',
    /** @param {SpendingView} spending */
    show(spending) {
      shown = spending.month;
      before.hidden = after.hidden = !shown;
      after.disabled = !shown?.next;
      write(title, shown?.name ?? say('page-spending'));
    },
  };
}

/**
 * Wires what is done with the table: exporting the month, copying, printing.
 * @param {import('../main.js').Page} page @param {() => SpendingView | undefined} shown
 */
function mountExport(page, shown) {
  const done = byId('export-month-done', HTMLElement);
  onPress(byId('export-month', HTMLButtonElement), () =>
    page.attempt(async () => {
      const month = shown()?.month;
      const days = month ? { from: month.from, to: month.until } : {};
      const written = await api.exportFile({ what: 'jobs', form: 'csv', ...days });
      show(done, writtenSentence(written));
    }),
  );
  byId('copy-table', HTMLButtonElement).addEventListener('click', () =>
    copy(page, tableText(byId('spending-parts', HTMLTableElement)), say('page-table-copied')),
  );
  byId('print', HTMLButtonElement).addEventListener('click', () => print());
}

/** Writes a table with tabs, as spreadsheets take it. @param {HTMLTableElement} table */
function tableText(table) {
  return [...table.rows]
    .map((row) => [...row.cells].map((cell) => cell.textContent ?? '').join('\t'))
    .join('\n');
}

/** @param {SpendingView} spending */
function render(spending) {
  renderTotals(spending);
  renderParts(spending);
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
      'div',
      {},
      element('dt', {}, label),
      element(
        'dd',
        {},
        element('b', { title: amount.full }, amount.text),
        element('small', {}, before),
      ),
    ),
  );
  byId('spending-compared', HTMLElement).replaceChildren(...figures);
}

/** Fills the table of the parts, the dearest first. @param {SpendingView} spending */
function renderParts({ series, month }) {
  const head = [
    say('page-part'),
    say('page-spent'),
    say('page-share'),
    ...(month ? [say('page-to-month', { month: month.before })] : []),
    say('page-jobs'),
  ];
  const rows = series.map(({ name, total, share, change, jobs }) => [
    name,
    total.text,
    share ?? '',
    ...(month ? [change?.text ?? ''] : []),
    jobs,
  ]);
  const table = byId('spending-parts', HTMLTableElement);
  fillTable(table, head, rows);
  for (const [nth, row] of [...table.tBodies].flatMap((body) => [...body.rows]).entries())
    row.cells[0]?.prepend(element('i', { class: `series-${nth}` }));
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
function renderForecast({ forecast }) {
  byId('forecast', HTMLElement).hidden = !forecast;
  write(byId('forecast-text', HTMLElement), forecast?.text ?? '');
  fillList(byId('forecast-list', HTMLElement), forecast?.details ?? []);
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
