// Links to fal.ai. The program opens the browser; if none opens, the address is there to copy.

import * as api from '../api.js';
import { byId, part } from '../dom.js';
import { say } from '../language.js';
import { copy } from './diagnostics.js';

/** @param {import('../main.js').Page} page */
export function mountLinks(page) {
  const fallback = byId('link-address', HTMLElement);
  const address = part(fallback, '[data-address]');

  for (const button of document.querySelectorAll('[data-open]')) {
    button.addEventListener('click', () =>
      open(page, button.getAttribute('data-open') === 'billing' ? 'billing' : 'dashboard'),
    );
  }
  part(fallback, '[data-copy-address]').addEventListener('click', () =>
    copy(page, address.textContent ?? '', say('page-address-copied')),
  );
}

/** @param {import('../main.js').Page} page @param {'dashboard' | 'billing'} name */
async function open(page, name) {
  const fallback = byId('link-address', HTMLElement);
  fallback.hidden = true;
  try {
    await api.openPage(name);
  } catch (thrown) {
    const failure = /** @type {api.Failure} */ (thrown);
    const address = failure.message.match(/https:\/\/\S+/)?.[0];
    part(fallback, '[data-address]').textContent = address ?? '';
    fallback.hidden = !address;
    page.toasts.failure(failure, address ? copyAction(page, address) : undefined);
  }
}

/** @param {import('../main.js').Page} page @param {string} address */
function copyAction(page, address) {
  const act = () => copy(page, address, say('page-address-copied'));
  return { label: say('page-copy-address'), act };
}
