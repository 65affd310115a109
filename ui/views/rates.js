// Assumed prices of images and videos, saved when they are changed.

import * as api from '../api.js';
import { byId, onChange } from '../dom.js';
import { say } from '../language.js';

/** @param {import('../main.js').Page} page */
export function mountRates(page) {
  const error = byId('rates-error', HTMLElement);
  const fields = {
    imageRate: byId('image-rate', HTMLInputElement),
    videoRate: byId('video-rate', HTMLInputElement),
  };
  const saved = { imageRate: '', videoRate: '' };

  onChange(byId('rates-form', HTMLFormElement), async (changed) => {
    for (const name of /** @type {('imageRate' | 'videoRate')[]} */ (Object.keys(fields))) {
      const field = fields[name];
      if (field !== changed || field.value === saved[name]) continue;
      const before = saved[name];
      saved[name] = field.value;
      try {
        await api.saveSettings({ [name]: field.value });
        error.textContent = '';
        field.removeAttribute('aria-invalid');
        page.toasts.success(say('page-prices-saved'), page.undoLast());
      } catch (failure) {
        saved[name] = before;
        error.textContent = /** @type {api.Failure} */ (failure).message;
        field.setAttribute('aria-invalid', 'true');
      }
    }
  });
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    for (const name of /** @type {('imageRate' | 'videoRate')[]} */ (Object.keys(fields))) {
      const field = fields[name];
      // What somebody is typing is not overwritten by what was saved before.
      const isTyped = document.activeElement === field && field.value !== saved[name];
      if (isTyped || field.getAttribute('aria-invalid') === 'true') continue;
      saved[name] = field.value = snapshot.settings[name];
    }
  });
}
