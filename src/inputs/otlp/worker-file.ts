import { Worker } from 'node:worker_threads';

// Built (`rolldown.config.ts`), this and the worker lie side by side, in JavaScript. From source (tests, `dev`) Node strips the worker's types by
// itself, but its imports name the built files: a hook of that thread alone looks for the source beside them.
const fromSource = import.meta.url.endsWith('.ts');

const findSources = `
import { registerHooks } from 'node:module';
registerHooks({
  resolve(specifier, context, next) {
    const ours = specifier.startsWith('.') && context.parentURL?.endsWith('.ts');
    return next(ours ? specifier.replace(/\\.js$/, '.ts') : specifier, context);
  },
});`;

/**
 * Spans live for 15 s, so all of them grow old, and V8 lets a heap that may become large grow fourfold before it looks at what is
 * old. Far above what is ever alive (100 MB at 500 requests a second), this is low enough for it to look sooner.
 */
const resourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 24 };

/** Starts the trace reader's thread, from the built files or from source. */
export function startWorker(): Worker {
  if (!fromSource) return new Worker(new URL('./worker.js', import.meta.url), { resourceLimits });
  return new Worker(new URL('./worker.ts', import.meta.url), {
    resourceLimits,
    execArgv: ['--import', `data:text/javascript,${encodeURIComponent(findSources)}`],
  });
}
