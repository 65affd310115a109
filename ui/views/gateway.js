// The gateway: its switch, its addresses, lines for programs, the pages that may use it, their key,
// its port.

import * as api from '../api.js';
import {
  byId,
  element,
  onPress,
  onSubmit,
  pressedButton,
  show,
  showRefusal,
  write,
} from '../dom.js';
import { say } from '../language.js';
import { copy } from './copy.js';
import { mountGuard } from './guard.js';

/** @param {import('../main.js').Page} page */
export function mount(page) {
  const guard = mountGuard(page);
  mountSwitch(page);
  mountState(page);
  mountLines(page);
  mountOrigins(page);
  mountRunKey(page);
  mountForm(page, {
    form: 'port-form',
    field: 'gateway-port',
    button: 'set-port',
    send: api.setGatewayPort,
    done: say('page-port-kept'),
  });
  return { opened: guard.readHints };
}

/** @param {import('../main.js').Page} page */
function mountSwitch(page) {
  const toggle = byId('gateway-switch', HTMLInputElement);
  let switching = false;

  toggle.addEventListener('change', async () => {
    switching = true;
    toggle.setAttribute('aria-busy', 'true');
    await page.attempt(async () => {
      page.state.shown(await api.switchGateway(toggle.checked));
      page.toasts.success(toggle.checked ? say('page-gateway-runs') : say('page-gateway-stopped'));
    });
    switching = false;
    toggle.removeAttribute('aria-busy');
  });
  page.state.subscribe(({ snapshot }) => {
    if (snapshot && !switching) toggle.checked = snapshot.gateway.on;
  });
}

/** @param {import('../main.js').Page} page */
function mountState(page) {
  const error = byId('gateway-error', HTMLElement);
  const on = byId('gateway-on', HTMLElement);
  const status = byId('gateway-status', HTMLElement);
  const open = byId('gateway-open', HTMLElement);
  const address = byId('gateway-address', HTMLElement);
  const secure = byId('gateway-secure', HTMLElement);
  const webhooks = byId('gateway-webhooks', HTMLElement);
  const webhook = byId('gateway-webhook', HTMLElement);
  const port = byId('gateway-port', HTMLInputElement);

  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const { gateway } = snapshot;
    show(error, gateway.trouble);
    on.hidden = gateway.address === null;
    show(status, gateway.status);
    show(open, gateway.open);
    write(address, gateway.address ?? '');
    write(secure, gateway.secureAddress ?? '');
    webhooks.hidden = gateway.webhookAddress === null;
    write(webhook, gateway.webhookAddress ?? '');
    port.placeholder = `${gateway.port || gateway.usualPort}`;
  });
}

/** @param {import('../main.js').Page} page */
function mountLines(page) {
  const choice = byId('gateway-for', HTMLSelectElement);
  const text = byId('gateway-lines', HTMLElement);
  const hint = byId('gateway-hint', HTMLElement);
  /** @type {import('../types').LinesView[]} */
  let lines = [];

  function draw() {
    const chosen = lines.find(({ name }) => name === choice.value) ?? lines[0];
    write(text, chosen?.text ?? '');
    write(hint, chosen?.hint ?? '');
  }
  choice.addEventListener('change', draw);
  byId('gateway-copy', HTMLButtonElement).addEventListener('click', () =>
    copy(page, text.textContent ?? '', say('page-lines-copied')),
  );
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    lines = snapshot.gateway.lines;
    if (choice.options.length !== lines.length)
      choice.replaceChildren(...lines.map(({ name }) => element('option', { value: name }, name)));
    draw();
  });
}

/** @param {import('../main.js').Page} page */
function mountOrigins(page) {
  const list = byId('gateway-origins', HTMLUListElement);
  const empty = byId('gateway-origins-empty', HTMLElement);
  let drawn = '';

  mountForm(page, {
    form: 'origin-form',
    field: 'gateway-origin',
    button: 'allow-origin',
    send: api.allowOrigin,
    done: say('page-origin-allowed'),
  });
  list.addEventListener('click', (event) => {
    const origin = pressedButton(event)?.dataset.origin;
    if (!origin) return;
    page.attempt(async () => {
      page.state.shown(await api.forbidOrigin(origin));
      byId('gateway-origin', HTMLInputElement).focus();
    });
  });
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const { origins } = snapshot.gateway;
    const now = JSON.stringify(origins);
    if (now === drawn) return;
    drawn = now;
    list.replaceChildren(...origins.map(row));
    empty.hidden = origins.length > 0;
  });
}

/** @param {import('../main.js').Page} page */
function mountRunKey(page) {
  const remove = byId('remove-run-key', HTMLButtonElement);
  const place = byId('run-key-place', HTMLElement);

  mountForm(page, {
    form: 'run-key-form',
    field: 'run-key',
    button: 'set-run-key',
    send: api.setRunKey,
    done: say('page-run-key-kept'),
  });
  onPress(remove, () =>
    page.attempt(async () => {
      page.state.shown(await api.removeRunKey());
      page.toasts.success(say('page-run-key-removed'));
      byId('run-key', HTMLInputElement).focus();
    }),
  );
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const { keyPlace } = snapshot.gateway;
    show(place, keyPlace);
    remove.hidden = keyPlace === null;
  });
}

/** @param {string} origin */
function row(origin) {
  const forbid = element(
    'button',
    {
      type: 'button',
      class: 'link quiet',
      'data-origin': origin,
      'aria-label': say('page-forbid-that', { origin }),
    },
    say('page-forbid'),
  );
  return element('li', {}, element('b', {}, origin), forbid);
}

/**
 * Wires a form of one field, which keeps the typed value after a refusal.
 * @param {import('../main.js').Page} page
 * @param {{form: string, field: string, button: string,
 *          send: (typed: string) => Promise<api.Snapshot>, done: string}} parts ids of the form, of
 *   its field and button; the command; the sentence of the toast
 */
function mountForm(page, { form, field, button, send, done }) {
  const input = byId(field, HTMLInputElement);
  const error = byId(input.getAttribute('aria-describedby') ?? '', HTMLElement);

  onSubmit(byId(form, HTMLFormElement), byId(button, HTMLButtonElement), async () => {
    try {
      page.state.shown(await send(input.value));
      showRefusal(input, error, '');
      input.value = '';
      page.toasts.success(done);
    } catch (failure) {
      showRefusal(input, error, /** @type {api.Failure} */ (failure).message);
      page.toasts.refusal(failure);
    }
    input.focus();
  });
  input.addEventListener('input', () => showRefusal(input, error, ''));
}
