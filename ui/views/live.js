// The live balance: connecting a key, its state, disconnecting it.

import * as api from '../api.js';
import { byId, onPress, onSubmit, show, showRefusal, write } from '../dom.js';
import { say } from '../language.js';

/** @param {import('../main.js').Page} page */
export function mountLive(page) {
  mountConnect(page);
  mountDisconnect(page);
  mountState(page);
}

/** @param {import('../main.js').Page} page */
function mountConnect(page) {
  const form = byId('live-form', HTMLFormElement);
  const key = byId('live-key', HTMLInputElement);
  const error = byId('live-error', HTMLElement);

  onSubmit(form, byId('live-connect', HTMLButtonElement), async () => {
    showRefusal(key, error, '');
    try {
      page.state.shown(await api.connect(key.value));
      key.value = '';
      page.toasts.success(say('page-connected'));
      byId('live-disconnect', HTMLButtonElement).focus();
    } catch (failure) {
      showRefusal(key, error, /** @type {api.Failure} */ (failure).message);
      page.toasts.refusal(failure);
      key.focus();
    }
  });
  key.addEventListener('input', () => showRefusal(key, error, ''));
}

/** @param {import('../main.js').Page} page */
function mountDisconnect(page) {
  const error = byId('live-off-error', HTMLElement);
  onPress(byId('live-disconnect', HTMLButtonElement), async () => {
    error.textContent = '';
    try {
      page.state.shown(await api.disconnect());
      page.toasts.success(say('page-disconnected'));
      byId('live-key', HTMLInputElement).focus();
    } catch (failure) {
      error.textContent = /** @type {api.Failure} */ (failure).message;
      page.toasts.failure(failure);
    }
  });
}

/** @param {import('../main.js').Page} page */
function mountState(page) {
  const on = byId('live-on', HTMLElement);
  const account = byId('live-account', HTMLElement);
  const place = byId('live-where', HTMLElement);
  const status = byId('live-status', HTMLElement);
  const form = byId('live-form', HTMLFormElement);
  const invite = byId('live-invite', HTMLElement);
  const demo = byId('live-demo', HTMLElement);

  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const { live } = snapshot;
    on.hidden = !live;
    write(account, live ? accountSentence(snapshot) : '');
    write(place, live?.keyPlace ?? '');
    const lock = snapshot.lock?.locked ? snapshot.lock : null;
    show(status, live && (lock?.title ?? live.trouble?.message ?? live.status));
    status.dataset.trouble = lock ? 'locked' : (live?.trouble?.code ?? '');
    // A key that is not accepted can be replaced without losing the connection.
    form.hidden = Boolean(live && !live.trouble?.needsThePerson);
    invite.hidden = Boolean(live);
    demo.hidden = !snapshot.demo || Boolean(live);
  });
}

/** @param {import('../types').Snapshot} snapshot */
function accountSentence({ live, budget }) {
  const amount = budget.display.remaining?.text ?? '';
  return say('page-connected-to', { name: live?.username ?? '', amount });
}
