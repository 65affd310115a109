// Labels of the program's codes, for more than one view.

import { say } from '../language.js';

/** Label of a job's basis. @param {import('../types').Basis} basis */
export function basisLabel(basis) {
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

/** Label of a call's progress, else of its basis. @param {import('../types').JobView} job */
export const progressLabel = (job) => job.progress ?? job.uncertain ?? basisLabel(job.basis);

/**
 * Says where a file was written, and whether anything is in it.
 * @param {{file: string, rows: number}} written
 */
export const writtenSentence = ({ file, rows }) =>
  rows ? say('page-written-to', { file }) : say('page-exported-none', { file });

/**
 * Sentence for a job that was logged again, with its cost if known.
 * @param {string} what @param {import('../types').Amount | null} cost
 */
export function loggedAgain(what, cost) {
  return cost
    ? say('page-logged-again-cost', { what, cost: cost.text })
    : say('page-logged-again-unpriced', { what });
}
