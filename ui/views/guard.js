// The guard: its switch, its limits, its newest refusal, and the token of the local API beside it.

import * as api from '../api.js';
import { byId, element, onChange, onPress, part, show, write } from '../dom.js';
import { say } from '../language.js';
import { copy } from './copy.js';
import { SavedField } from './saved-field.js';

/** Limits: name, label, and the meaning of an empty field. */
const LIMITS = /** @type {const} */ ([
  ['floor', say('page-limit-floor'), say('page-no-floor')],
  ['day', say('page-limit-day'), say('page-no-limit')],
  ['week', say('page-limit-week'), say('page-no-limit')],
  ['month', say('page-limit-month'), say('page-no-limit')],
  ['job', say('page-limit-job'), say('page-no-limit')],
]);

/** @param {import('../main.js').Page} page */
export function mountGuard(page) {
  mountChain(page);
  mountSwitch(page);
  mountPause(page);
  mountLimits(page);
  mountTest(page);
  mountToken(page);
  return { readHints: () => readHints(page) };
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
function mountTest(page) {
  const tested = byId('guard-tested', HTMLElement);
  const setUp = byId('set-up-program', HTMLButtonElement);

  onPress(byId('test-guard', HTMLButtonElement), () =>
    page.attempt(async () => show(tested, await api.testGuard())),
  );
  setUp.addEventListener('click', () => byId('gateway-for', HTMLSelectElement).focus());
  page.state.subscribe(({ snapshot }) => {
    // The lines name the address, so that they come with the gateway.
    setUp.hidden = !snapshot?.gateway.address;
  });
}

/** @param {import('../main.js').Page} page */
function mountLimits(page) {
  byId('guard-limits', HTMLElement).append(...LIMITS.map(field));
  const form = byId('guard-form', HTMLFormElement);
  const error = byId('guard-error', HTMLElement);
  const unpriced = savedLimit(page, 'unpriced', byId('guard-unpriced', HTMLSelectElement));
  const limits = LIMITS.map(([name]) => ({
    name,
    limit: savedLimit(page, name, byId(`guard-${name}`, HTMLInputElement)),
  }));
  const all = [unpriced, ...limits.map(({ limit }) => limit)];

  form.addEventListener('input', () => (error.textContent = ''));
  onChange(form, (changed) => all.find(({ field }) => field === changed)?.changed());
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    for (const { name, limit } of limits) limit.show(snapshot.guard[name]);
    unpriced.show(snapshot.guard.unpriced);
  });
}

/**
 * @param {import('../main.js').Page} page @param {string} name
 * @param {HTMLInputElement | HTMLSelectElement} field
 */
function savedLimit(page, name, field) {
  const send = async (/** @type {string} */ value) =>
    page.state.shown(await api.setGuard({ [name]: value }));
  return new SavedField(field, byId('guard-error', HTMLElement), async (value, before) => {
    await send(value);
    const undo = page.undoBy(() => send(before));
    page.toasts.success(say('page-limits-kept'), undo);
  });
}

/** @param {typeof LIMITS[number]} limit */
function field([name, label, placeholder]) {
  const input = element('input', {
    id: `guard-${name}`,
    inputmode: 'decimal',
    maxlength: '32',
    placeholder,
    'aria-describedby': `guard-${name}-hint guard-error`,
  });
  const hint = element('small', { id: `guard-${name}-hint` });
  return element(
    'label',
    { class: 'opt' },
    element('span', {}, element('b', {}, label), hint),
    input,
  );
}

/**
 * Shows beside each limit the figure that it is chosen by.
 * @param {import('../main.js').Page} page
 */
function readHints(page) {
  return page.attempt(async () => {
    const [spending, dearest] = await Promise.all([
      api.getSpending({ days: 30 }),
      api.findJobs({ order: 'dearest', limit: 50, offset: 0 }),
    ]);
    const hint = (/** @type {string} */ name, /** @type {string} */ text) =>
      write(byId(`guard-${name}-hint`, HTMLElement), text);
    const [today, month, end] = spending.compared;
    const job = dearest.jobs.find(({ voided, basis }) => !voided && basis !== 'correction');
    hint('floor', say('page-hint-floor'));
    hint('day', today ? `${today.label} ${today.amount.text}, ${today.before}` : '');
    hint('month', month && end ? `${month.label} ${month.amount.text}, ${end.before}` : '');
    const what = job?.costShown && { what: job.title, cost: job.costShown.text };
    hint('job', what ? say('page-hint-job', what) : '');
  });
}

/**
 * Shows gateway, programs and guard, the link that does not hold in sight.
 * @param {import('../main.js').Page} page
 */
function mountChain(page) {
  const chain = byId('guard-chain', HTMLElement);
  const links = ['gateway', 'programs', 'guard'];
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const { gateway, guard } = snapshot;
    chain.dataset.weakest = guard.weakest;
    const first = links.indexOf(guard.weakest);
    const called = gateway.status && first !== 1;
    const words = [
      gateway.address ?? gateway.trouble ?? say('page-chain-gateway-off'),
      called ? gateway.status : say('page-chain-no-program'),
      guard.on && guard.weakest === 'none' ? guard.status : guardWords(guard),
    ];
    for (const [nth, name] of links.entries()) {
      const link = byId(`chain-${name}`, HTMLElement);
      // What stands behind a broken link is not told to hold.
      const state = first < 0 || nth < first ? 'holds' : nth === first ? 'broken' : 'waits';
      link.dataset.state = state;
      write(part(link, 'small'), words[nth] ?? '');
    }
  });
}

/** @param {import('../types').GuardView} guard */
function guardWords({ on, paused }) {
  if (!on) return say('page-chain-guard-off');
  return paused ? say('page-chain-guard-paused') : say('page-chain-guard-on');
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
