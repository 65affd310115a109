// Keys that work everywhere in the window.

/** @param {import('../main.js').Page} page */
export function mountShortcuts(page) {
  /** The field that was edited since it has the focus. @type {EventTarget | null} */
  let edited = null;
  let undoing = false;

  document.addEventListener('input', (event) => (edited = event.target));
  document.addEventListener('focusout', () => (edited = null));
  document.addEventListener('keydown', async (event) => {
    const isUndo = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'z';
    if (!isUndo || isTyping(event.target)) return;
    event.preventDefault();
    // A key that is held down undoes one thing.
    if (event.repeat || undoing) return;
    undoing = true;
    await page.undo();
    undoing = false;
  });

  /** A field with something in it, or just emptied, has an undo of its own. @param {EventTarget | null} target */
  function isTyping(target) {
    const isText = target instanceof HTMLInputElement && !['radio', 'checkbox', 'button'].includes(target.type);
    return isText && (target.value !== '' || edited === target);
  }
}
