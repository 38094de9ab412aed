// Compares Node's child_process with cpr.
//
//   node parity.mjs CPR CHILD [NAME-PART]
//
// A case is written in Node's terms. Compared are the exit status, the bytes of both streams, and the
// errors in Node's wording. Intended differences are in differences.mjs, each with its reason.
import { cases } from './cases.mjs';
import { compare, listDifferences } from './compare.mjs';
import { here } from './place.mjs';

const [cpr, child, part = ''] = process.argv.slice(2);
if (!cpr || !child) throw new Error('usage: parity.mjs CPR CHILD [NAME-PART]');

let failed = 0;
let run = 0;
for (const test of cases({ child, here }).filter((one) => one.name.includes(part))) {
  run += 1;
  const different = await compare(cpr, test);
  if (different) {
    failed += 1;
    console.log(`DIFFERENT: ${test.name}\n  node ${different.node}\n  cpr  ${different.cpr}`);
  }
}
listDifferences();
console.log(`\nnode ${process.version}: ${run} cases, ${failed} different`);
process.exit(failed || run === 0 ? 1 : 0);
