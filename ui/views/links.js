// Links to fal.ai. The program opens the browser; where none opens, the address is there to copy.

import * as api from '../api.js';
import { byId, part } from '../dom.js';
import { say } from '../language.js';
import { copy } from './diagnostics.js';

/** @param {import('../main.js').Page} page */
export function mountLinks(page) {
  const fallback = byId('link-address', HTMLElement);
  const address = part(fallback, '[data-address]');

  /** @param {'dashboard' | 'billing'} name */
  async function open(name) {
    fallback.hidden = true;
    try {
      await api.openPage(name);
    } catch (thrown) {
      const failure = /** @type {api.Failure} */ (thrown);
      const found = failure.message.match(/https:\/\/\S+/)?.[0];
      address.textContent = found ?? '';
      fallback.hidden = !found;
      page.toasts.failure(
        failure,
        found
          ? {
              label: say('page-copy-address'),
              act: () => copy(page, found, say('page-address-copied')),
            }
          : undefined,
      );
    }
  }

  for (const button of document.querySelectorAll('[data-open]')) {
    button.addEventListener('click', () =>
      open(button.getAttribute('data-open') === 'billing' ? 'billing' : 'dashboard'),
    );
  }
  part(fallback, '[data-copy-address]').addEventListener('click', () =>
    copy(page, address.textContent ?? '', say('page-address-copied')),
  );
}
