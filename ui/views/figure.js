// The header's figure, in sight in every view and large on the overview: the balance, its source,
// its level.

import * as api from '../api.js';
import { busy, byId, element, show, write } from '../dom.js';
import { say } from '../language.js';
import { announcement } from '../state.js';

/** @typedef {import('../state.js').State} State */

/** Share of the figure's size that its word has. */
const WORD = 0.45;

/** @param {import('../main.js').Page} page */
export function mountFigure(page) {
  const refresh = byId('refresh', HTMLButtonElement);
  refresh.addEventListener('click', () => busy(refresh, page.refresh));
  mountHiding(page);

  const renderFigure = mountAmount();
  const announce = mountAnnouncer();
  page.state.subscribe((state) => {
    renderFigure(state);
    const { snapshot, error } = state;
    if (!snapshot) return;
    const mark = snapshot.demo ? say('page-demo') : null;
    show(byId('demo', HTMLElement), snapshot.sample ? say('page-sample') : mark);
    document.documentElement.dataset.theme = snapshot.settings.theme;
    document.body.dataset.stale = String(Boolean(error) || snapshot.budget.stale);
    announce(snapshot);
  });
}

function mountAmount() {
  const balance = byId('header-balance', HTMLElement);
  const provenance = byId('header-provenance', HTMLElement);
  const status = byId('balance-status', HTMLElement);
  const ring = byId('header-ring', SVGElement);

  return (/** @type {State} */ { snapshot, error }) => {
    if (!snapshot) {
      if (error) write(balance, say('page-balance-unknown'));
      show(provenance, error ? say('page-database-unreadable') : null);
      return;
    }
    const { display, level, fraction, locked, remaining } = snapshot.budget;
    const source = display.provenance;
    writeFigure(balance, display.header);
    balance.title = (remaining === null ? display.spent : display.remaining)?.full ?? '';
    show(provenance, error ? `${say('page-not-up-to-date')} · ${source}` : source);
    show(status, display.status);
    status.dataset.level = locked ? 'locked' : level;
    balance.dataset.level = locked ? 'locked' : level;
    ring.dataset.level = locked ? 'locked' : level;
    ring.style.setProperty('--fill', String(Math.min(Math.max(fraction ?? 0, 0), 1)));
  };
}

/**
 * Writes `Budget: €7.50`, its word apart so that it can be small.
 * @param {HTMLElement} where @param {string} header
 */
function writeFigure(where, header) {
  if (where.textContent === header) return;
  const [word, amount] = splitFigure(header);
  where.replaceChildren(...(word ? [element('span', { class: 'word' }, word)] : []), amount);
  where.style.setProperty('--length', String(amount.length + word.length * WORD));
}

/** Splits `Budget: €7.50` behind its colon. @param {string} header @returns {[string, string]} */
export function splitFigure(header) {
  const end = header.indexOf(':') + 1;
  return [header.slice(0, end), header.slice(end)];
}

/** @param {import('../main.js').Page} page */
function mountHiding(page) {
  const button = byId('hide-amounts', HTMLButtonElement);
  button.addEventListener('click', () => {
    const hidden = button.getAttribute('aria-pressed') !== 'true';
    return page.attempt(async () => page.state.shown(await api.hideAmounts(hidden)));
  });
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const hidden = snapshot.settings.amountsHidden;
    document.body.dataset.amounts = hidden ? 'hidden' : 'shown';
    button.setAttribute('aria-pressed', String(hidden));
    button.title = hidden ? say('page-show-amounts-key') : say('page-hide-amounts-key');
  });
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
