// Short messages at the lower edge. Good news goes by itself; errors stay until they are closed.

import { byId, element } from '../dom.js';

/** How long good news stays, in milliseconds; longer while it is pointed at or focused. */
const STAYS = 7000;
/** More than this many at once would hide the page. */
const MOST = 3;

/** @typedef {{label: string, act: () => void}} Action */

export function mountToasts() {
  const place = byId('toasts', HTMLElement);

  /** @param {'success' | 'failure'} kind @param {string} message @param {Action} [action] */
  function add(kind, message, action) {
    const toast = element('div', { class: 'toast', 'data-kind': kind, role: kind === 'failure' ? 'alert' : 'status' }, element('span', {}, message));
    const remove = () => toast.remove();
    if (action) toast.append(button(action.label, 'link', () => { remove(); action.act(); }));
    toast.append(closeButton(remove));
    // The newest good news replaces the one before; errors wait for the person.
    if (kind === 'success') place.querySelector('[data-kind="success"]')?.remove();
    place.append(toast);
    while (place.children.length > MOST) place.firstElementChild?.remove();
    if (kind === 'success') leaveLater(toast, remove);
  }

  return {
    /** @param {string} message @param {Action} [action] */
    success: (message, action) => add('success', message, action),
    /** @param {unknown} failure @param {Action} [action] */
    failure: (failure, action) => add('failure', failure instanceof Error ? failure.message : String(failure), action),
    /** A modal dialog makes the rest of the page inert: the toasts go where the person is. @param {Element} home */
    moveTo: (home) => home.append(place),
  };
}

/** @param {string} label @param {string} style @param {() => void} act */
function button(label, style, act) {
  const made = element('button', { type: 'button', class: style }, label);
  made.addEventListener('click', act);
  return made;
}

/** @param {() => void} remove */
function closeButton(remove) {
  const made = button('×', 'close', remove);
  made.setAttribute('aria-label', 'Close message');
  return made;
}

/** @param {HTMLElement} toast @param {() => void} remove */
function leaveLater(toast, remove) {
  const timer = setInterval(() => {
    if (toast.matches(':hover, :focus-within')) return;
    clearInterval(timer);
    remove();
  }, STAYS);
}
