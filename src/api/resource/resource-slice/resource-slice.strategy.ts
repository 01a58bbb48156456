// What the server does to resource slices. Upstream: pkg/registry/resource/resourceslice/strategy.go.
import type { Mutable } from '../../../machinery/schema/schema.ts'
import { specStrategy } from '../../strategies.ts'
import type { ResourceSlice } from './resource-slice.schema.ts'

export function defaultResourceSlice({ spec }: Mutable<ResourceSlice>): void {
  for (const { nodeAllocatableResourceMappings } of spec.devices ?? []) {
    for (const mapping of Object.values(nodeAllocatableResourceMappings ?? {})) {
      mapping.allocationMultiplier ??= '1'
    }
  }
}

export const resourceSliceStrategy = specStrategy<ResourceSlice>({
  warnings({ spec: { driver } }) {
    if (driver === driver.toLowerCase()) return []
    return [
      `spec.driver: driver names should be lowercase; ${JSON.stringify(driver)} contains uppercase characters`,
    ]
  },
})
