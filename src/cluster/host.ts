// The real world, handed to whatever runs in this process: clock, randomness, logging.
import type { Clock } from '../base/clock.ts'
import { createLogger, type Logger } from '../base/log.ts'
import { logSink } from '../base/node/log-sink.ts'
import { systemClock } from '../base/node/system-clock.ts'
import { systemRng } from '../base/node/system-rng.ts'
import type { Rng } from '../base/rng.ts'
import type { ClusterOptions } from './cluster-options.ts'

export interface Host {
  readonly clock: Clock
  readonly rng: Rng
  readonly log: Logger
}

export function createHost({ logLevel }: Pick<ClusterOptions, 'logLevel'>): Host {
  const write = logSink({ stream: process.stderr, format: 'text', now: systemClock.now })
  return { clock: systemClock, rng: systemRng, log: createLogger({ write, level: logLevel }) }
}
