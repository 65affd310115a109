// Settings: six sections, one in sight, with their state in a list; and finding a setting.

import * as api from '../api.js';
import { button, byId, element, write } from '../dom.js';
import { say } from '../language.js';
import { mountAlertSettings } from './alert-settings.js';
import { mountAppearance } from './appearance.js';
import { mountBudget } from './budget.js';
import { copyDiagnostics } from './copy.js';
import { mountCurrency } from './currency.js';
import { mountFiles } from './files.js';
import { mountLive } from './live.js';
import { mountRates } from './rates.js';
import { mountRecord } from './record.js';

/** @typedef {import('../types').Snapshot} Snapshot */

/**
 * Sections in the order of their list: name, label, state.
 * @type {[string, string, (snapshot: Snapshot) => string][]}
 */
const SECTIONS = [
  ['balance', say('page-balance-and-key'), balanceState],
  ['general', say('page-general'), generalState],
  ['alerts', say('page-alerts'), alertState],
  ['prices', say('page-assumed-prices'), ({ settings }) => pricesState(settings)],
  ['files', say('page-files'), () => say('page-files-state')],
  ['privacy', say('page-privacy-title'), () => say('page-privacy-state')],
];

/** Other names of sections, and the field that they lead to. @type {Record<string, string>} */
const PLACES = { key: 'live-key', currency: 'rate-input', language: 'settings-language' };

/** Controls that can be looked for, with what names them. */
const NAMED = 'h2, label, legend, summary, button:not([hidden])';

/** @param {import('../main.js').Page} page */
export function mount(page) {
  mountBudget(page);
  mountLive(page);
  mountRecord(page);
  mountCurrency(page);
  const start = mountAppearance(page);
  mountAlertSettings(page);
  mountRates(page);
  const copies = mountFiles(page);
  mountData(page);
  const list = mountList(page);
  return {
    /** @param {string} [place] */
    opened(place = 'balance') {
      start.read();
      copies.read();
      readFolder();
      open(place);
      list.reset();
    },
  };
}

/** Shows a section, or the one with a field. @param {string} place */
function open(place) {
  const field = document.getElementById(PLACES[place] ?? '');
  const section = field?.closest('.set') ?? byId(`set-${place}`, HTMLElement);
  show(section);
  // The balance is typed most: the caret is in its field.
  const input = byId('budget-input', HTMLInputElement);
  const isTyped = place === 'balance' && !input.disabled;
  (field ?? (isTyped ? input : section.querySelector('h2')))?.focus();
}

/** @param {Element} section */
function show(section) {
  for (const each of document.querySelectorAll('#settings .set'))
    if (each instanceof HTMLElement) each.hidden = each !== section;
  for (const entry of byId('settings-list', HTMLElement).querySelectorAll('button'))
    if (`set-${entry.dataset.section}` === section.id) entry.setAttribute('aria-current', 'true');
    else entry.removeAttribute('aria-current');
  if (section.getBoundingClientRect().top < 0) scrollTo(0, 0);
}

/** @param {import('../main.js').Page} page */
function mountList(page) {
  const list = byId('settings-list', HTMLElement);
  const find = byId('settings-find', HTMLInputElement);
  const none = byId('settings-none', HTMLElement);
  const entries = SECTIONS.map(([name, label, state]) => ({ state, ...makeEntry(name, label) }));

  function reset() {
    find.value = '';
    none.hidden = true;
    list.replaceChildren(...entries.map(({ item }) => item));
  }
  find.addEventListener('input', () => {
    const typed = find.value.trim().toLowerCase();
    if (!typed) {
      reset();
      return;
    }
    const found = search(typed);
    list.replaceChildren(...found);
    none.hidden = found.length > 0;
  });
  reset();
  page.state.subscribe(({ snapshot }) => {
    if (snapshot) for (const { state, small } of entries) write(small, state(snapshot));
  });
  return { reset };
}

/** @param {string} name @param {string} label */
function makeEntry(name, label) {
  const small = element('small', {});
  const press = element(
    'button',
    { type: 'button', id: `to-${name}`, 'data-section': name },
    element('b', {}, label),
    small,
  );
  press.addEventListener('click', () => open(name));
  return { item: element('li', {}, press), small };
}

/** @typedef {{name: string, title: string, section: Element, to: Element | null}} Found */

/** Makes an entry for each control whose name has the typed letters. @param {string} typed */
function search(typed) {
  const found = [...document.querySelectorAll('#settings .set')].flatMap((section) => {
    const title = section.querySelector('h2')?.textContent ?? '';
    const named = [...section.querySelectorAll(NAMED)].filter((it) =>
      it.textContent?.toLowerCase().includes(typed),
    );
    /** @type {Found[]} */
    const whole = [{ name: title, title, section, to: null }];
    /** @type {Found[]} */
    const parts = named.map((to) => ({ name: (to.textContent ?? '').trim(), title, section, to }));
    return title.toLowerCase().includes(typed) ? whole : parts;
  });
  return found.slice(0, 12).map(({ name, title, section, to }) => {
    const press = button('', '', () => {
      show(section);
      focusOn(section, to);
    });
    press.append(element('b', {}, name), element('small', {}, title));
    return element('li', {}, press);
  });
}

/** @param {Element} section @param {Element | null} to */
function focusOn(section, to) {
  const field = to instanceof HTMLLabelElement ? to.control : (to?.querySelector('input') ?? to);
  const target = field ?? section.querySelector('h2');
  if (target instanceof HTMLElement) target.focus();
}

/** @param {import('../main.js').Page} page */
function mountData(page) {
  const press = (/** @type {string} */ id, /** @type {() => unknown} */ act) =>
    byId(id, HTMLButtonElement).addEventListener('click', act);
  press('to-models', () => page.go('models'));
  press('open-data-folder', () => page.attempt(api.openDataFolder));
  press('copy-diagnostics', () => copyDiagnostics(page));
  press('reset-settings', () => page.attempt(() => reset(page)));
  press('open-erase', async () => (await page.dialogs.erase()).open());
}

async function readFolder() {
  write(byId('data-folder', HTMLElement), await api.dataFolder().catch(() => ''));
}

/** @param {import('../main.js').Page} page */
async function reset(page) {
  const { change } = await api.resetSettings();
  const done = change === null ? say('page-settings-were-reset') : say('page-settings-reset');
  page.toasts.success(done, page.undoAction(change));
}

/** @param {Snapshot} snapshot */
function balanceState({ budget, live }) {
  if (live) return say('page-state-live', { name: live.username });
  return budget.hasManualBudget ? say('page-state-typed') : say('page-no-budget-set');
}

/** @param {Snapshot} snapshot */
function generalState({ settings }) {
  const spoken = settings.languages.find(({ tag }) => tag === settings.spoken)?.name ?? '';
  const themes = {
    system: say('page-theme-system'),
    light: say('page-theme-light'),
    dark: say('page-theme-dark'),
  };
  const sign = settings.currency === 'EUR' ? '€' : '$';
  return [spoken, themes[settings.theme], sign].join(' · ');
}

/** @param {Snapshot} snapshot */
function alertState({ alerts, settings }) {
  if (!alerts.on) return say('page-state-off');
  // Marks may be amounts.
  if (settings.amountsHidden) return '';
  return alerts.kinds
    .filter(({ on, typed }) => on && typed)
    .map(({ typed }) => typed)
    .join(' · ');
}

/** @param {import('../types').SettingsView} settings */
function pricesState({ imageRate, videoRate, amountsHidden }) {
  if (amountsHidden) return '';
  return say('page-state-prices', { image: imageRate, video: videoRate });
}
