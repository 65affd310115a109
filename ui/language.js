// The page's sentences, in the language that its address names. The program gives them before anything else runs.

const language = new URLSearchParams(location.search).get('language') ?? 'en';
/** @type {Record<string, string>} */
const sentences = /** @type {any} */ (globalThis).sentences?.[language] ?? {};

/**
 * The sentence of a key of `locales`, with its values.
 * @param {string} key @param {Record<string, string | number>} [values]
 */
export function say(key, values = {}) {
  return (sentences[key] ?? key).replace(/\{(\w+)\}/g, (place, name) => String(values[name] ?? place));
}

const ATTRIBUTES = ['aria-label', 'title', 'placeholder', 'aria-roledescription'];

/** Says what stands in the page: each element with `data-say` has its text, and attributes, under that key. */
export function sayPage() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll('[data-say]')) {
    const key = element.getAttribute('data-say') ?? '';
    if (sentences[key] !== undefined) element.textContent = sentences[key];
    for (const name of ATTRIBUTES) if (sentences[`${key}.${name}`] !== undefined) element.setAttribute(name, sentences[`${key}.${name}`]);
  }
}

/**
 * Begins the page anew in another language, with the settings open where they were.
 * @param {string} tag
 */
export function speak(tag) {
  if (tag === language) return;
  const address = new URL(location.href);
  address.searchParams.set('language', tag);
  if (document.querySelector('dialog#settings[open]')) address.hash = '#settings-language';
  location.replace(address);
}
