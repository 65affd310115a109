// Loads what is not in sight at the start: markup and styles of views and dialogs.

/**
 * Loads `markup/<name>.html` and says its sentences. It is the program's own file, so that no text
 * from elsewhere is ever read as HTML.
 * @param {string} name
 */
export async function markup(name) {
  const answer = await fetch(`markup/${name}.html`);
  const { body } = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const fragment = document.createDocumentFragment();
  fragment.append(...body.childNodes);
  sayAll(fragment);
  return fragment;
}

/** Styles that are loaded or under way, by name. @type {Map<string, Promise<void>>} */
const styles = new Map();

/** Loads `styles/<name>.css`, once. @param {string} name */
export function style(name) {
  const known = styles.get(name);
  if (known) return known;
  const loading = new Promise((resolve) => {
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    link.href = `styles/${name}.css`;
    // What cannot be loaded is shown without it.
    link.addEventListener('load', () => resolve(undefined));
    link.addEventListener('error', () => resolve(undefined));
    document.head.append(link);
  });
  styles.set(name, loading);
  return loading;
}

/**
 * Makes a function that runs `load` at its first call, and gives the same answer from then on.
 * @template T
 * @param {() => Promise<T>} load @returns {() => Promise<T>}
 */
export function once(load) {
  /** @type {Promise<T> | undefined} */
  let answer;
  return () => {
    answer ??= load().catch((failure) => {
      // The next call tries again.
      answer = undefined;
      throw failure;
    });
    return answer;
  };
}
