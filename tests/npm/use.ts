// What a caller writes in TypeScript, and what the compiler has to refuse.
import { run, type Options, type Result, type Verdict } from '@NAME@';

export async function use(signal: AbortSignal): Promise<string[]> {
  const options: Options = {
    timeout: '5s', idleTimeout: 5000, killSignal: 'SIGINT', leaks: 'kill', retries: 2, retryOn: ['timeout', 75],
    env: { A: '1', B: undefined }, envFile: ['a', 'b'], shell: true, input: new Uint8Array(1), signal, capture: true,
  };
  const text = await run('make', options);
  const out: string | null = text.stdout;
  const list = await run(['make', 'test'] as const, { encoding: 'base64' });
  const bytes = await run('make', { encoding: 'buffer' });
  const verdict: Verdict = bytes.verdict;
  const result: Result = list;
  // @ts-expect-error: the output is an object
  const wrong: string | null = bytes.stdout;
  // @ts-expect-error: unknown option
  await run('make', { timout: 5 });
  // @ts-expect-error: an option that run() uses itself
  await run('make', { json: true });
  // @ts-expect-error: not one of the words
  await run('make', { leaks: 'maybe' });
  // @ts-expect-error: a signal of the kernel
  await run('make', { signal: 'SIGTERM' });
  // @ts-expect-error: a program and its arguments are texts
  await run(['make', 1]);
  // @ts-expect-error: not a verdict
  if (verdict === 'timed-out') return [];
  switch (result.verdict) {
    case 'timeout': return result.kill?.snapshot.map((process) => process.waits.on?.name ?? '') ?? [];
    case 'spawn-error': return [result.error?.step ?? '', wrong ?? ''];
    default: return [out ?? '', String(result.code), ...(result.attempts ?? []).map((attempt) => attempt.verdict)];
  }
}
