// The overview: until when the balance lasts, the bar, three sums, thirty days in columns; with the
// next job, what needs a look, and the newest jobs.

import * as api from '../api.js';
import { writeDays } from '../days.js';
import { byId, oneAtATime, part, show, showAmount, write } from '../dom.js';
import { say, speak } from '../language.js';
import { style } from '../load.js';
import { mountAttention } from './attention.js';
import { drawBar } from './bar.js';
import { mountJobForm } from './job-form.js';
import { mountJobs } from './jobs.js';

/** @typedef {import('../types').BudgetView} BudgetView */
/** @typedef {import('../types').SpendingView} SpendingView */

/** Height of the columns in pixels. */
const COLUMNS = 112;

/** @param {import('../main.js').Page} page */
export function mount(page) {
  const form = mountJobForm(page);
  mountAttention(page);
  mountJobs(page);
  mountGauge(page);
  mountSums(page);
  mountWho(page);
  mountLazily(page);
  const spending = mountSpending(page);
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    speak(snapshot.settings.spoken);
    spending.read();
  });
  return {
    /** @param {string} [section] */
    opened(section) {
      spending.read();
      if (section === 'job') form.focus();
    },
  };
}

/** @param {import('../main.js').Page} page */
function mountGauge(page) {
  const gauge = byId('balance-gauge', HTMLElement);
  const bar = byId('balance-bar', HTMLMeterElement);
  const floor = byId('floor-mark', HTMLElement);
  const reference = byId('balance-reference', HTMLElement);
  const pending = byId('balance-held', HTMLElement);
  const topUp = byId('top-up', HTMLElement);

  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const { budget, guard } = snapshot;
    const { display } = budget;
    const isKnown = budget.hasManualBudget;
    gauge.hidden = !isKnown;
    topUp.hidden = !budget.locked && budget.level !== 'low' && budget.source !== 'live';
    drawBar(bar, budget);
    floor.hidden = guard.floorPart === null;
    floor.style.setProperty('--at', String(Math.min(Math.max(guard.floorPart ?? 0, 0), 1)));
    const words = [
      guard.floorShown && say('page-floor-of', { amount: guard.floorShown.text }),
      display.reference,
    ];
    write(reference, words.filter(Boolean).join(' · '));
    show(pending, display.held);
  });
}

/** @param {import('../main.js').Page} page */
function mountSums(page) {
  const since = byId('fact-since', HTMLElement);
  const today = byId('fact-today', HTMLElement);
  const spent = byId('fact-spent', HTMLElement);
  const note = byId('currency-note', HTMLElement);

  note.addEventListener('click', () => page.go('settings', 'currency'));
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const { display, hasManualBudget } = snapshot.budget;
    const line = /** @type {HTMLElement} */ (since.parentElement);
    line.hidden = !hasManualBudget;
    showAmount(since, hasManualBudget ? display.spentSince : null);
    showAmount(today, display.spentToday);
    showAmount(spent, display.spent);
    show(note, display.oneToOne);
  });
}

/**
 * Says beneath the navigation whose account it is, and what watches it.
 * @param {import('../main.js').Page} page
 */
function mountWho(page) {
  const who = byId('who', HTMLElement);
  page.state.subscribe(({ snapshot }) => {
    const lines = [snapshot?.live?.username, snapshot?.gateway.status].filter(Boolean);
    show(who, lines.join('\n'));
  });
}

/** @param {import('../main.js').Page} page */
function mountSpending(page) {
  const section = byId('view-overview', HTMLElement);
  const split = byId('columns-split', HTMLElement);
  /** @type {import('./chart.js') | undefined} */
  let chart;
  /** @type {ReturnType<import('./chart.js').mountChart> | undefined} */
  let columns;
  let drawn = '';

  const read = oneAtATime(() =>
    page.attempt(async () => {
      const chosen = /** @type {HTMLInputElement} */ (part(split, ':checked'));
      const query = { days: 30, grain: 'day', split: chosen.value };
      const spending = await api.getSpending(query);
      renderFacts(spending);
      const now = JSON.stringify([spending.groups, spending.series]);
      if (now === drawn) return;
      // The columns come after the figures, with what draws them.
      [chart] = await Promise.all([chart ?? import('./chart.js'), style('chart')]);
      columns ??= chart.mountChart(
        byId('columns', HTMLElement),
        byId('columns-here', HTMLElement),
        COLUMNS,
        (group) => page.go('jobs', writeDays(group)),
      );
      drawn = now;
      columns.show(spending, true);
      chart.drawRanking(byId('columns-legend', HTMLElement), spending);
      write(byId('columns-total', HTMLElement), spending.total);
    }),
  );
  split.addEventListener('change', read);
  return { read: () => section.hidden || read() };
}

/** @param {SpendingView} spending */
function renderFacts({ compared: [today, month, end], forecast }) {
  const usual = byId('fact-usual', HTMLElement);
  show(usual, today?.before);
  usual.dataset.unusual = String(Boolean(today?.unusual));
  if (month) {
    write(byId('fact-month-name', HTMLElement), month.label);
    showAmount(byId('fact-month', HTMLElement), month.amount);
    show(byId('fact-month-before', HTMLElement), month.before);
  }
  if (end) {
    showAmount(byId('fact-end', HTMLElement), end.amount);
    show(byId('fact-end-before', HTMLElement), end.before);
  }
  const lasts = byId('runs-out', HTMLElement);
  write(lasts, forecast?.lasts ?? '');
  lasts.title = forecast?.text ?? '';
  write(byId('runs-out-pace', HTMLElement), forecast?.pace ?? '');
  const line = /** @type {HTMLElement} */ (lasts.parentElement);
  line.hidden = !forecast;
  line.dataset.known = String(Boolean(forecast?.pace));
}

/**
 * Loads what only some need: the first start's question, and the card of an unreadable database.
 * @param {import('../main.js').Page} page
 */
function mountLazily(page) {
  let hasWelcome = false;
  let hasProblem = false;
  page.state.subscribe(async ({ snapshot, error }) => {
    if (snapshot?.welcome && !hasWelcome) {
      hasWelcome = true;
      (await import('./welcome.js')).mount(page);
    }
    if (!snapshot && error && !hasProblem) {
      hasProblem = true;
      await (await import('./problem.js')).mount(page);
    }
  });
}
