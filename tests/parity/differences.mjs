// Intended differences from Node. `normalise` removes one difference from the result of one side, and
// changes nothing else.
export const differences = [
  {
    what: 'input that the child does not read is not an error',
    why: 'Node reports EPIPE or not, depending on timing; a child need not read its input',
    applies: (test, facts) => test.options?.input !== undefined && facts.error?.code === 'EPIPE',
    normalise(facts) {
      facts.error = null;
    },
  },
  {
    what: 'at a limit the pipes stay open until the tree is empty, and output written meanwhile is delivered',
    why: 'Node closes them at once, so that a last write of the child causes SIGPIPE; cpr loses no byte',
    applies: () => false, // the cases have children that say nothing after the signal
    normalise() {},
  },
  {
    what: 'an error has the key `signal` and `killed` in every case',
    why: 'Node omits them after a failed start and at maxBuffer; JSON consumers need every key',
    applies: () => true,
    normalise(facts, test, fromNode) {
      const bare = facts.error.errno !== undefined || facts.error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER';
      if (bare) {
        delete facts.error.signal;
        delete facts.error.killed;
      }
    },
  },
  {
    what: 'a timeout is the error ETIMEDOUT, however the child reacts to the signal',
    why: "Node's asynchronous methods report success when the child exits 0; its spawnSync says ETIMEDOUT, and so does cpr",
    applies: (test) => test.options?.timeout && test.method !== 'spawnSync',
    normalise(facts) {
      // The facts remain: that the child was signalled, and how it ended.
      delete facts.error.code;
      delete facts.error.message;
    },
  },
  {
    what: 'failures to start that Node throws have the same shape as those that it reports',
    why: 'Node throws for some errors (E2BIG, ENOTDIR, EPERM ...) without path, spawnargs and file name',
    applies: (test, facts) => ['E2BIG', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG', 'EPERM'].includes(facts.error?.code),
    normalise(facts) {
      for (const key of ['path', 'spawnargs', 'cmd', 'message', 'syscall']) delete facts.error[key];
    },
  },
  {
    what: "spawnSync's ETIMEDOUT has an errno in Node",
    why: 'the contract gives errno to failed starts alone',
    applies: (test, facts) => test.method === 'spawnSync' && facts.error?.code === 'ETIMEDOUT',
    normalise(facts) {
      delete facts.error.errno;
    },
  },
];
