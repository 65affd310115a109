// The welcome of the first start: the one thing to do, and nothing else. Once dismissed the card
// does not come back.

import * as api from '../api.js';
import { button, byId, element } from '../dom.js';
import { say } from '../language.js';

/**
 * @param {import('../main.js').Page} page
 * @param {{open: () => void, openAt: (field: HTMLElement) => void}} settings
 */
export function mountWelcome(page, settings) {
  const type = button(say('page-type-balance'), 'btn primary', settings.open);
  const connect = button(say('page-connect-key'), 'btn', () =>
    settings.openAt(byId('live-key', HTMLInputElement)),
  );
  const away = button(say('page-not-now'), 'btn fit', () => dismiss(page), { id: 'welcome-away' });
  const card = element(
    'section',
    { class: 'card welcome', id: 'welcome', 'aria-labelledby': 'welcome-title', hidden: '' },
    element('h1', { id: 'welcome-title' }, say('page-welcome')),
    element('p', {}, say('page-welcome-means')),
    element('div', { class: 'row wrap' }, type, connect, away),
  );
  byId('main', HTMLElement).prepend(card);

  page.state.subscribe(({ snapshot }) => {
    card.hidden = !snapshot?.welcome;
    document.body.dataset.welcome = String(Boolean(snapshot?.welcome));
  });
}

/** @param {import('../main.js').Page} page */
function dismiss(page) {
  return page.attempt(async () => {
    page.state.shown(await api.welcomeWasSeen());
    byId('enter-balance', HTMLButtonElement).focus();
  });
}
