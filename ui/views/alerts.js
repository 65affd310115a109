// Lines that stand while their cause does: a low budget, figures that can no longer be read.

import { byId, part, show } from '../dom.js';

/** @param {import('../main.js').Page} page */
export function mountAlerts(page) {
  const low = [byId('main-alert', HTMLElement), byId('low-budget-alert', HTMLElement)];
  const trouble = byId('trouble', HTMLElement);

  page.state.subscribe((state) => {
    const alert = state.snapshot?.budget.display.alert;
    for (const place of low) {
      place.hidden = !alert;
      part(place, '[data-title]').textContent = alert?.title ?? '';
      part(place, '[data-text]').textContent = alert?.text ?? '';
    }
    const stale = state.snapshot && state.trouble;
    show(trouble, stale ? `The figures below may be old. ${state.trouble?.message}` : null);
  });
}
