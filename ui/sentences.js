// Says what stands in the page, each element as soon as it is read and so before it is painted: one with `data-say`
// has its text, and attributes, under that key. It is no module because those run too late.
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
  const reader = new MutationObserver((read) => {
    for (const { addedNodes } of read) {
      for (const node of addedNodes) {
        if (!(node instanceof Element)) continue;
        for (const element of [node, ...node.querySelectorAll('[data-say]')])
          if (element.matches('[data-say]')) say(element);
      }
    }
  });
  reader.observe(document, { subtree: true, childList: true });
  addEventListener('DOMContentLoaded', () => reader.disconnect());
}
