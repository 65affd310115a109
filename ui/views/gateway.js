// The gateway: its switch, where it is, lines for programs, the pages that may use it, their key, its port.

import * as api from '../api.js';
import { busy, byId, element, show, write } from '../dom.js';
import { say } from '../language.js';
import { copy } from './diagnostics.js';

/** @param {import('../main.js').Page} page */
export function mountGateway(page) {
  const toggle = byId('gateway-switch', HTMLInputElement);
  const error = byId('gateway-error', HTMLElement);
  const on = byId('gateway-on', HTMLElement);
  const status = byId('gateway-status', HTMLElement);
  const open = byId('gateway-open', HTMLElement);
  const address = byId('gateway-address', HTMLElement);
  const secure = byId('gateway-secure', HTMLElement);
  let switching = false;

  toggle.addEventListener('change', async () => {
    switching = true;
    toggle.setAttribute('aria-busy', 'true');
    try {
      page.state.shown(await api.switchGateway(toggle.checked));
      page.toasts.success(toggle.checked ? say('page-gateway-runs') : say('page-gateway-stopped'));
    } catch (failure) {
      page.toasts.failure(failure);
    }
    switching = false;
    toggle.removeAttribute('aria-busy');
  });

  mountLines(page);
  mountPages(page);
  mountForm(
    page,
    'run-key-form',
    'run-key',
    'set-run-key',
    api.setRunKey,
    say('page-run-key-kept'),
  );
  mountForm(
    page,
    'port-form',
    'gateway-port',
    'set-port',
    api.setGatewayPort,
    say('page-port-kept'),
  );

  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const { gateway } = snapshot;
    if (!switching) toggle.checked = gateway.on;
    show(error, gateway.trouble);
    on.hidden = gateway.address === null;
    show(status, gateway.status);
    show(open, gateway.open);
    write(address, gateway.address ?? '');
    write(secure, gateway.secureAddress ?? '');
    byId('gateway-port', HTMLInputElement).placeholder = `${gateway.port || gateway.usualPort}`;
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
function mountPages(page) {
  const list = byId('gateway-origins', HTMLUListElement);
  const empty = byId('gateway-origins-empty', HTMLElement);
  const remove = byId('remove-run-key', HTMLButtonElement);
  const place = byId('run-key-place', HTMLElement);
  let drawn = '';

  mountForm(
    page,
    'origin-form',
    'gateway-origin',
    'allow-origin',
    api.allowOrigin,
    say('page-origin-allowed'),
  );
  list.addEventListener('click', async (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null;
    if (!button?.dataset.origin) return;
    try {
      page.state.shown(await api.forbidOrigin(button.dataset.origin));
      byId('gateway-origin', HTMLInputElement).focus();
    } catch (failure) {
      page.toasts.failure(failure);
    }
  });
  remove.addEventListener('click', () =>
    busy(remove, async () => {
      try {
        page.state.shown(await api.removeRunKey());
        page.toasts.success(say('page-run-key-removed'));
        byId('run-key', HTMLInputElement).focus();
      } catch (failure) {
        page.toasts.failure(failure);
      }
    }),
  );
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const { origins, keyPlace } = snapshot.gateway;
    show(place, keyPlace);
    remove.hidden = keyPlace === null;
    const now = JSON.stringify(origins);
    if (now === drawn) return;
    drawn = now;
    list.replaceChildren(...origins.map(row));
    empty.hidden = origins.length > 0;
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
 * A form of one field, which keeps what was typed where it is refused.
 * @param {import('../main.js').Page} page @param {string} form @param {string} field @param {string} button
 * @param {(typed: string) => Promise<api.Snapshot>} send @param {string} said
 */
function mountForm(page, form, field, button, send, said) {
  const input = byId(field, HTMLInputElement);
  const error = byId(input.getAttribute('aria-describedby') ?? '', HTMLElement);
  const submit = byId(button, HTMLButtonElement);

  /** @param {string} message */
  function refuse(message) {
    error.textContent = message;
    input.setAttribute('aria-invalid', String(message !== ''));
  }

  byId(form, HTMLFormElement).addEventListener('submit', (event) => {
    event.preventDefault();
    busy(submit, async () => {
      try {
        page.state.shown(await send(input.value));
        refuse('');
        input.value = '';
        page.toasts.success(said);
      } catch (failure) {
        refuse(/** @type {api.Failure} */ (failure).message);
        page.toasts.refusal(failure);
      }
      input.focus();
    });
  });
  input.addEventListener('input', () => refuse(''));
}
