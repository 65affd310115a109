// The bar of the balance, on the overview and in Settings.

import { write } from '../dom.js';
import { say } from '../language.js';

/**
 * Draws the share of the 100 % mark that is left; the level decides the colour, the words stand
 * beside the bar.
 * @param {HTMLMeterElement} bar @param {import('../types').BudgetView} budget
 */
export function drawBar(bar, budget) {
  bar.value = Math.min(Math.max(budget.fraction ?? 0, 0), 1);
  // Nothing runs on a locked account, however much is left.
  bar.dataset.level = budget.locked ? 'locked' : budget.level;
  write(bar, budget.display.status ?? '');
  bar.setAttribute('aria-valuetext', budget.display.status ?? say('page-no-budget-set'));
}
