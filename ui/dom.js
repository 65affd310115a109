// Small functions on the document that every view needs.

/**
 * Finds the element with this id and of this kind. Its absence is a mistake in index.html.
 * @template {Element} T
 * @param {string} id @param {new () => T} kind @returns {T}
 */
export function byId(id, kind) {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`index.html has no ${kind.name} #${id}`);
  return found;
}

/**
 * Finds the part of `root` that `selector` names.
 * @param {Element} root @param {string} selector @returns {HTMLElement}
 */
export function part(root, selector) {
  const found = root.querySelector(selector);
  if (!(found instanceof HTMLElement))
    throw new Error(`index.html has no ${selector} in #${root.id}`);
  return found;
}

/**
 * Makes an element with text or children; text is never read as HTML.
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {...(Node | string)} children
 */
export function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * Makes a button.
 * @param {string} label
 * @param {string} style its classes
 * @param {() => void} act runs on each press
 * @param {Record<string, string>} [attributes]
 */
export function button(label, style, act, attributes = {}) {
  const made = element('button', { type: 'button', class: style, ...attributes }, label);
  made.addEventListener('click', act);
  return /** @type {HTMLButtonElement} */ (made);
}

/**
 * Writes a text unless it is there already. WebKit loses a press when the text of the button is
 * replaced, even by the same, before the finger is up.
 * @param {Element} where @param {string} text
 */
export function write(where, text) {
  if (where.textContent !== text) where.textContent = text;
}

/**
 * Shows a text, or hides the element if there is none.
 * @param {HTMLElement} where @param {string | null | undefined} text
 */
export function show(where, text) {
  where.hidden = !text;
  write(where, text ?? '');
}

/**
 * Shows an amount with its last digit on hover; a dash if unknown.
 * @param {HTMLElement} where @param {import('./types').Amount | null} amount
 */
export function showAmount(where, amount) {
  write(where, amount?.text ?? '—');
  where.title = amount && amount.full !== amount.text ? amount.full : '';
}

/**
 * Runs `work` while its button shows a spinner and takes no second press.
 * @template T
 * @param {HTMLButtonElement} button @param {() => Promise<T>} work
 */
export async function busy(button, work) {
  if (button.getAttribute('aria-busy') === 'true') return undefined;
  button.setAttribute('aria-busy', 'true');
  try {
    return await work();
  } finally {
    button.removeAttribute('aria-busy');
  }
}

/**
 * Runs `work` on each press of a button, which is busy meanwhile.
 * @param {HTMLButtonElement} button @param {() => Promise<unknown>} work
 */
export function onPress(button, work) {
  button.addEventListener('click', () => busy(button, work));
}

/**
 * Runs `work` on each submission of a form, whose button is busy meanwhile.
 * @param {HTMLFormElement} form
 * @param {HTMLButtonElement} button
 * @param {() => Promise<unknown>} work
 */
export function onSubmit(form, button, work) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    busy(button, work);
  });
}

/**
 * Shows at a field why its value is refused; an empty message takes that back.
 * @param {HTMLInputElement | HTMLSelectElement} field
 * @param {HTMLElement} error @param {string} message
 */
export function showRefusal(field, error, message) {
  error.textContent = message;
  field.setAttribute('aria-invalid', String(message !== ''));
}

/**
 * Finds the button that an event came from, within the element that listens.
 * @param {Event} event
 */
export function pressedButton({ target }) {
  return target instanceof Element ? target.closest('button') : null;
}

/**
 * Runs `work` once at a time. Calls that come meanwhile lead to one more run.
 * @param {() => Promise<void>} work
 */
export function oneAtATime(work) {
  let isWanted = false;
  let isRunning = false;
  return async () => {
    isWanted = true;
    if (isRunning) return;
    isRunning = true;
    while (isWanted) {
      isWanted = false;
      await work();
    }
    isRunning = false;
  };
}

/**
 * Runs `open` for each press of a link to one of fal.ai's pages, whenever it came into the page.
 * @param {(page: 'dashboard' | 'billing') => unknown} open
 */
export function onOpenLink(open) {
  document.addEventListener('click', (event) => {
    const name = pressedButton(event)?.dataset.open;
    if (name) open(name === 'billing' ? 'billing' : 'dashboard');
  });
}

/**
 * Saves a form whenever one of its fields was changed, and on Enter.
 * @param {HTMLFormElement} form @param {(field: Element) => unknown} save
 */
export function onChange(form, save) {
  form.addEventListener('change', ({ target }) => target instanceof Element && save(target));
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('keydown', ({ key, target }) => {
    // Leaving a field is a change of it; so is Enter, with the focus kept.
    if (key === 'Enter' && target instanceof HTMLInputElement) save(target);
  });
}
