// Spending: the chart with its table, and what stands beside it.

import * as api from '../api.js';
import { byId, element, part, show, write } from '../dom.js';
import { say } from '../language.js';
import { mountChart } from './chart.js';
import { mountDialog } from './dialog.js';
import { mountReconcile } from './reconcile.js';

/** @typedef {import('../types').SpendingView} SpendingView */

/** What a column can be, for each period. @type {Record<string, [string, string][]>} */
const GRAINS = {
  7: [['day', say('page-grain-day')]],
  30: [
    ['day', say('page-grain-day')],
    ['week', say('page-grain-week')],
  ],
  90: [
    ['week', say('page-grain-week')],
    ['day', say('page-grain-day')],
    ['month', say('page-grain-month')],
  ],
  365: [
    ['month', say('page-grain-month')],
    ['week', say('page-grain-week')],
  ],
};

/** @param {import('../main.js').Page} page */
export function mountSpending(page) {
  const dialog = byId('spending', HTMLDialogElement);
  const open = mountDialog(page, dialog);
  const days = byId('spending-days', HTMLSelectElement);
  const grain = byId('spending-grain', HTMLSelectElement);
  const split = byId('spending-split', HTMLSelectElement);
  const chart = mountChart();
  const reconcile = mountReconcile(page);
  let wanted = false;
  let reading = false;
  let drawn = '';

  function offerGrains() {
    const options = GRAINS[days.value] ?? [];
    grain.replaceChildren(...options.map(([value, label]) => element('option', { value }, label)));
    grain.disabled = options.length < 2;
  }

  /** One question at a time; the last wish is asked when the one before is answered. */
  async function read() {
    if (!dialog.open) return;
    wanted = true;
    if (reading) return;
    reading = true;
    while (wanted) {
      wanted = false;
      await ask();
    }
    reading = false;
  }

  async function ask() {
    try {
      const seen = await api.getSpending({
        days: Number(days.value),
        grain: grain.value,
        split: split.value,
      });
      const now = JSON.stringify(seen);
      if (now === drawn) return;
      drawn = now;
      render(seen);
    } catch (failure) {
      page.toasts.failure(failure);
    }
  }

  /** @param {SpendingView} seen */
  function render(seen) {
    chart.show(seen, split.value !== 'none');
    write(byId('spending-total', HTMLElement), seen.total);
    show(byId('spending-without', HTMLElement), seen.without);
    byId('spending-compared', HTMLElement).replaceChildren(
      ...seen.compared.map(({ label, amount, before }) =>
        element(
          'p',
          {},
          element('span', {}, label),
          element('b', { title: amount.full }, amount.text),
          element('small', {}, before),
        ),
      ),
    );
    table(
      byId('spending-table', HTMLTableElement),
      [
        say('page-when'),
        ...seen.series.map(({ name }) => name),
        ...(seen.series.length > 1 ? [say('page-in-all')] : []),
        say('page-jobs'),
      ],
      seen.groups.map((group, nth) => [
        group.full,
        ...seen.series.map((one) => one.shown[nth]?.text ?? ''),
        ...(seen.series.length > 1 ? [group.total.text] : []),
        group.jobs,
      ]),
    );

    byId('forecast', HTMLElement).hidden = !seen.forecast;
    write(byId('forecast-text', HTMLElement), seen.forecast?.text ?? '');
    byId('forecast-details', HTMLElement).hidden = !seen.forecast?.details.length;
    lines(byId('forecast-list', HTMLElement), seen.forecast?.details ?? []);
    byId('buys-block', HTMLElement).hidden = seen.buys.length === 0;
    lines(byId('buys', HTMLElement), seen.buys);

    byId('gap', HTMLElement).hidden = !seen.gap;
    table(
      byId('gap-table', HTMLTableElement),
      [],
      (seen.gap ?? []).map(({ label, amount, note }) => [
        label,
        amount?.text ?? say('page-not-known'),
        note,
      ]),
    );
    reconcile.show(Boolean(seen.forecast) && !seen.gap);

    byId('accuracy', HTMLElement).replaceChildren(
      ...seen.accuracy.map(({ name, text }) =>
        element('li', {}, element('b', {}, name), element('small', {}, text)),
      ),
    );
    byId('accuracy-empty', HTMLElement).hidden = seen.accuracy.length + seen.corrections.length > 0;
    lines(
      byId('corrections', HTMLElement),
      seen.corrections.map((line) => say('page-correction-of', { what: line })),
    );
  }

  offerGrains();
  days.addEventListener('change', () => {
    offerGrains();
    read();
  });
  grain.addEventListener('change', read);
  split.addEventListener('change', read);
  byId('spending-form', HTMLFormElement).addEventListener('submit', (event) =>
    event.preventDefault(),
  );
  byId('open-spending', HTMLButtonElement).addEventListener('click', () => {
    open();
    part(dialog, '#spending-title').focus();
    read();
  });
  page.state.subscribe(read);
}

/** @param {HTMLElement} list @param {string[]} texts */
function lines(list, texts) {
  list.replaceChildren(...texts.map((text) => element('li', {}, text)));
}

/** The first value of each row names it. @param {HTMLTableElement} table @param {string[]} head @param {string[][]} rows */
function table(table, head, rows) {
  const first = element(
    'thead',
    {},
    element('tr', {}, ...head.map((name) => element('th', { scope: 'col' }, name))),
  );
  const body = rows.map(([name = '', ...values]) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, name),
      ...values.map((value) => element('td', {}, value)),
    ),
  );
  table.replaceChildren(...(head.length ? [first] : []), element('tbody', {}, ...body));
}
