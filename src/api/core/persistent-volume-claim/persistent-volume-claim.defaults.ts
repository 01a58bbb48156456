// What the server fills in of claims. Upstream: pkg/apis/core/v1/defaults.go SetDefaults_PersistentVolumeClaim.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { defaultClaimSpec } from '../pod/pod-volumes.defaults.ts'
import type { PersistentVolumeClaim } from './persistent-volume-claim.schema.ts'

export function defaultPersistentVolumeClaim(claim: Mutable<PersistentVolumeClaim>): void {
  claim.status ??= {}
  claim.status.phase ??= 'Pending'
  defaultClaimSpec(claim.spec)
}
