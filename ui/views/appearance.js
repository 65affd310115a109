// How the window and the tray look: the language, the theme, the text beside the icon, hidden amounts; and the start at login.

import * as api from '../api.js';
import { byId, element } from '../dom.js';
import { say, speak } from '../language.js';

/** @param {import('../main.js').Page} page */
export function mountLook(page) {
  const themes = [...byId('themes', HTMLFieldSetElement).querySelectorAll('input')];
  const language = byId('settings-language', HTMLSelectElement);
  const trayText = byId('tray-text', HTMLSelectElement);
  const hide = byId('hide-amounts', HTMLButtonElement);
  const hideSwitch = byId('hide-switch', HTMLInputElement);

  /** What is chosen shows by itself. @param {Record<string, string | null>} changes */
  async function choose(changes) {
    try {
      await api.saveSettings(changes);
    } catch (failure) {
      page.toasts.failure(failure);
    }
  }

  /** @param {boolean} hidden */
  async function hideAmounts(hidden) {
    try {
      page.state.shown(await api.hideAmounts(hidden));
    } catch (failure) {
      page.toasts.failure(failure);
    }
  }

  language.addEventListener('change', () => choose({ language: language.value || null }));
  for (const theme of themes)
    theme.addEventListener('change', () => choose({ theme: theme.value }));
  trayText.addEventListener('change', () => choose({ trayText: trayText.value }));
  hideSwitch.addEventListener('change', () => hideAmounts(hideSwitch.checked));
  hide.addEventListener('click', () => hideAmounts(hide.getAttribute('aria-pressed') !== 'true'));
  mountStart(page);

  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    const {
      theme,
      trayText: text,
      amountsHidden,
      spoken,
      languages,
      language: chosen,
    } = snapshot.settings;
    speak(spoken);
    if (!language.length)
      language.append(
        ...[{ tag: '', name: say('page-language-system') }, ...languages].map(({ tag, name }) =>
          element('option', tag ? { value: tag, lang: tag } : { value: '' }, name),
        ),
      );
    language.value = chosen ?? '';
    document.documentElement.dataset.theme = theme;
    document.body.dataset.amounts = amountsHidden ? 'hidden' : 'shown';
    for (const choice of themes) choice.checked = choice.value === theme;
    trayText.value = text;
    hideSwitch.checked = amountsHidden;
    hide.setAttribute('aria-pressed', String(amountsHidden));
    hide.title = amountsHidden ? say('page-show-amounts-key') : say('page-hide-amounts-key');
  });
}

/** @param {import('../main.js').Page} page */
function mountStart(page) {
  const label = byId('start-label', HTMLElement);
  const start = byId('start-at-login', HTMLInputElement);

  /** The desktop's own settings may have changed it. */
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
  byId('settings', HTMLDialogElement).addEventListener('opened', read);
}
