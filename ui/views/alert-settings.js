// Alerts in Settings: the one switch, and a row for each kind with its marks.

import * as api from '../api.js';
import { byId, element, onChange, show } from '../dom.js';
import { say } from '../language.js';

/**
 * Rows in their order: kind, label, and an example if it has marks.
 * @type {[string, string, string?][]}
 */
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

/**
 * Row of the form; `saved` is its `fingerprint` as the program has it.
 * @typedef {{kind: string, check: HTMLInputElement, field: HTMLInputElement | null, saved: string,
 *            box: HTMLElement}} Row
 */

/** @param {import('../main.js').Page} page */
export function mountAlertSettings(page) {
  mountSwitch(page);
  const form = byId('alerts-form', HTMLFormElement);
  const rows = ROWS.map(([kind, label, example]) => makeRow(kind, label, example));
  byId('alert-rows', HTMLElement).append(...rows.map(({ box }) => box));
  let edited = false;

  form.addEventListener('input', (event) => {
    edited = true;
    showRefusal(rows, null, '');
    const typed = rows.find(({ field }) => field === event.target);
    if (typed?.field) typed.check.checked = typed.field.value.trim() !== '';
  });
  onChange(form, async () => {
    const saved = await saveRows(page, rows);
    if (!saved) return;
    edited = false;
    page.state.shown(saved);
  });
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    form.hidden = !snapshot.alerts.on;
    for (const row of rows) renderRow(row, snapshot.alerts.kinds, edited);
  });
}

/** @param {import('../main.js').Page} page */
function mountSwitch(page) {
  const toggle = byId('alerts-switch', HTMLInputElement);
  const error = byId('alerts-trouble', HTMLElement);

  toggle.addEventListener('change', async () => {
    try {
      page.state.shown(await api.switchAlerts(toggle.checked));
      page.toasts.success(toggle.checked ? say('page-alerts-on') : say('page-alerts-off'));
    } catch (failure) {
      toggle.checked = !toggle.checked;
      page.toasts.failure(failure);
    }
  });
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    toggle.checked = snapshot.alerts.on;
    show(error, snapshot.alerts.trouble);
  });
}

/**
 * Sends the rows that differ, one by one, so that a refusal points at its field.
 * @param {import('../main.js').Page} page @param {Row[]} rows
 * @returns {Promise<api.Snapshot | null>} the newest snapshot; `null` after a refusal
 */
async function saveRows(page, rows) {
  let newest = page.state.get().snapshot;
  for (const row of rows) {
    const { kind, check, field } = row;
    const now = fingerprint(check.checked, field?.value ?? '');
    if (now === row.saved) continue;
    const before = row.saved;
    row.saved = now;
    try {
      newest = await api.chooseAlert(kind, check.checked, field?.value ?? '');
      page.toasts.success(say('page-alerts-saved'));
    } catch (failure) {
      row.saved = before;
      showRefusal(rows, row, /** @type {api.Failure} */ (failure).message);
      return null;
    }
  }
  return newest;
}

/** @param {Row[]} rows @param {Row | null} refused @param {string} message */
function showRefusal(rows, refused, message) {
  byId('alerts-error', HTMLElement).textContent = message;
  for (const { field, check } of rows) {
    const isRefused = field === refused?.field && message !== '';
    (field ?? check).setAttribute('aria-invalid', String(isRefused));
  }
}

/** @param {Row} row @param {import('../types').AlertKindView[]} kinds @param {boolean} edited */
function renderRow(row, kinds, edited) {
  const chosen = kinds.find(({ kind }) => kind === row.kind);
  if (!chosen) return;
  const { check, field } = row;
  // What somebody is typing is not overwritten by what was saved before.
  const isFocused = document.activeElement === field || document.activeElement === check;
  const isTyped = isFocused && fingerprint(check.checked, field?.value ?? '') !== row.saved;
  if (!edited && !isTyped) {
    check.checked = chosen.on;
    if (field) field.value = chosen.typed;
  }
  row.saved = fingerprint(chosen.on, chosen.typed);
}

/** @param {boolean} on @param {string} typed */
const fingerprint = (on, typed) => `${on} ${typed}`;

/** @param {string} kind @param {string} label @param {string} [example] @returns {Row} */
function makeRow(kind, label, example) {
  const check = document.createElement('input');
  check.type = 'checkbox';
  check.id = `alert-${kind}-on`;
  const box = element('div', { class: 'opt mark' }, element('label', {}, check, label));
  if (example === undefined) return { kind, check, field: null, saved: '', box };
  const field = document.createElement('input');
  field.id = `alert-${kind}`;
  field.maxLength = 64;
  field.placeholder = example;
  field.setAttribute('aria-label', say('page-alert-value', { alert: label }));
  field.setAttribute('aria-describedby', 'alerts-error');
  box.append(field);
  return { kind, check, field, saved: '', box };
}
