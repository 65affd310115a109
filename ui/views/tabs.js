// Tabs: one panel at a time, by press or by arrow keys (ARIA tabs pattern).

/** @param {HTMLButtonElement[]} tabs @param {(tab: HTMLButtonElement, pressed: boolean) => void} selected */
export function mountTabs(tabs, selected) {
  /** @param {HTMLButtonElement} chosen */
  function select(chosen) {
    for (const tab of tabs) {
      tab.setAttribute('aria-selected', String(tab === chosen));
      tab.tabIndex = tab === chosen ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute('aria-controls') ?? '');
      if (panel) panel.hidden = tab !== chosen;
    }
  }

  for (const [nth, tab] of tabs.entries()) {
    tab.addEventListener('click', () => {
      select(tab);
      selected(tab, true);
    });
    tab.addEventListener('keydown', (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const next = step && tabs[(nth + step + tabs.length) % tabs.length];
      if (!next) return;
      event.preventDefault();
      select(next);
      next.focus();
      selected(next, false);
    });
  }
  return {
    selected: () =>
      /** @type {HTMLButtonElement} */ (
        tabs.find((tab) => tab.getAttribute('aria-selected') === 'true')
      ),
  };
}
