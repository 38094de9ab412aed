// What `cpr timeout` does on purpose in another way than timeout(1), as changes to what timeout(1)
// did. A case in which nothing is listed has to be the same.

/** When an entry applies, and how it changes the outcome of timeout(1); null: any outcome is right. */
export const differences = [
  {
    name: 'descendants in other sessions are ended as well',
    applies: (line) => line.ended && !line.foreground,
    change: (seen) => ({ ...seen, left: 0 }),
  },
  {
    name: 'timeout(1) is in the process group to which it sends SIGKILL',
    applies: (line) => line.ended && !line.foreground,
    change: (seen) => (seen.signal === 'SIGKILL' ? { ...seen, code: 137, signal: null } : seen),
  },
  {
    name: '-v reports signal 0 although nothing is sent',
    applies: () => true,
    change: (seen) => ({ ...seen, sent: seen.sent.replace(/^EXIT,?/, '') }),
  },
  {
    name: 'the shortest time, which older versions of timeout(1) read as 0',
    applies: (line) => line.duration === '1e-5000' || line.killAfter === '1e-5000',
    change: () => null,
  },
  {
    name: 'an empty command is a usage error',
    applies: (line) => line.command === 'empty',
    change: (seen) => (seen.code === 127 ? { ...seen, code: 125 } : seen),
  },
];
