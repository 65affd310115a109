// The live balance: connecting a key, its state, disconnecting it.

import * as api from '../api.js';
import { busy, byId, show, write } from '../dom.js';
import { say } from '../language.js';

/** @param {import('../main.js').Page} page */
export function mountLive(page) {
  const on = byId('live-on', HTMLElement);
  const account = byId('live-account', HTMLElement);
  const where = byId('live-where', HTMLElement);
  const status = byId('live-status', HTMLElement);
  const form = byId('live-form', HTMLFormElement);
  const invite = byId('live-invite', HTMLElement);
  const demo = byId('live-demo', HTMLElement);
  const key = byId('live-key', HTMLInputElement);
  const error = byId('live-error', HTMLElement);
  const connect = byId('live-connect', HTMLButtonElement);
  const disconnect = byId('live-disconnect', HTMLButtonElement);
  const disconnectError = byId('live-off-error', HTMLElement);

  /** @param {string} message */
  function refuse(message) {
    error.textContent = message;
    key.setAttribute('aria-invalid', String(message !== ''));
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    busy(connect, async () => {
      refuse('');
      try {
        page.state.shown(await api.connect(key.value));
        key.value = '';
        page.toasts.success(say('page-connected'));
        disconnect.focus();
      } catch (failure) {
        refuse(/** @type {api.Failure} */ (failure).message);
        page.toasts.refusal(failure);
        key.focus();
      }
    });
  });
  key.addEventListener('input', () => refuse(''));

  disconnect.addEventListener('click', () =>
    busy(disconnect, async () => {
      disconnectError.textContent = '';
      try {
        page.state.shown(await api.disconnect());
        page.toasts.success(say('page-disconnected'));
        key.focus();
      } catch (failure) {
        disconnectError.textContent = /** @type {api.Failure} */ (failure).message;
        page.toasts.failure(failure);
      }
    }),
  );

  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const { live, budget } = snapshot;
    on.hidden = !live;
    write(
      account,
      live
        ? say('page-connected-to', {
            name: live.username,
            amount: budget.display.remaining?.text ?? '',
          })
        : '',
    );
    write(where, live?.keyPlace ?? '');
    show(status, live && (live.lock?.title ?? live.trouble?.message ?? live.status));
    status.dataset.trouble = live?.lock ? 'locked' : (live?.trouble?.code ?? '');
    // A key that is not accepted can be replaced without losing the connection.
    form.hidden = Boolean(live && !live.trouble?.needsThePerson);
    invite.hidden = Boolean(live);
    demo.hidden = !snapshot.demo;
  });
}
