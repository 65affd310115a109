// The large figure, its bar and the three sums below it.

import { byId, show, showAmount, write } from '../dom.js';
import { say } from '../language.js';

/** @param {import('../main.js').Page} page @param {{open: () => void}} settings */
export function mountBalance(page, settings) {
  const title = byId('balance-title', HTMLElement);
  const figure = byId('balance-figure', HTMLElement);
  const status = byId('balance-status', HTMLElement);
  const dollars = byId('balance-dollars', HTMLElement);
  const gauge = byId('balance-gauge', HTMLElement);
  const bar = byId('balance-bar', HTMLMeterElement);
  const reference = byId('balance-reference', HTMLElement);
  const unpriced = byId('balance-unpriced', HTMLElement);
  const held = byId('balance-held', HTMLElement);
  const invite = byId('balance-invite', HTMLElement);
  const since = byId('fact-since', HTMLElement);
  const today = byId('fact-today', HTMLElement);
  const spent = byId('fact-spent', HTMLElement);

  byId('enter-balance', HTMLButtonElement).addEventListener('click', settings.open);

  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const { budget } = snapshot;
    const shown = budget.display;
    const known = budget.hasManualBudget;
    write(title, known ? say('page-remaining') : say('page-spent'));
    showAmount(figure, known ? shown.remaining : shown.spent);
    figure.style.setProperty('--length', String(figure.textContent?.length ?? 0));
    show(dollars, shown.remainingDollars && say('page-at-fal', { amount: shown.remainingDollars }));
    show(status, shown.status);
    status.dataset.level = budget.locked ? 'low' : budget.level;
    gauge.hidden = !known;
    invite.hidden = known;
    drawBar(bar, budget);
    write(reference, shown.reference ? `${shown.reference} · ${shown.provenance}` : '');
    show(unpriced, known ? shown.unpricedSince : shown.unpriced);
    show(held, shown.held);
    showAmount(since, known ? shown.spentSince : null);
    showAmount(today, shown.spentToday);
    showAmount(spent, shown.spent);
  });
}

/**
 * Draws what is left of the 100 % mark; the level decides the colour, the words stand beside it.
 * @param {HTMLMeterElement} bar @param {import('../types').BudgetView} budget
 */
export function drawBar(bar, budget) {
  bar.value = Math.min(Math.max(budget.fraction ?? 0, 0), 1);
  bar.dataset.level = budget.level;
  write(bar, budget.display.status ?? '');
  bar.setAttribute('aria-valuetext', budget.display.status ?? say('page-no-budget-set'));
}
