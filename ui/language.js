// The page's sentences, in the language that its address names. The program gives them before
// anything else runs; start.js writes those that the markup names.

const language = globalThis.document?.documentElement.lang ?? 'en';
const sentences = globalThis.sentences?.[language] ?? {};

/**
 * Returns the sentence of a key of `locales`, with its values.
 * @param {string} key @param {Record<string, string | number>} [values]
 */
export function say(key, values = {}) {
  return (sentences[key] ?? key).replace(/\{(\w+)\}/g, (place, name) =>
    String(values[name] ?? place),
  );
}

/**
 * Reloads the page in another language, with the settings in sight if they were.
 * @param {string} tag
 */
export function speak(tag) {
  if (tag === language) return;
  const address = new URL(location.href);
  address.searchParams.set('language', tag);
  address.hash = document.querySelector('#settings:not([hidden])') ? '#settings-language' : '';
  location.replace(address);
}
