// Assumed prices of images and videos, saved when they are changed.

import * as api from '../api.js';
import { byId, onChange } from '../dom.js';
import { say } from '../language.js';
import { SavedField } from './saved-field.js';

/** Fields by the name of their setting. */
const FIELDS = /** @type {const} */ ({ imageRate: 'image-rate', videoRate: 'video-rate' });

/** @param {import('../main.js').Page} page */
export function mountRates(page) {
  const error = byId('rates-error', HTMLElement);
  const names = /** @type {(keyof typeof FIELDS)[]} */ (Object.keys(FIELDS));
  const rates = names.map((name) => ({
    name,
    rate: new SavedField(byId(FIELDS[name], HTMLInputElement), error, async (value) => {
      await api.saveSettings({ [name]: value });
      page.toasts.success(say('page-prices-saved'), page.undoLast());
    }),
  }));

  onChange(byId('rates-form', HTMLFormElement), (changed) =>
    rates.find(({ rate }) => rate.field === changed)?.rate.changed(),
  );
  page.state.subscribe(({ snapshot }) => {
    if (!snapshot) return;
    for (const { name, rate } of rates) rate.show(snapshot.settings[name]);
  });
}
