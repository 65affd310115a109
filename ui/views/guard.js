// The guard: its switch, its limits, what it refused, and the token of the local API beside it.

import * as api from '../api.js';
import { busy, byId, element, part, show, write } from '../dom.js';
import { say } from '../language.js';
import { copy } from './diagnostics.js';

/** Each limit: its name, its label, and what an empty field means. */
const LIMITS = /** @type {const} */ ([
  ['floor', say('page-limit-floor'), say('page-no-floor')],
  ['day', say('page-limit-day'), say('page-no-limit')],
  ['month', say('page-limit-month'), say('page-no-limit')],
  ['job', say('page-limit-job'), say('page-no-limit')],
]);

/** @param {import('../main.js').Page} page */
export function mountGuard(page) {
  const refusal = byId('guard-refusal', HTMLElement);
  const toggle = byId('guard-switch', HTMLInputElement);
  const pause = byId('guard-pause', HTMLButtonElement);

  /** @param {HTMLButtonElement} button @param {() => Promise<api.Snapshot>} send @param {string} [said] */
  const does = (button, send, said) =>
    button.addEventListener('click', () =>
      busy(button, async () => {
        try {
          page.state.shown(await send());
          if (said) page.toasts.success(said);
        } catch (failure) {
          page.toasts.failure(failure);
        }
      }),
    );

  does(byId('allow-next', HTMLButtonElement), api.allowNextCall, say('page-next-passes'));
  does(byId('pause-guard', HTMLButtonElement), api.pauseGuard, say('page-guard-pauses'));
  does(byId('forget-refusal', HTMLButtonElement), api.forgetRefusal);
  does(pause, () =>
    page.state.get().snapshot?.guard.paused ? api.resumeGuard() : api.pauseGuard(),
  );
  toggle.addEventListener('change', async () => {
    try {
      page.state.shown(await api.setGuard({ on: toggle.checked }));
      page.toasts.success(toggle.checked ? say('page-guard-on') : say('page-guard-off'));
    } catch (failure) {
      toggle.checked = !toggle.checked;
      page.toasts.failure(failure);
    }
  });
  mountLimits(page);
  mountToken(page);

  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const { guard } = snapshot;
    refusal.hidden = !guard.refusal;
    write(part(refusal, '[data-title]'), guard.refusal?.title ?? '');
    write(part(refusal, '[data-text]'), guard.refusal?.text ?? '');
    toggle.checked = guard.on;
    write(byId('guard-status', HTMLElement), guard.status);
    show(byId('guard-gap', HTMLElement), guard.gap);
    pause.hidden = !guard.on;
    write(pause, guard.paused ? say('page-end-pause') : say('page-pause'));
  });
}

/** @param {import('../main.js').Page} page */
function mountLimits(page) {
  byId('guard-limits', HTMLElement).append(...LIMITS.map(field));
  const fields = LIMITS.map(([name]) => ({ name, input: byId(`guard-${name}`, HTMLInputElement) }));
  const unpriced = byId('guard-unpriced', HTMLInputElement);
  const error = byId('guard-error', HTMLElement);
  const save = byId('save-guard', HTMLButtonElement);
  let edited = false;

  byId('guard-form', HTMLFormElement).addEventListener('input', () => {
    edited = true;
    error.textContent = '';
  });
  byId('guard-form', HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    busy(save, async () => {
      const typed = Object.fromEntries(fields.map(({ name, input }) => [name, input.value]));
      try {
        const snapshot = await api.setGuard({ ...typed, refusesUnpriced: unpriced.checked });
        edited = false;
        page.state.shown(snapshot);
        page.toasts.success(say('page-limits-kept'));
      } catch (failure) {
        error.textContent = /** @type {api.Failure} */ (failure).message;
        page.toasts.refusal(failure);
      }
    });
  });
  // What somebody is typing is not overwritten by what was kept before.
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot || edited) return;
    for (const { name, input } of fields)
      if (input.value !== snapshot.guard[name]) input.value = snapshot.guard[name];
    unpriced.checked = snapshot.guard.refusesUnpriced;
  });
}

/** @param {typeof LIMITS[number]} limit */
function field([name, label, placeholder]) {
  const attributes = {
    id: `guard-${name}`,
    inputmode: 'decimal',
    maxlength: '32',
    placeholder,
    'aria-describedby': 'guard-error',
  };
  return element(
    'label',
    { class: 'field' },
    element('span', {}, label),
    element('input', attributes),
  );
}

/** @param {import('../main.js').Page} page */
function mountToken(page) {
  const take = byId('copy-token', HTMLButtonElement);
  const renew = byId('renew-token', HTMLButtonElement);

  take.addEventListener('click', () => copy(page, api.getApiToken(), say('page-token-copied')));
  renew.addEventListener('click', () =>
    busy(renew, async () => {
      try {
        await api.renewApiToken();
        page.toasts.success(say('page-token-renewed'));
      } catch (failure) {
        page.toasts.failure(failure);
      }
    }),
  );
}
