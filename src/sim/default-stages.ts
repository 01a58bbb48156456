// What containers do unless told otherwise: they start within a moment, are ready at once, run on, and end at once when
// asked to. Those of jobs and init containers do their work and end. Put stages of your own before these.
import type { Stage } from './stage.ts'

/** Annotations that rule single pods. */
export const runForAnnotation = 'sim.wherry.dev/run-for'
export const exitCodeAnnotation = 'sim.wherry.dev/exit-code'

const shell = '(?:(?:/bin/)?(?:ba|a)?sh -e?c )?'

export const defaultStages: readonly Stage[] = [
  { name: 'sandbox', on: 'sandbox', delay: { ms: 20, jitterMs: 60 } },
  { name: 'start', on: 'start', delay: { ms: 20, jitterMs: 100 } },
  { name: 'ready-when-probed', on: 'ready', selects: { probed: true }, delay: { from: 'probe' } },
  { name: 'ready', on: 'ready', delay: { ms: 0 } },
  {
    name: 'exit-as-annotated',
    on: 'exit',
    selects: { annotation: runForAnnotation },
    delay: { annotation: runForAnnotation },
    exitCode: { annotation: exitCodeAnnotation },
  },
  {
    name: 'exit-after-sleep',
    on: 'exit',
    selects: {
      command: new RegExp(
        String.raw`^${shell}(?:/bin/)?sleep (?<seconds>\d+(?:\.\d+)?)(?:\s*(?:;|&&)\s*exit (?<code>\d+))?$`,
      ),
    },
    delay: { from: 'command' },
    exitCode: { from: 'command' },
  },
  {
    name: 'exit-at-once',
    on: 'exit',
    selects: { command: new RegExp(String.raw`^${shell}exit (?<code>\d+)$`) },
    delay: { ms: 0 },
    exitCode: { from: 'command' },
  },
  {
    name: 'false',
    on: 'exit',
    selects: { command: new RegExp(`^${shell}(?:/bin/)?false$`) },
    delay: { ms: 0 },
    exitCode: 1,
  },
  {
    name: 'true',
    on: 'exit',
    selects: { command: new RegExp(String.raw`^${shell}(?:/bin/)?(?:true|echo\b.*)$`) },
    delay: { ms: 0 },
  },
  { name: 'init-done', on: 'exit', selects: { init: true }, delay: { ms: 20, jitterMs: 60 } },
  { name: 'job-done', on: 'exit', selects: { ownerKind: 'Job' }, delay: { ms: 1000, jitterMs: 1000 } },
  { name: 'stop', on: 'stop', delay: { ms: 20, jitterMs: 80 } },
]
