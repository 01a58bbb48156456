// What the server does to CSI drivers. Upstream: pkg/registry/storage/csidriver/strategy.go.

import { semanticEqual } from '../../../machinery/equality.ts'
import type { Strategy } from '../../../machinery/kind.ts'
import type { CSIDriver } from './csi-driver.schema.ts'

export const csiDriverStrategy: Strategy<CSIDriver> = {
  prepareForUpdate(next, old) {
    if (!semanticEqual(next.spec, old.spec)) next.metadata.generation = (old.metadata.generation ?? 0) + 1
  },
  allowUnconditionalUpdate: false,
}
