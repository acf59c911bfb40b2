/** A rate in few digits, so that it does not flicker: `0.3/s`, `5/s`, `42/s`, `1.2k/s`. */
export function rateWords(perSecond: number): string {
  if (perSecond <= 0) return '0/s';
  if (perSecond < 0.05) return '<0.1/s';
  if (perSecond < 1) return `${perSecond.toFixed(1)}/s`;
  if (perSecond < 10) return `${Math.round(perSecond * 2) / 2}/s`;
  if (perSecond < 1000) return `${Math.round(perSecond)}/s`;
  if (perSecond < 9950) return `${(perSecond / 1000).toFixed(1)}k/s`;
  return `${Math.round(perSecond / 1000)}k/s`;
}

/** A latency in two digits: `0.4 ms`, `8.5 ms`, `42 ms`, `1.2 s`. */
export function latencyWords(ms: number): string {
  if (ms < 0.1) return '<0.1 ms';
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return `${(ms / 1000).toFixed(1)} s`;
}

/** A share in per cent; what is more than nothing never shows as 0. */
export function shareWords(share: number): string {
  if (share <= 0) return '0%';
  if (share < 0.01) return '<1%';
  if (share > 0.99 && share < 1) return '99%';
  return `${Math.round(share * 100)}%`;
}

/** `1 file`, `3 files`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
