// The bar at the top: the balance at a glance, refresh, settings.

import { busy, byId, show, write } from '../dom.js';
import { say } from '../language.js';
import { announcement, phase } from '../state.js';

/** @param {import('../main.js').Page} page @param {{open: () => void}} settings */
export function mountHeader(page, settings) {
  const balance = byId('header-balance', HTMLElement);
  const provenance = byId('header-provenance', HTMLElement);
  const ring = byId('header-ring', SVGElement);
  const announce = byId('announce', HTMLElement);
  const refresh = byId('refresh', HTMLButtonElement);
  /** @type {import('../types').Snapshot | null} */
  let before = null;

  // The settings open below the bar, however many lines it has.
  const bar = byId('bar', HTMLElement);
  new ResizeObserver(() =>
    document.documentElement.style.setProperty('--bar-height', `${bar.offsetHeight}px`),
  ).observe(bar);

  refresh.addEventListener('click', () => busy(refresh, page.refresh));
  byId('open-settings', HTMLButtonElement).addEventListener('click', settings.open);

  page.state.subscribe((state) => {
    document.body.dataset.phase = phase(state);
    const { snapshot, trouble } = state;
    if (!snapshot) {
      if (trouble) write(balance, say('page-balance-unknown'));
      show(provenance, trouble ? say('page-database-unreadable') : null);
      return;
    }
    const { budget } = snapshot;
    write(balance, budget.display.header);
    show(
      provenance,
      trouble
        ? `${say('page-not-up-to-date')} · ${budget.display.provenance}`
        : budget.display.provenance,
    );
    byId('demo', HTMLElement).hidden = !snapshot.demo;
    document.body.dataset.stale = String(Boolean(trouble) || budget.stale);
    ring.dataset.level = budget.level;
    ring.style.setProperty('--fill', String(Math.min(Math.max(budget.fraction ?? 0, 0), 1)));
    const heard = announcement(before, snapshot);
    if (heard) announce.textContent = heard;
    before = snapshot;
  });
}
