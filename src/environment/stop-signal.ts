/** Signals of Linux by their numbers, from 1. */
const names =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS'.split(
    ' ',
  );
const firstOfRealTime = 34;
const lastOfRealTime = 64;

/** The number of a signal as Docker takes it: `SIGINT`, `int`, `2`, `SIGRTMIN+3`; `undefined`: there is none of the name. */
export function signalNumber(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const name = text.toUpperCase().replace(/^SIG/, '');
  const [, end, sign = '+', offset = '0'] = /^RT(MIN|MAX)(?:([+-])(\d+))?$/.exec(name) ?? [];
  if (end !== undefined) {
    return (end === 'MIN' ? firstOfRealTime : lastOfRealTime) + Number(`${sign}${offset}`);
  }
  const at = names.indexOf(name);
  return at === -1 ? undefined : at + 1;
}
