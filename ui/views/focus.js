// The focus never gets lost: where what has it goes away, or what a dialog was opened from is drawn anew
// meanwhile, it moves to what stands in its place. The browser would put it on the page as a whole, and the
// keyboard would begin again at the top.

/** What can have the focus. */
const REACHABLE = 'button, input, select, summary, [tabindex="0"]';

/**
 * Where an element was: each place around it, the closest first, and its number among what could have the focus there.
 * @typedef {{place: Element, nth: number}[]} Trace
 */

export function mountFocus() {
  /** @type {Element | null} */
  let last = null;
  /** @type {Trace} */
  let trace = [];
  /** Where the focus was before it went into a dialog or a message. @type {Map<Element, Trace>} */
  const openers = new Map();

  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof Element)) return;
    const apart = target.closest('dialog, .toast');
    if (apart && !openers.has(apart)) openers.set(apart, trace);
    last = target;
    trace = traceOf(target);
  });

  // Who leaves a control for nothing, by a press beside it, is not called back.
  document.addEventListener('focusout', ({ target }) => {
    if (target === last && last && isThere(last)) last = null;
  });

  new MutationObserver(() => {
    for (const [apart, from] of openers) {
      if (isThere(apart)) continue;
      openers.delete(apart);
      if (last && apart.contains(last)) trace = from;
    }
    const has = document.activeElement;
    if (last && !isThere(last) && (has === last || has === document.body))
      inPlaceOf(trace)?.focus();
  }).observe(document.body, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['hidden', 'disabled', 'open'],
  });
}

/** @param {Element} element @returns {Trace} */
function traceOf(element) {
  const found = [];
  for (
    let place = element.parentElement;
    place && place !== document.documentElement;
    place = place.parentElement
  ) {
    found.push({ place, nth: reachable(place).indexOf(/** @type {HTMLElement} */ (element)) });
  }
  return found;
}

/** @param {Trace} trace */
function inPlaceOf(trace) {
  for (const { place, nth } of trace) {
    if (!place.isConnected) continue;
    const there = reachable(place);
    if (there.length > 0) return there[Math.min(Math.max(nth, 0), there.length - 1)];
  }
  return undefined;
}

/** @param {Element} place */
function reachable(place) {
  const found = /** @type {HTMLElement[]} */ ([...place.querySelectorAll(REACHABLE)]);
  return found.filter((element) => isThere(element) && !element.matches('[tabindex="-1"]'));
}

/** @param {Element} element */
function isThere(element) {
  return element.isConnected && element.checkVisibility() && !element.matches(':disabled');
}
