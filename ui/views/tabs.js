// Tabs: one panel at a time, by press or by arrow keys (ARIA tabs pattern).

/**
 * @param {HTMLButtonElement[]} tabs
 * @param {(tab: HTMLButtonElement, isPressed: boolean) => void} selected
 */
export function mountTabs(tabs, selected) {
  for (const [nth, tab] of tabs.entries()) {
    tab.addEventListener('click', () => {
      select(tabs, tab);
      selected(tab, true);
    });
    tab.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const next = step && tabs[(nth + step + tabs.length) % tabs.length];
      if (!next) return;
      event.preventDefault();
      select(tabs, next);
      next.focus();
      selected(next, false);
    });
  }
  const isSelected = (/** @type {HTMLButtonElement} */ tab) =>
    tab.getAttribute('aria-selected') === 'true';
  return { selected: () => /** @type {HTMLButtonElement} */ (tabs.find(isSelected)) };
}

/** @param {HTMLButtonElement[]} tabs @param {HTMLButtonElement} chosen */
function select(tabs, chosen) {
  for (const tab of tabs) {
    tab.setAttribute('aria-selected', String(tab === chosen));
    tab.tabIndex = tab === chosen ? 0 : -1;
    const panel = document.getElementById(tab.getAttribute('aria-controls') ?? '');
    if (panel) panel.hidden = tab !== chosen;
  }
}
