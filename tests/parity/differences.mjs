// Where cpr differs from Node on purpose. `normalise` makes the two comparable, on the side that it
// is for, and touches nothing but the difference itself.
export const differences = [
  {
    what: 'input that the child does not read is no error',
    why: 'Node reports EPIPE or not, depending on who was faster; what a child leaves unread is its own business',
    applies: (test, facts) => test.options?.input !== undefined && facts.error?.code === 'EPIPE',
    normalise(facts) {
      facts.error = null;
    },
  },
  {
    what: 'at a limit the pipes stay open until the tree is empty, and what is written meanwhile is delivered',
    why: 'Node closes them at once, so that a last word of the child becomes a SIGPIPE; no byte is to be lost',
    applies: () => false, // the cases have children that say nothing after the signal
    normalise() {},
  },
  {
    what: 'an error has the key `signal` and `killed` in every case',
    why: 'Node leaves them out after a failed start and at maxBuffer; a reader of JSON should not have to ask',
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
    what: 'a timeout is the error ETIMEDOUT whatever the child makes of the signal',
    why: "Node's asynchronous methods report success when the child exits 0; its spawnSync says ETIMEDOUT, and so does cpr",
    applies: (test) => test.options?.timeout && test.method !== 'spawnSync',
    normalise(facts) {
      // What is left are the facts: that the child was signalled, and by what it ended.
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
