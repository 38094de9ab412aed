'use strict';
// A command and options as the arguments of cpr. Everything is checked before a process exists; what depends on the
// machine (files, users) or on other options is checked by cpr, before it starts the command.
const { constants } = require('node:os');
const table = require('./options.json');

// Options that run() uses itself, or that have no meaning for it.
const unused = [
  'unref', 'background', 'passChannel', 'inheritFds', 'json', 'result', 'progress', 'verbose', 'quiet', 'dryRun', 'help',
];
// Options of run() that are not options of cpr, or that it passes on in another way.
const own = ['input', 'capture', 'signal'];

const number = String.raw`(\d+(\.\d+)?|\.\d+)`;
const compound = ['d', 'h', 'm', 's', 'ms', 'us'].map((unit) => `(${number}${unit})?`).join('');
const duration = new RegExp(`^([nN][oO][nN][eE]|\\d+|(?=.)${compound})$`);

function isSignal(text) {
  const name = text.toUpperCase().replace(/^SIG/, '');
  if (/^\d+$/.test(name)) return Number(name) >= 1 && Number(name) <= 64 && ![32, 33].includes(Number(name)) && name === text;
  const realTime = /^RTM(IN\+|AX-)(\d+)$/.exec(name);
  if (realTime) return Number(realTime[2]) <= 30;
  return ['RTMIN', 'RTMAX', 'CLD'].includes(name) || `SIG${name}` in constants.signals;
}

// By the name of the value in the option table: what it is, and whether a text is one. Other values are any text.
const kinds = {
  DURATION: ["a duration: write 500 (milliseconds), '5s', '1m30s' or 'none'", (text) => duration.test(text)],
  SIZE: ["a size: write a number of bytes, '200K', '10M' or 'none'", (text) => /^(none|infinity|\d+)$/i.test(text) || /^\d+([KMG]|[KMG]iB|kB|MB|GB)$/.test(text)],
  SIGNAL: ["a signal: write its name, as 'SIGTERM', or its number", isSignal],
  N: ['a number: write 1 or more', (text) => /^\d+$/.test(text)],
  'DELAY[..MAX]': ["a delay: write '1s' or '1s..30s'", (text) => { const [delay, max, ...more] = text.split('..'); return duration.test(delay) && (max === undefined || duration.test(max)) && more.length === 0; }],
  KEY: ['the name of a variable', (text) => text !== '' && !text.includes('=')],
  TEXT: ['a text', () => true],
};
const anyText = ['a text that is not empty', (text) => text !== ''];

const bad = (Type, message) => Object.assign(new Type(`cpr: ${message}`), { code: 'ERR_CPR_OPTION' });
const shown = (value) => (typeof value === 'string' ? `'${value}'` : String(value));

/** One value as text. Numbers are bytes or milliseconds, Infinity means no limit. */
function text(name, row, value) {
  if (row.words) {
    const word = row.words.find((known) => known === value);
    if (word === undefined) throw bad(RangeError, `${name}: ${shown(value)} is not one of ${row.words.join(', ')}`);
    return word;
  }
  const [what, accepts] = kinds[row.value] ?? anyText;
  const isLimit = row.value === 'DURATION' || row.value === 'SIZE';
  let word = value;
  if (typeof value === 'number' && isLimit && value === Infinity) word = 'none';
  else if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) word = String(value);
  if (typeof word !== 'string' || !accepts(word)) throw bad(typeof word === 'string' ? RangeError : TypeError, `${name}: ${shown(value)} is not ${what}`);
  return word;
}

/** All arguments for one option. */
function argumentsFor(name, row, value) {
  if (value === undefined) return [];
  if (!row.value) {
    if (typeof value !== 'boolean') throw bad(TypeError, `${name}: ${shown(value)} is not true or false`);
    return value ? [row.option] : [];
  }
  if (row.value.startsWith('[=') && typeof value === 'boolean') return value ? [row.option] : [];
  const argument = (one) => `${row.option}=${text(name, row, one)}`;
  if (name === 'env') {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) throw bad(TypeError, `env: ${shown(value)} is not an object with a text for each variable`);
    return Object.entries(value).filter(([, of]) => of !== undefined).map(([key, of]) => {
      if (key === '' || key.includes('=')) throw bad(RangeError, `env: '${key}' is not the name of a variable`);
      if (typeof of !== 'string') throw bad(TypeError, `env: ${key}: ${shown(of)} is not a text`);
      return `${row.option}=${key}=${of}`;
    });
  }
  if (!Array.isArray(value)) return [argument(value)];
  if (row.repeats) return value.map(argument);
  if (row.value !== 'LIST' && row.value !== 'SPEC') throw bad(TypeError, `${name}: takes one value, not a list`);
  return [argument(value.map((one) => (typeof one === 'number' ? String(one) : one)).join(','))];
}

function operands(command) {
  const words = Array.isArray(command) ? command : [command];
  if (words.length === 0 || words.some((word) => typeof word !== 'string')) {
    throw bad(TypeError, "the command is not a text for a shell, or a list of a program and its arguments: write 'make test' or ['make', 'test']");
  }
  if (words[0] === '') throw bad(RangeError, 'the command is empty');
  return words;
}

function ownOptions({ input, capture = true, signal }) {
  if (input !== undefined && typeof input !== 'string' && !(input instanceof Uint8Array)) throw bad(TypeError, `input: ${shown(input)} is not a text or a Uint8Array`);
  if (typeof capture !== 'boolean') throw bad(TypeError, `capture: ${shown(capture)} is not true or false`);
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw bad(TypeError, `signal: ${shown(signal)} is not an AbortSignal; the signal for the process tree is killSignal`);
  return { input, capture, signal };
}

/** The arguments of cpr, and the options that are not among them. Throws a TypeError or a RangeError. */
function commandLine(command, options) {
  const words = operands(command);
  if (options === null || typeof options !== 'object') throw bad(TypeError, `${shown(options)} is not an object with options`);
  const args = [];
  for (const [name, value] of Object.entries(options)) {
    if (own.includes(name)) continue;
    if (unused.includes(name) || !Object.hasOwn(table, name)) {
      const camel = name.replace(/^-*/, '').replace(/-+(\w)/g, (_, letter) => letter.toUpperCase());
      const known = camel !== name && Object.hasOwn(table, camel) && !unused.includes(camel);
      throw bad(TypeError, `unknown option '${name}'${known ? `: write ${camel}` : ''}`);
    }
    args.push(...argumentsFor(name, table[name], value));
  }
  const { input, capture, signal } = ownOptions(options);
  args.push(capture ? '--json' : '--result=fd:3');
  return { args: [Array.isArray(command) ? 'execFile' : 'exec', ...args, '--', ...words], input, capture, signal };
}

module.exports = { commandLine, unused, own };
