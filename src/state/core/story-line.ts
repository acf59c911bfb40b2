import type { LogEntry } from './snapshot.js';

/** A line of the environment's story before it has its time and number. */
export type StoryLine = Omit<LogEntry, 'at' | 'number'>;

export function info(service: string | undefined, text: string, cause?: string): StoryLine {
  return { service, text, cause, level: 'info' };
}
export function good(service: string | undefined, text: string): StoryLine {
  return { service, text, cause: undefined, level: 'good' };
}
export function warn(service: string | undefined, text: string): StoryLine {
  return { service, text, cause: undefined, level: 'warn' };
}
export function bad(service: string | undefined, text: string): StoryLine {
  return { service, text, cause: undefined, level: 'bad' };
}
