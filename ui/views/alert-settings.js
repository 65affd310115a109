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

/** @typedef {{on: boolean, typed: string}} Choice of one kind */

/**
 * Row of the form; `saved` is the choice as the program has it, `sending` counts the changes of it
 * that are under way.
 * @typedef {{kind: string, check: HTMLInputElement, field: HTMLInputElement | null, saved: Choice,
 *            sending: number, box: HTMLElement}} Row
 */

/** @param {import('../main.js').Page} page */
export function mountAlertSettings(page) {
  mountSwitch(page);
  const form = byId('alerts-form', HTMLFormElement);
  const rows = ROWS.map(([kind, label, example]) => makeRow(kind, label, example));
  byId('alert-rows', HTMLElement).append(...rows.map(({ box }) => box));

  form.addEventListener('input', ({ target }) => {
    const row = rows.find(({ field }) => field === target);
    if (!row?.field) return;
    row.check.checked = row.field.value.trim() !== '';
    showRefusal(row, '');
  });
  onChange(form, (changed) => {
    const row = rows.find(({ check, field }) => check === changed || field === changed);
    if (row) saveRow(page, row);
  });
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    form.hidden = !snapshot.alerts.on;
    for (const row of rows) renderRow(row, snapshot.alerts.kinds);
  });
}

/** @param {import('../main.js').Page} page */
function mountSwitch(page) {
  const toggle = byId('alerts-switch', HTMLInputElement);
  const error = byId('alerts-trouble', HTMLElement);

  const send = async (/** @type {boolean} */ on) => page.state.shown(await api.switchAlerts(on));

  toggle.addEventListener('change', async () => {
    const on = toggle.checked;
    try {
      await send(on);
      const done = on ? say('page-alerts-on') : say('page-alerts-off');
      page.toasts.success(
        done,
        page.undoBy(() => send(!on)),
      );
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
 * Saves a row that was changed, and no other: one that is still being typed is not done yet.
 * @param {import('../main.js').Page} page @param {Row} row
 */
async function saveRow(page, row) {
  const before = row.saved;
  const chosen = choiceOf(row);
  if (isSame(chosen, before)) return;
  const send = (/** @type {Choice} */ { on, typed }) => api.chooseAlert(row.kind, on, typed);
  row.saved = chosen;
  row.sending += 1;
  try {
    const snapshot = await send(chosen);
    row.sending -= 1;
    showRefusal(row, '');
    page.state.shown(snapshot);
    const undo = page.undoBy(async () => page.state.shown(await send(before)));
    page.toasts.success(say('page-alerts-saved'), undo);
  } catch (failure) {
    row.sending -= 1;
    row.saved = before;
    showRefusal(row, /** @type {api.Failure} */ (failure).message);
  }
}

/** @param {Row} row @param {string} message */
function showRefusal({ field, check }, message) {
  byId('alerts-error', HTMLElement).textContent = message;
  (field ?? check).setAttribute('aria-invalid', String(message !== ''));
}

/** @param {Row} row @param {import('../types').AlertKindView[]} kinds */
function renderRow(row, kinds) {
  const chosen = kinds.find(({ kind }) => kind === row.kind);
  const { check, field } = row;
  if (!chosen || row.sending || field?.getAttribute('aria-invalid') === 'true') return;
  // What somebody is typing is not overwritten by what was saved before.
  if (document.activeElement === field && !isSame(choiceOf(row), row.saved)) return;
  check.checked = chosen.on;
  if (field) field.value = chosen.typed;
  row.saved = { on: chosen.on, typed: chosen.typed };
}

/** @param {Row} row @returns {Choice} */
const choiceOf = ({ check, field }) => ({ on: check.checked, typed: field?.value ?? '' });

/** @param {Choice} one @param {Choice} other */
const isSame = (one, other) => one.on === other.on && one.typed === other.typed;

/** @param {string} kind @param {string} label @param {string} [example] @returns {Row} */
function makeRow(kind, label, example) {
  const check = document.createElement('input');
  check.type = 'checkbox';
  check.id = `alert-${kind}-on`;
  const box = element('div', { class: 'opt mark' }, element('label', {}, check, label));
  const saved = { on: false, typed: '' };
  if (example === undefined) return { kind, check, field: null, saved, sending: 0, box };
  const field = document.createElement('input');
  field.id = `alert-${kind}`;
  field.maxLength = 64;
  field.placeholder = example;
  field.setAttribute('aria-label', say('page-alert-value', { alert: label }));
  field.setAttribute('aria-describedby', 'alerts-error');
  box.append(field);
  return { kind, check, field, saved, sending: 0, box };
}
