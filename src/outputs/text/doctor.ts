import type { Paint } from './paint.js';

/** One thing that was looked at, as `doctor` prints it. */
export interface DoctorLine {
  readonly id: string;
  readonly verdict: 'ok' | 'warn' | 'bad';
  readonly detail: string;
  readonly remedy: string | undefined;
}

/** Verdict, what was found, and what to do about it. */
export function doctorText(lines: readonly DoctorLine[], paint: Paint): string {
  const marks = { ok: paint.good('ok  '), warn: paint.warn('warn'), bad: paint.bad('bad ') };
  return lines
    .flatMap(({ id, verdict, detail, remedy }) => [
      `${marks[verdict]}  ${id.padEnd(12)} ${detail}`,
      ...(remedy === undefined || verdict === 'ok' ? [] : [`${' '.repeat(19)}→ ${remedy}`]),
    ])
    .join('\n');
}
