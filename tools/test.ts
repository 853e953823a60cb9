/**
 * `npm test`: check, unit and conformance, differential, end to end. Every part runs even when an earlier one
 * failed; the last line counts them all.
 */
import { conclude } from './test/counts.js';
import { runChecks, runVitest } from './test/run.js';

/**
 * Projects one after the other: on two cores, e2e beside differential only makes both slower and timeouts
 * likelier.
 */
const results = await Promise.all([runChecks(), runVitest('unit')]);
for (const project of ['differential', 'e2e']) results.push(await runVitest(project));
conclude(results);
