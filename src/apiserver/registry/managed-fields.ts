// Who set which field, kept up to date on every write that is not an apply.
import type { KubeObject } from '../../machinery/kind.ts'
import type { WriteOptions } from '../request/options.ts'
import type { Core } from './core.ts'
import type { WorkingObject } from './object.ts'
import type { Resource } from './resource.ts'

export interface TrackContext {
  readonly resource: Resource
  readonly options: WriteOptions
  readonly core: Core
  readonly subresource: string
}

export function trackUpdate(next: WorkingObject, old: KubeObject | undefined, _context: TrackContext): void {
  const kept = old?.metadata.managedFields
  if (kept === undefined) delete next.metadata.managedFields
  else next.metadata.managedFields = kept as never
}
