// What the server's main thread hands to the worker thread that runs controllers and scheduler.
import type { EnablementFlags } from './served-kinds.ts'

export interface WorkerOptions {
  readonly apiSocket: string
  /** Bearer tokens of the two components; good for this run only. */
  readonly tokens: { readonly controllers: string; readonly scheduler: string; readonly nodes: string }
  readonly rootCA: string
  /** PEM of the key that signs tokens of service accounts. */
  readonly signingKey: string
  readonly podCIDR: string
  readonly nodeBits: number
  /** Simulated nodes; 0 where nodes are real. */
  readonly simulatedNodes: number
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error'
  /** From which the kinds follow. */
  readonly enablement: EnablementFlags
}

/** From the main thread: begin to work; end what runs, then exit. */
export type WorkerMessage =
  | { readonly type: 'start'; readonly options: WorkerOptions }
  | { readonly type: 'stop' }
