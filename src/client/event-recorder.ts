// Records Events about objects, correlated as upstream's recorder does it: the same event again raises a count, a flood
// is aggregated and rate limited.
import type { KubeObject } from '../machinery/kind.ts'

/** What an event is about. */
export type EventSubject =
  | KubeObject
  | {
      readonly apiVersion: string
      readonly kind: string
      readonly metadata: { readonly name: string; readonly namespace?: string; readonly uid?: string }
      readonly fieldPath?: string
    }

export interface EventRecorder {
  /** Never throws and never waits; `reason` is CamelCase, `message` for people. */
  event(
    subject: EventSubject,
    event: {
      readonly type: 'Normal' | 'Warning'
      readonly reason: string
      readonly message: string
      /** Such as `spec.containers{web}`. */
      readonly fieldPath?: string
      readonly annotations?: Readonly<Record<string, string>>
    },
  ): void
}
