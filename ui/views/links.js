// Links to fal.ai. The program opens the browser; if none opens, the address is there to copy.

import * as api from '../api.js';
import { say } from '../language.js';
import { copy } from './copy.js';

/** @param {import('../main.js').Page} page @param {'dashboard' | 'billing'} name */
export async function open(page, name) {
  const fallback = document.getElementById('link-address');
  if (fallback) fallback.hidden = true;
  try {
    await api.openPage(name);
  } catch (thrown) {
    const failure = /** @type {api.Failure} */ (thrown);
    const address = failure.message.match(/https:\/\/\S+/)?.[0];
    const place = fallback?.querySelector('[data-address]');
    if (fallback && place) {
      place.textContent = address ?? '';
      fallback.hidden = !address;
    }
    page.toasts.failure(failure, address ? copyAction(page, address) : undefined);
  }
}

/** @param {import('../main.js').Page} page @param {string} address */
function copyAction(page, address) {
  const act = () => copy(page, address, say('page-address-copied'));
  return { label: say('page-copy-address'), act };
}
