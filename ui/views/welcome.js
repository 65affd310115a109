// The first start: one question with the caret in it; a key instead; sample data; or none of them
// for now. Once answered it does not come back.

import * as api from '../api.js';
import { busy, button, byId, element, showRefusal } from '../dom.js';
import { say } from '../language.js';
import { style } from '../load.js';

/** @param {import('../main.js').Page} page */
export async function mount(page) {
  await style('welcome');
  const { form, input, sign } = makeForm(page);
  const key = way('welcome-key', say('page-have-it-read'), say('page-have-it-read-means'), () =>
    page.go('settings', 'key'),
  );
  const sample = way('welcome-sample', say('page-look-around'), say('page-look-around-means'), () =>
    page.attempt(async () => page.state.shown(await api.beginSample())),
  );
  const card = element(
    'section',
    { class: 'first', id: 'welcome', 'aria-labelledby': 'welcome-title', hidden: '' },
    element('h2', { class: 'title', id: 'welcome-title' }, say('page-welcome')),
    form,
    element(
      'p',
      { class: 'muted' },
      `${say('page-welcome-means')} `,
      button(say('page-open-billing'), 'link', () => {}, { 'data-open': 'billing' }),
    ),
    element('p', { class: 'or' }, say('page-or')),
    key,
    sample,
    button(say('page-not-now'), 'link quiet', () => dismiss(page), { id: 'welcome-away' }),
  );
  byId('overview-title', HTMLElement).after(card);

  page.state.subscribe(({ snapshot }) => {
    const wasHidden = card.hidden;
    card.hidden = !snapshot?.welcome;
    document.body.dataset.welcome = String(Boolean(snapshot?.welcome));
    if (!snapshot) return;
    sign.value = snapshot.settings.currency;
    // Also when it comes back after a moment without figures: the focus went elsewhere then.
    if (wasHidden && !card.hidden) input.focus();
  });
}

/**
 * Makes the button of another way to begin.
 * @param {string} id @param {string} name @param {string} means @param {() => void} act
 */
function way(id, name, means, act) {
  const made = button('', 'way', act, { id });
  made.append(element('b', {}, name), element('small', {}, means));
  return made;
}

/** @param {import('../main.js').Page} page */
function makeForm(page) {
  const sign = /** @type {HTMLSelectElement} */ (
    element(
      'select',
      { id: 'first-sign', 'aria-label': say('page-sign-shown') },
      element('option', { value: 'EUR' }, '€'),
      element('option', { value: 'USD' }, '$'),
    )
  );
  const input = /** @type {HTMLInputElement} */ (
    element('input', {
      id: 'first-balance',
      inputmode: 'decimal',
      maxlength: '64',
      autocomplete: 'off',
      placeholder: say('page-first-example'),
      'aria-labelledby': 'welcome-title',
      'aria-describedby': 'first-error',
    })
  );
  const error = element('p', { class: 'error', id: 'first-error', role: 'alert' });
  const start = /** @type {HTMLButtonElement} */ (
    element(
      'button',
      { type: 'submit', class: 'btn primary', id: 'first-start' },
      say('page-start'),
    )
  );
  const row = element('div', { class: 'ask' }, sign, input, start);
  const form = element('form', { novalidate: '', autocomplete: 'off' }, row, error);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    busy(start, () => enter(page, input, error));
  });
  sign.addEventListener('change', () =>
    page.attempt(() => api.saveSettings({ currency: sign.value })),
  );
  input.addEventListener('input', () => showRefusal(input, error, ''));
  return { form, input, sign };
}

/**
 * @param {import('../main.js').Page} page
 * @param {HTMLInputElement} input @param {HTMLElement} error
 */
async function enter(page, input, error) {
  try {
    const { change } = await api.setBudget(input.value);
    page.toasts.success(say('page-budget-updated'), page.undoAction(change));
  } catch (failure) {
    showRefusal(input, error, /** @type {api.Failure} */ (failure).message);
    input.focus();
  }
}

/** @param {import('../main.js').Page} page */
function dismiss(page) {
  return page.attempt(async () => {
    page.state.shown(await api.welcomeWasSeen());
    byId('job-model', HTMLInputElement).focus();
  });
}
