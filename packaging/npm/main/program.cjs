'use strict';
// Finds the program in the package for this platform.
const { optionalDependencies, name } = require('./package.json');

/** The path of the program; throws an Error that names the platform and what to do. */
function findProgram(platform = `${process.platform}-${process.arch}`) {
  const wanted = Object.keys(optionalDependencies).find((dependency) => dependency.endsWith(`/${platform}`));
  if (!wanted) throw new Error(`cpr: there is no package for ${platform}: cpr runs on ${Object.keys(optionalDependencies).join(', ')}`);
  try {
    return require.resolve(`${wanted}/bin/cpr`);
  } catch {
    const version = optionalDependencies[wanted];
    throw new Error(`cpr: the package ${wanted} is not installed: install it with 'npm install ${wanted}@${version}', or install ${name} again without --omit=optional`);
  }
}

module.exports = { findProgram };
