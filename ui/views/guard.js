// The guard: its switch, its limits, its newest refusal, and the token of the local API beside it.

import * as api from '../api.js';
import { byId, element, onPress, onSubmit, part, show, write } from '../dom.js';
import { say } from '../language.js';
import { copy } from './diagnostics.js';

/** Limits: name, label, and the meaning of an empty field. */
const LIMITS = /** @type {const} */ ([
  ['floor', say('page-limit-floor'), say('page-no-floor')],
  ['day', say('page-limit-day'), say('page-no-limit')],
  ['month', say('page-limit-month'), say('page-no-limit')],
  ['job', say('page-limit-job'), say('page-no-limit')],
]);

/** @param {import('../main.js').Page} page */
export function mountGuard(page) {
  mountRefusal(page);
  mountSwitch(page);
  mountPause(page);
  mountLimits(page);
  mountToken(page);
}

/**
 * Sends a command on each press of a button.
 * @param {import('../main.js').Page} page
 * @param {HTMLButtonElement} button
 * @param {() => Promise<api.Snapshot>} send
 * @param {string} [done] sentence of the toast
 */
function sendOnPress(page, button, send, done) {
  onPress(button, () =>
    page.attempt(async () => {
      page.state.shown(await send());
      if (done) page.toasts.success(done);
    }),
  );
}

/** @param {import('../main.js').Page} page */
function mountRefusal(page) {
  const banner = byId('guard-refusal', HTMLElement);
  const allow = byId('allow-next', HTMLButtonElement);
  const pause = byId('pause-guard', HTMLButtonElement);

  sendOnPress(page, allow, api.allowNextCall, say('page-next-passes'));
  sendOnPress(page, pause, api.pauseGuard, say('page-guard-pauses'));
  sendOnPress(page, byId('forget-refusal', HTMLButtonElement), api.forgetRefusal);
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const { refusal } = snapshot.guard;
    banner.hidden = !refusal;
    write(part(banner, '[data-title]'), refusal?.title ?? '');
    write(part(banner, '[data-text]'), refusal?.text ?? '');
  });
}

/** @param {import('../main.js').Page} page */
function mountSwitch(page) {
  const toggle = byId('guard-switch', HTMLInputElement);
  const status = byId('guard-status', HTMLElement);
  const gap = byId('guard-gap', HTMLElement);

  toggle.addEventListener('change', async () => {
    try {
      const snapshot = await api.setGuard({ on: toggle.checked });
      page.state.shown(snapshot);
      page.toasts.success(snapshot.guard.status);
    } catch (failure) {
      toggle.checked = !toggle.checked;
      page.toasts.failure(failure);
    }
  });
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    toggle.checked = snapshot.guard.on;
    write(status, snapshot.guard.status);
    show(gap, snapshot.guard.gap);
  });
}

/** @param {import('../main.js').Page} page */
function mountPause(page) {
  const pause = byId('guard-pause', HTMLButtonElement);

  sendOnPress(page, pause, () =>
    page.state.get().snapshot?.guard.paused ? api.resumeGuard() : api.pauseGuard(),
  );
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    pause.hidden = !snapshot.guard.on;
    write(pause, snapshot.guard.paused ? say('page-end-pause') : say('page-pause'));
  });
}

/** @param {import('../main.js').Page} page */
function mountLimits(page) {
  byId('guard-limits', HTMLElement).append(...LIMITS.map(field));
  const form = byId('guard-form', HTMLFormElement);
  const fields = LIMITS.map(([name]) => ({ name, input: byId(`guard-${name}`, HTMLInputElement) }));
  const unpriced = byId('guard-unpriced', HTMLSelectElement);
  const error = byId('guard-error', HTMLElement);
  let edited = false;

  form.addEventListener('input', () => {
    edited = true;
    error.textContent = '';
  });
  onSubmit(form, byId('save-guard', HTMLButtonElement), async () => {
    const typed = Object.fromEntries(fields.map(({ name, input }) => [name, input.value]));
    try {
      const snapshot = await api.setGuard({ ...typed, unpriced: unpriced.value });
      edited = false;
      page.state.shown(snapshot);
      page.toasts.success(say('page-limits-kept'));
    } catch (failure) {
      error.textContent = /** @type {api.Failure} */ (failure).message;
      page.toasts.refusal(failure);
    }
  });
  // What somebody is typing is not overwritten by what was saved before.
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot || edited) return;
    for (const { name, input } of fields)
      if (input.value !== snapshot.guard[name]) input.value = snapshot.guard[name];
    unpriced.value = snapshot.guard.unpriced;
  });
}

/** @param {typeof LIMITS[number]} limit */
function field([name, label, placeholder]) {
  const input = element('input', {
    id: `guard-${name}`,
    inputmode: 'decimal',
    maxlength: '32',
    placeholder,
    'aria-describedby': 'guard-error',
  });
  return element('label', { class: 'field' }, element('span', {}, label), input);
}

/** @param {import('../main.js').Page} page */
function mountToken(page) {
  byId('copy-token', HTMLButtonElement).addEventListener('click', () =>
    copy(page, api.getApiToken(), say('page-token-copied')),
  );
  onPress(byId('renew-token', HTMLButtonElement), () =>
    page.attempt(async () => {
      await api.renewApiToken();
      page.toasts.success(say('page-token-renewed'));
    }),
  );
}
