// The large figure, its bar and the three sums below it.

import { byId, show, showAmount, write } from '../dom.js';
import { say } from '../language.js';

/** @typedef {import('../types').BudgetView} BudgetView */

/** @param {import('../main.js').Page} page @param {{open: () => void}} settings */
export function mountBalance(page, settings) {
  const renderFigure = mountFigure();
  const renderGauge = mountGauge();
  const renderFacts = mountFacts();

  byId('enter-balance', HTMLButtonElement).addEventListener('click', settings.open);
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    renderFigure(snapshot.budget);
    renderGauge(snapshot.budget);
    renderFacts(snapshot.budget);
  });
}

function mountFigure() {
  const title = byId('balance-title', HTMLElement);
  const figure = byId('balance-figure', HTMLElement);
  const status = byId('balance-status', HTMLElement);
  const dollars = byId('balance-dollars', HTMLElement);

  return (/** @type {BudgetView} */ budget) => {
    const { remaining, remainingDollars, spent, status: words } = budget.display;
    const isKnown = budget.hasManualBudget;
    write(title, isKnown ? say('page-remaining') : say('page-spent'));
    showAmount(figure, isKnown ? remaining : spent);
    figure.style.setProperty('--length', String(figure.textContent?.length ?? 0));
    show(dollars, remainingDollars && say('page-at-fal', { amount: remainingDollars }));
    show(status, words);
    status.dataset.level = budget.locked ? 'low' : budget.level;
  };
}

function mountGauge() {
  const gauge = byId('balance-gauge', HTMLElement);
  const bar = byId('balance-bar', HTMLMeterElement);
  const reference = byId('balance-reference', HTMLElement);
  const unpriced = byId('balance-unpriced', HTMLElement);
  const pending = byId('balance-held', HTMLElement);
  const invite = byId('balance-invite', HTMLElement);

  return (/** @type {BudgetView} */ budget) => {
    const { display } = budget;
    const isKnown = budget.hasManualBudget;
    gauge.hidden = !isKnown;
    invite.hidden = isKnown;
    drawBar(bar, budget);
    write(reference, display.reference ? `${display.reference} · ${display.provenance}` : '');
    show(unpriced, isKnown ? display.unpricedSince : display.unpriced);
    show(pending, display.held);
  };
}

function mountFacts() {
  const since = byId('fact-since', HTMLElement);
  const today = byId('fact-today', HTMLElement);
  const spent = byId('fact-spent', HTMLElement);

  return (/** @type {BudgetView} */ { display, hasManualBudget }) => {
    showAmount(since, hasManualBudget ? display.spentSince : null);
    showAmount(today, display.spentToday);
    showAmount(spent, display.spent);
  };
}

/**
 * Draws the share of the 100 % mark that is left; the level decides the colour, the words stand
 * beside the bar.
 * @param {HTMLMeterElement} bar @param {BudgetView} budget
 */
export function drawBar(bar, budget) {
  bar.value = Math.min(Math.max(budget.fraction ?? 0, 0), 1);
  // Nothing runs on a locked account, however much is left.
  bar.dataset.level = budget.locked ? 'locked' : budget.level;
  write(bar, budget.display.status ?? '');
  bar.setAttribute('aria-valuetext', budget.display.status ?? say('page-no-budget-set'));
}
