// The bar at the top: the balance at a glance, refresh, settings.

import { busy, byId, show, write } from '../dom.js';
import { say } from '../language.js';
import { announcement, phase } from '../state.js';

/** @typedef {import('../state.js').State} State */

/** @param {import('../main.js').Page} page @param {{open: () => void}} settings */
export function mountHeader(page, settings) {
  const refresh = byId('refresh', HTMLButtonElement);

  refresh.addEventListener('click', () => busy(refresh, page.refresh));
  byId('open-settings', HTMLButtonElement).addEventListener('click', settings.open);
  measureBar();

  const renderFigure = mountFigure();
  const announce = mountAnnouncer();
  page.state.subscribe((state) => {
    document.body.dataset.phase = phase(state);
    renderFigure(state);
    const { snapshot, error } = state;
    if (!snapshot) return;
    byId('demo', HTMLElement).hidden = !snapshot.demo;
    document.body.dataset.stale = String(Boolean(error) || snapshot.budget.stale);
    announce(snapshot);
  });
}

/**
 * Keeps the height of the bar in `--bar-height`: dialogs open below it, however many lines it has.
 */
function measureBar() {
  const bar = byId('bar', HTMLElement);
  new ResizeObserver(() =>
    document.documentElement.style.setProperty('--bar-height', `${bar.offsetHeight}px`),
  ).observe(bar);
}

function mountFigure() {
  const balance = byId('header-balance', HTMLElement);
  const provenance = byId('header-provenance', HTMLElement);
  const ring = byId('header-ring', SVGElement);

  return (/** @type {State} */ { snapshot, error }) => {
    if (!snapshot) {
      if (error) write(balance, say('page-balance-unknown'));
      show(provenance, error ? say('page-database-unreadable') : null);
      return;
    }
    const { display, level, fraction } = snapshot.budget;
    const source = display.provenance;
    write(balance, display.header);
    show(provenance, error ? `${say('page-not-up-to-date')} · ${source}` : source);
    ring.dataset.level = level;
    ring.style.setProperty('--fill', String(Math.min(Math.max(fraction ?? 0, 0), 1)));
  };
}

/** Announces changes of level to screen readers. */
function mountAnnouncer() {
  const live = byId('announce', HTMLElement);
  /** @type {import('../types').Snapshot | null} */
  let before = null;

  return (/** @type {import('../types').Snapshot} */ snapshot) => {
    const sentence = announcement(before, snapshot);
    if (sentence) live.textContent = sentence;
    before = snapshot;
  };
}
