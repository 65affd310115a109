// Banners that stand while their cause does: a low budget and other alerts, a locked account, a key
// that is not accepted, figures that can no longer be read.

import * as api from '../api.js';
import { byId, element, part, show, write } from '../dom.js';
import { say } from '../language.js';
import { copy } from './diagnostics.js';

/** @typedef {import('../state.js').State} State */

/**
 * @param {import('../main.js').Page} page
 * @param {{openAt: (field: HTMLElement) => void}} settings
 */
export function mountAlerts(page, settings) {
  mountLock(page);
  mountLiveError(page, settings);
  mountAlert(page);
  const stale = byId('trouble', HTMLElement);
  page.state.subscribe((state) => show(stale, staleSentence(state)));
}

/** @param {State} state */
function staleSentence({ snapshot, error }) {
  return snapshot && error ? say('page-figures-may-be-old', { reason: error.message }) : null;
}

/**
 * @param {HTMLElement} banner
 * @param {string | undefined} title
 * @param {string | undefined} text
 */
function fill(banner, title, text) {
  write(part(banner, '[data-title]'), title ?? '');
  write(part(banner, '[data-text]'), text ?? '');
}

/** @param {import('../main.js').Page} page */
function mountLock(page) {
  const banner = byId('lock', HTMLElement);
  part(banner, '[data-copy-report]').addEventListener('click', () => {
    const report = page.state.get().snapshot?.lock?.report ?? '';
    copy(page, report, say('page-copied-for-support'));
  });
  const over = part(banner, '[data-over]');
  over.addEventListener('click', async () => {
    try {
      page.state.shown(await api.endLock());
    } catch (failure) {
      page.toasts.failure(failure);
    }
  });
  page.state.subscribe(({ snapshot }) => {
    const lock = snapshot?.lock;
    banner.hidden = !lock;
    banner.classList.toggle('low', lock?.locked ?? true);
    over.hidden = !lock?.locked;
    fill(banner, lock?.title, lock?.text);
  });
}

/**
 * @param {import('../main.js').Page} page
 * @param {{openAt: (field: HTMLElement) => void}} settings
 */
function mountLiveError(page, settings) {
  const banner = byId('live-trouble', HTMLElement);
  part(banner, '[data-settings]').addEventListener('click', () =>
    settings.openAt(byId('live-key', HTMLInputElement)),
  );
  page.state.subscribe(({ snapshot }) => {
    const error = snapshot?.live?.trouble;
    banner.hidden = !error?.needsThePerson;
    write(part(banner, '[data-text]'), error?.message ?? '');
  });
}

/** @param {import('../main.js').Page} page */
function mountAlert(page) {
  const main = byId('main-alert', HTMLElement);
  const inSettings = byId('low-budget-alert', HTMLElement);
  const list = byId('alert-lines', HTMLUListElement);
  const billing = part(main, '[data-open]');
  let drawn = '';

  page.state.subscribe(({ snapshot }) => {
    const alert = snapshot?.budget.display.alert;
    const lines = snapshot?.alerts.lines ?? [];
    for (const banner of [main, inSettings]) fill(banner, alert?.title, alert?.text);
    inSettings.hidden = !alert;
    main.hidden = !alert && lines.length === 0;
    main.classList.toggle('low', Boolean(alert));
    billing.hidden = !alert;
    list.hidden = lines.length === 0;
    if (lines.join('\n') !== drawn)
      list.replaceChildren(...lines.map((line) => element('li', {}, line)));
    drawn = lines.join('\n');
  });
}
