// Sets the theme and writes the sentences before anything is painted; the page's address names
// both. `data-say` is the key of an element's text and attributes. Not a module: those run too
// late.
{
  const query = new URLSearchParams(location.search);
  const language = query.get('language') ?? 'en';
  const sentences = globalThis.sentences?.[language] ?? {};
  const ATTRIBUTES = ['aria-label', 'title', 'placeholder', 'aria-roledescription'];

  /** @param {Element} element */
  function say(element) {
    const key = element.getAttribute('data-say') ?? '';
    if (sentences[key] !== undefined) element.textContent = sentences[key];
    for (const name of ATTRIBUTES) {
      const said = sentences[`${key}.${name}`];
      if (said !== undefined) element.setAttribute(name, said);
    }
  }

  // Also for what is loaded later, before it is put into the page.
  globalThis.sayAll = (root) => {
    for (const element of root.querySelectorAll('[data-say]')) say(element);
  };

  const page = document.documentElement;
  page.lang = language;
  page.dataset.theme = query.get('theme') ?? 'system';
  const parsed = new MutationObserver((records) => {
    for (const { addedNodes } of records) {
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue;
        if (node.matches('[data-say]')) say(node);
        globalThis.sayAll(node);
      }
    }
  });
  parsed.observe(document, { subtree: true, childList: true });
  addEventListener('DOMContentLoaded', () => parsed.disconnect());
}
