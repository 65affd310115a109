// Writes the sentences of index.html, each element as soon as it is parsed and so before it is
// painted: `data-say` is the key of its text and attributes. Not a module: those run too late.
{
  const language = new URLSearchParams(location.search).get('language') ?? 'en';
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

  document.documentElement.lang = language;
  const parsed = new MutationObserver((records) => {
    for (const { addedNodes } of records) {
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue;
        for (const element of [node, ...node.querySelectorAll('[data-say]')])
          if (element.matches('[data-say]')) say(element);
      }
    }
  });
  parsed.observe(document, { subtree: true, childList: true });
  addEventListener('DOMContentLoaded', () => parsed.disconnect());
}
