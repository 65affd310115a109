// Appearance of the window and the tray: the language, the theme, the text beside the icon, hidden
// amounts; and the start at login.

import * as api from '../api.js';
import { byId, element } from '../dom.js';
import { say } from '../language.js';

/** @param {import('../main.js').Page} page */
export function mountAppearance(page) {
  mountThemes(page);
  mountLanguage(page);
  mountTrayText(page);
  mountHiddenAmounts(page);
  return mountStart(page);
}

/**
 * Saves settings.
 * @param {import('../main.js').Page} page @param {Record<string, string | null>} changes
 */
const choose = (page, changes) =>
  page.attempt(async () => {
    await api.saveSettings(changes);
    page.toasts.success(say('page-saved'), page.undoLast());
  });

/** @param {import('../main.js').Page} page */
function mountThemes(page) {
  const themes = [...byId('themes', HTMLFieldSetElement).querySelectorAll('input')];
  for (const theme of themes)
    theme.addEventListener('change', () => choose(page, { theme: theme.value }));
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    for (const theme of themes) theme.checked = theme.value === snapshot.settings.theme;
  });
}

/** @param {import('../main.js').Page} page */
function mountLanguage(page) {
  const select = byId('settings-language', HTMLSelectElement);
  select.addEventListener('change', () => choose(page, { language: select.value || null }));
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const { languages, language } = snapshot.settings;
    if (!select.length) {
      const system = element('option', { value: '' }, say('page-language-system'));
      select.append(system, ...languages.map(languageOption));
    }
    select.value = language ?? '';
  });
}

/** @param {{tag: string, name: string}} language */
function languageOption({ tag, name }) {
  return element('option', { value: tag, lang: tag }, name);
}

/** @param {import('../main.js').Page} page */
function mountTrayText(page) {
  const select = byId('tray-text', HTMLSelectElement);
  select.addEventListener('change', () => choose(page, { trayText: select.value }));
  page.state.subscribe(({ snapshot }) => {
    if (snapshot) select.value = snapshot.settings.trayText;
  });
}

/** @param {import('../main.js').Page} page */
function mountHiddenAmounts(page) {
  const toggle = byId('hide-switch', HTMLInputElement);
  toggle.addEventListener('change', () =>
    page.attempt(async () => page.state.shown(await api.hideAmounts(toggle.checked))),
  );
  page.state.subscribe(({ snapshot }) => {
    if (snapshot) toggle.checked = snapshot.settings.amountsHidden;
  });
}

/** @param {import('../main.js').Page} page */
function mountStart(page) {
  const label = byId('start-label', HTMLElement);
  const start = byId('start-at-login', HTMLInputElement);

  // The desktop's own settings may have changed it.
  async function read() {
    const on = await api.startsAtLogin().catch(() => null);
    label.hidden = on === null;
    start.checked = Boolean(on);
  }

  start.addEventListener('change', async () => {
    const on = start.checked;
    try {
      await api.startAtLogin(on);
      page.toasts.success(on ? say('page-starts-at-login') : say('page-starts-no-more'));
    } catch (failure) {
      page.toasts.failure(failure);
      await read();
    }
  });
  return { read };
}
