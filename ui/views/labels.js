// Words for what the program names by a code, in more than one view.

import { say } from '../language.js';

/** How a job's cost is known. @param {import('../types').Basis} basis */
export function basisOf(basis) {
  switch (basis) {
    case 'estimated':
      return say('page-estimated');
    case 'metered':
      return say('page-metered');
    case 'billed':
      return say('page-billed');
    case 'correction':
      return say('page-correction');
    default:
      return say('page-no-price');
  }
}

/** Where a call stands, or how its cost is known. @param {import('../types').JobView} job */
export const stateOf = (job) => job.progress ?? basisOf(job.basis);

/** What was logged, with what it cost. @param {string} what @param {import('../types').Amount | null} cost */
export function loggedAgain(what, cost) {
  return cost
    ? say('page-logged-again-cost', { what, cost: cost.text })
    : say('page-logged-again-unpriced', { what });
}
