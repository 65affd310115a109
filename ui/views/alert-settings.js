// Alerts in Settings: the one switch, and a row for each kind with its marks.

import * as api from '../api.js';
import { busy, byId, element, show } from '../dom.js';
import { say } from '../language.js';

/** Rows in their order: kind, words, and an example where it has marks. @type {[string, string, string?][]} */
const ROWS = [
  ['share', say('page-alert-share'), say('page-alert-share-example')],
  ['amount', say('page-alert-amount'), say('page-alert-amount-example')],
  ['runs_out', say('page-alert-runs-out'), '3'],
  ['day', say('page-alert-day'), say('page-alert-day-example')],
  ['month', say('page-alert-month'), say('page-alert-month-example')],
  ['expiry', say('page-alert-expiry'), '2026-12-31'],
  ['unusual', say('page-alert-unusual')],
  ['locked', say('page-alert-locked')],
  ['refused', say('page-alert-refused')],
];

/** @typedef {{kind: string, check: HTMLInputElement, field: HTMLInputElement | null, shown: string}} Row */

/** @param {import('../main.js').Page} page */
export function mountAlertSettings(page) {
  const toggle = byId('alerts-switch', HTMLInputElement);
  const trouble = byId('alerts-trouble', HTMLElement);
  const form = byId('alerts-form', HTMLFormElement);
  const error = byId('alerts-error', HTMLElement);
  const save = byId('save-alerts', HTMLButtonElement);
  const rows = ROWS.map(([kind, words, example]) => row(kind, words, example));
  byId('alert-rows', HTMLElement).append(...rows.map(({ box }) => box));
  let edited = false;

  toggle.addEventListener('change', async () => {
    try {
      page.state.shown(await api.switchAlerts(toggle.checked));
      page.toasts.success(toggle.checked ? say('page-alerts-on') : say('page-alerts-off'));
    } catch (failure) {
      toggle.checked = !toggle.checked;
      page.toasts.failure(failure);
    }
  });
  form.addEventListener('input', (event) => {
    edited = true;
    refuse(null, '');
    const typed = rows.find(({ field }) => field === event.target);
    if (typed?.field) typed.check.checked = typed.field.value.trim() !== '';
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    busy(save, keep);
  });

  /** @param {Row | null} at @param {string} message */
  function refuse(at, message) {
    error.textContent = message;
    for (const { field, check } of rows)
      (field ?? check).setAttribute('aria-invalid', String(field === at?.field && message !== ''));
  }

  /** Sends the rows that differ, one by one, so that a refusal points at its field. */
  async function keep() {
    let kept = page.state.get().snapshot;
    for (const each of rows) {
      if (state(each) === each.shown) continue;
      try {
        kept = await api.chooseAlert(each.kind, each.check.checked, each.field?.value ?? '');
      } catch (failure) {
        refuse(each, /** @type {api.Failure} */ (failure).message);
        (each.field ?? each.check).focus();
        page.toasts.refusal(failure);
        return;
      }
    }
    edited = false;
    if (kept) page.state.shown(kept);
    page.toasts.success(say('page-alerts-saved'));
  }

  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const { alerts } = snapshot;
    toggle.checked = alerts.on;
    form.hidden = !alerts.on;
    show(trouble, alerts.trouble);
    for (const each of rows) {
      const chosen = alerts.kinds.find(({ kind }) => kind === each.kind);
      if (!chosen) continue;
      if (!edited) {
        each.check.checked = chosen.on;
        if (each.field) each.field.value = chosen.typed;
      }
      each.shown = words(chosen.on, chosen.typed);
    }
  });
}

/** @param {boolean} on @param {string} typed */
const words = (on, typed) => `${on} ${typed}`;

/** @param {Row} row */
const state = ({ check, field }) => words(check.checked, field?.value ?? '');

/** @param {string} kind @param {string} said @param {string} [example] @returns {Row & {box: HTMLElement}} */
function row(kind, said, example) {
  const check = document.createElement('input');
  check.type = 'checkbox';
  check.id = `alert-${kind}-on`;
  const box = element('div', { class: 'mark' }, element('label', { class: 'check' }, check, said));
  if (example === undefined) return { kind, check, field: null, shown: '', box };
  const field = document.createElement('input');
  field.id = `alert-${kind}`;
  field.maxLength = 64;
  field.placeholder = example;
  field.setAttribute('aria-label', say('page-alert-value', { alert: said }));
  field.setAttribute('aria-describedby', 'alerts-error');
  box.append(element('span', { class: 'field' }, field));
  return { kind, check, field, shown: '', box };
}
