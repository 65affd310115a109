// The focus never gets lost: when its element goes away, or the control that a dialog was opened
// from is drawn anew meanwhile, the focus moves to the element in its place. The browser would put
// it on the page as a whole, and the keyboard would begin again at the top.

/** Elements that can have the focus. */
const REACHABLE = 'button, input, select, summary, [tabindex="0"]';

/**
 * Place of an element: each ancestor, the closest first, and the element's number among those in it
 * that can have the focus.
 * @typedef {{place: Element, nth: number}[]} Trace
 */

export function mountFocus() {
  /** @type {Element | null} */
  let last = null;
  /** @type {Trace} */
  let trace = [];
  /** Trace of the focus before it went into a dialog or a toast. @type {Map<Element, Trace>} */
  const openers = new Map();

  document.addEventListener('focusin', ({ target }) => {
    if (!(target instanceof Element)) return;
    const apart = target.closest('dialog, [popover], .toast');
    if (apart && !openers.has(apart)) openers.set(apart, trace);
    last = target;
    trace = traceOf(target);
  });

  // Who leaves a control for nothing, by a press beside it, is not called back.
  document.addEventListener('focusout', ({ target }) => {
    if (target === last && last && isThere(last)) last = null;
  });

  onChange(() => {
    for (const [apart, from] of openers) {
      if (isThere(apart)) continue;
      openers.delete(apart);
      if (last && apart.contains(last)) trace = from;
    }
    const focused = document.activeElement;
    const isLost = last && !isThere(last) && (focused === last || focused === document.body);
    if (isLost) inPlaceOf(trace)?.focus();
  });
}

/** Runs `act` when elements may have come or gone. @param {() => void} act */
function onChange(act) {
  new MutationObserver(act).observe(document.body, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ['hidden', 'disabled', 'open'],
  });
}

/** @param {Element} element @returns {Trace} */
function traceOf(element) {
  const found = [];
  let place = element.parentElement;
  while (place && place !== document.documentElement) {
    found.push({ place, nth: reachable(place).indexOf(/** @type {HTMLElement} */ (element)) });
    place = place.parentElement;
  }
  return found;
}

/** Finds the reachable element closest to a trace. @param {Trace} trace */
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
