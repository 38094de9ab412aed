import type { CprOptions } from './options.cjs';
import type { Result } from './result.cjs';

export type * from './options.cjs';
export type * from './result.cjs';

export interface Options extends CprOptions {
  /** The stdin of the command. Without it, stdin is empty, or that of this process if capture is false. */
  input?: string | Uint8Array;
  /** Whether to capture the output (the default); otherwise it is printed, and stdout and stderr are null. */
  capture?: boolean;
  /** Kills the process tree on abort; run() then resolves with the verdict `interrupted`. */
  signal?: AbortSignal;
}

/** A result whose output is text. */
export type TextResult = Result & { stdout: string | null; stderr: string | null };

/**
 * Runs a command: a text for a shell (as `cpr exec`), or a program and its arguments (as `cpr execFile`).
 *
 * Resolves however the command ended: `verdict`, `code` and `signal` say how. Rejects with a TypeError or a RangeError
 * (code `ERR_CPR_OPTION`) for an option that does not exist or a value that is not valid, before any process is
 * started, and with an Error if cpr itself cannot run or refuses the options.
 */
export function run(command: string | readonly string[], options: Options & { encoding: 'buffer' }): Promise<Result>;
export function run(command: string | readonly string[], options?: Options): Promise<TextResult>;
